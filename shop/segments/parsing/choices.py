"""Choices by replay: the builder asks `pick` where a phrase has several meanings, and is run once per combination.

The glossary answers first; a phrase that was decided in this run keeps its meaning. What is left open is tried in
order, so that `readings` sees every combination, up to MOST_RUNS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from shop.segments.parsing.outcome import Meaning
from shop.segments.parsing.tokens import Option, Pick
from shop.segments.tree.nodes import Node

MOST_RUNS = 32


class Choices:
    """The decisions of one run: a path of option numbers, extended with the first option where it ends."""

    def __init__(self, path: tuple[int, ...], glossary: Mapping[str, str]) -> None:
        self._path = path
        self._glossary = glossary
        self.taken: list[int] = []
        self.sizes: list[int] = []
        self.meanings: list[Meaning] = []
        self.notes: list[str] = []
        self._decided: dict[str, str] = {}

    def resolve(self, value: Any) -> Any:  # noqa: ANN401 - a Pick stands for any value
        """Return the value, or what a Pick is decided to mean."""
        return self.pick(value) if isinstance(value, Pick) else value

    def pick(self, pick: Pick) -> Any:  # noqa: ANN401 - options carry any value
        """Return the value of the option that holds in this run."""
        key = self._decided.get(pick.phrase) or self._glossary.get(pick.phrase)
        option = next((o for o in pick.options if o.key == key), None)
        if option is None:
            option = pick.options[0] if len(pick.options) == 1 else self._next(pick)
        if pick.phrase not in self._decided and len(pick.options) > 1:
            self._decided[pick.phrase] = option.key
            self.meanings.append(Meaning(phrase=pick.phrase, option=option.key, en=option.en, zh=option.zh))
        return option.value

    def _next(self, pick: Pick) -> Option:
        place = len(self.taken)
        number = self._path[place] if place < len(self._path) else 0
        self.taken.append(number)
        self.sizes.append(len(pick.options))
        return pick.options[number]


class Run(NamedTuple):
    """The tree of one run, the meanings it took, and whether any of them was open."""

    tree: Node
    meanings: tuple[Meaning, ...]
    open: bool


def readings(build: Callable[[Choices], Node], glossary: Mapping[str, str]) -> Iterator[Run]:
    """Run `build` once for each combination of open choices, in the order of their options."""
    path: tuple[int, ...] | None = ()
    for _ in range(MOST_RUNS):
        if path is None:
            return
        choices = Choices(path, glossary)
        tree = build(choices)
        yield Run(tree, tuple(choices.meanings), bool(choices.taken))
        path = _after(choices)


def _after(choices: Choices) -> tuple[int, ...] | None:
    """Return the next path in order, None when every combination was tried."""
    taken, sizes = list(choices.taken), list(choices.sizes)
    while taken:
        if taken[-1] + 1 < sizes[-1]:
            return (*taken[:-1], taken[-1] + 1)
        taken.pop()
        sizes.pop()
    return None
