"""Rules over tokens: a sequence of kinds that becomes one token. The longest match at a place wins.

A pattern is words apart by spaces: `kind`, `kind:value`, alternatives with `|`, and `?` after one that may be missing:

    Rule("last:past num unit within?", build)

`build` gets the matched tokens in the places of the pattern (None where an optional one is missing) and returns the
new token's kind and value, or None when the match means nothing after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from shop.segments.parsing.tokens import Sense, Token, joined

Matched = Sequence[Token | None]
Build = Callable[[Matched], Sense | None]


class Slot(NamedTuple):
    """One place of a pattern: (kind, value or None) alternatives."""

    choices: tuple[tuple[str, str | None], ...]
    optional: bool

    def fits(self, token: Token) -> bool:
        """Say whether the token can stand here."""
        return any(token.has(kind, value) for kind, value in self.choices)


class Rule:
    """A pattern and what it becomes."""

    def __init__(self, pattern: str, build: Build) -> None:
        self.slots = tuple(_slot(word) for word in pattern.split())
        self.build = build


def _slot(word: str) -> Slot:
    optional = word.endswith("?")
    choices: list[tuple[str, str | None]] = []
    for choice in word.removesuffix("?").split("|"):
        kind, _, value = choice.partition(":")
        choices.append((kind, value or None))
    return Slot(tuple(choices), optional)


def reduced(tokens: list[Token], rules: Iterable[Rule]) -> list[Token]:
    """Apply the rules from left to right, once."""
    listed = tuple(rules)
    result: list[Token] = []
    place = 0
    while place < len(tokens):
        made, after = _longest(tokens, place, listed)
        result.append(made)
        place = after
    return result


def _longest(tokens: list[Token], place: int, rules: tuple[Rule, ...]) -> tuple[Token, int]:
    best: tuple[Token, int] = (tokens[place], place + 1)
    longest = 0
    for rule in rules:
        for matched, end in _matches(rule.slots, tokens, place):
            if end - place <= longest:
                continue
            sense = rule.build(matched)
            if sense is not None:
                longest = end - place
                best = (joined(tokens[place:end], sense.kind, sense.value), end)
    return best


def _matches(slots: tuple[Slot, ...], tokens: list[Token], place: int) -> Iterable[tuple[list[Token | None], int]]:
    """Yield every way to fill the slots from `place` on."""
    if not slots:
        yield [], place
        return
    first, rest = slots[0], slots[1:]
    if place < len(tokens) and first.fits(tokens[place]):
        for matched, end in _matches(rest, tokens, place + 1):
            yield [tokens[place], *matched], end
    if first.optional:
        for matched, end in _matches(rest, tokens, place):
            yield [None, *matched], end


def value(matched: Matched, place: int, kind: str) -> Any:  # noqa: ANN401 - values differ by kind
    """Return the value of the sense `kind` of a matched token."""
    token = matched[place]
    return None if token is None else token.get(kind)
