"""Every rule and every extractor matters: with one of them taken away, the examples of the rules no longer hold.

All in one process: a rule is left out of the list that a check runs, an extractor yields nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from guard.check import check
from guard.recipient import FINDERS, Recipient, Sending
from guard.resources import load
from guard.rules import rules
from guard.rules.examples import example_subject, examples
from guard.rules.model import Rule
from shop.types import Verdict
from shop.types.message import OUTCOME_ORDER
from soak.proof import Outcome

extraction: Any = import_module("guard.claims.extract")
"""The module; the package gives its function under the same name."""
LEAST = 0.90
"""Least share of mutations that an example notices."""
_RANK = OUTCOME_ORDER.index


class Mutation(NamedTuple):
    """What was taken away, how many examples noticed, and how many looked."""

    name: str
    noticed: int
    asked: int
    alone: int = 0
    """Examples that nothing else would have stopped: without the rule their verdict is better."""


def rules_matter(folder: Path, n: int) -> Outcome:
    """Take away each rule and each extractor; `n` examples of each kind per rule at most. Writes nothing."""
    found = [*_without_rules(n), *_without_recipient_rules(n), *_without_extractors(n)]
    lines = [f"{'taken away':<28}{'examples that fail':>20}{'stopped by it alone':>21}"]
    lines += [f"{one.name:<28}{one.noticed:>12} of {one.asked:<5}{one.alone or '':>21}" for one in found]
    sys.stdout.write("\n".join(lines) + "\n")
    alive = [one.name for one in found if not one.noticed]
    share = 1 - len(alive) / len(found)
    figures = f"{share:.1%} of {len(found)} mutations fail an example; alive: {', '.join(alive) or 'none'}"
    return Outcome("rules_matter", len(found), share >= LEAST, figures)


def _without_rules(n: int) -> Iterator[Mutation]:
    """Take each rule out of the list: its bad examples are no longer found by the rule that they belong to."""
    everything = rules()
    for rule in everything:
        rest = [one for one in everything if one is not rule]
        bad = examples()[rule.id].bad[:n]
        pairs = [(check(example_subject(one)), check(example_subject(one), by=rest)) for one in bad]
        noticed = sum(_names(whole, rule) and not _names(without, rule) for whole, without in pairs)
        alone = sum(_RANK(whole.outcome) > _RANK(without.outcome) for whole, without in pairs)
        yield Mutation(rule.id, noticed, len(bad), alone)


def _names(verdict: Verdict, rule: Rule) -> bool:
    return rule.id in {one.rule for one in verdict.findings}


def _without_recipient_rules(n: int) -> Iterator[Mutation]:
    cases = load("rules/cases/recipient.yaml")
    for name in FINDERS:
        bad = cases["fixtures"][name]["bad"][:n]
        noticed = sum(_only_finder(name, cases["base"], fixture) for fixture in bad)
        yield Mutation(name, noticed, len(bad))


def _only_finder(name: str, base: dict[str, Any], fixture: dict[str, Any]) -> bool:
    """Return whether the finder finds something: without it the verdict would lack this rule."""
    to = Recipient.model_validate(base["to"] | fixture.get("to", {}))
    sending = Sending.model_validate(base["of"] | fixture.get("of", {}))
    return any(True for _ in FINDERS[name](to, sending))


def _without_extractors(n: int) -> Iterator[Mutation]:
    """Silence each extractor of claims and each class of worded claims; every example of every rule is asked."""
    cases = [
        (rule, example, kind)
        for rule in rules()
        for kind in ("good", "bad")
        for example in getattr(examples()[rule.id], kind)[:n]
    ]
    for finder in (*(finder for group in extraction._GROUPS for finder in group), extraction._left_over):
        name = "numbers" if finder is extraction._left_over else finder.__module__.rpartition(".")[2]
        with _silenced(finder):
            yield Mutation(f"extractor {name}", _failing(cases), len(cases))


def _failing(cases: list[tuple[Rule, dict[str, Any], str]]) -> int:
    return sum(
        _names(check(example_subject(example), by=[rule]), rule) != (kind == "bad") for rule, example, kind in cases
    )


@contextmanager
def _silenced(finder: Callable[..., Iterator[Any]]) -> Iterator[None]:
    groups, left_over = extraction._GROUPS, extraction._left_over
    extraction._GROUPS = tuple(tuple(one for one in group if one is not finder) for group in groups)
    if finder is left_over:
        extraction._left_over = lambda plain, kept: iter(())
    extraction.extract.cache_clear()
    try:
        yield
    finally:
        extraction._GROUPS, extraction._left_over = groups, left_over
        extraction.extract.cache_clear()
