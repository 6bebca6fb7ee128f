"""Every rule passes its own good examples, finds its own bad ones, and finds nothing that is another rule's."""

from __future__ import annotations

from typing import Any

import pytest

from guard.check import check
from guard.rules import rules
from guard.rules.examples import example_subject, examples
from guard.rules.model import Rule

GOOD = [(rule, example) for rule in rules() for example in examples()[rule.id].good]
BAD = [(rule, example) for rule in rules() for example in examples()[rule.id].bad]


def ids(cases: list[tuple[Rule, dict[str, Any]]]) -> list[str]:
    return [f"{rule.id}-{number}" for number, (rule, _) in enumerate(cases)]


@pytest.mark.parametrize(("rule", "example"), GOOD, ids=ids(GOOD))
def test_a_good_example_passes(rule: Rule, example: dict[str, Any]) -> None:
    subject = example_subject(example)
    verdict = check(subject, by=[rule])
    assert [(one.claim, one.expected) for one in verdict.findings] == []
    assert [one.rule for one in verdict.checks if one.rule != "slots.fill"] in ([rule.id], [])


@pytest.mark.parametrize(("rule", "example"), BAD, ids=ids(BAD))
def test_a_bad_example_is_found(rule: Rule, example: dict[str, Any]) -> None:
    verdict = check(example_subject(example))
    found = {one.rule for one in verdict.findings}
    assert rule.id in found
    assert verdict.outcome != "allow" or rule.severity == "warn"
    assert all(one.suggestion for one in verdict.findings if one.rule == rule.id)


def test_most_bad_examples_are_found_by_their_rule_alone() -> None:
    """Other findings on a bad example are those of rules that are named as overlapping, or of the broad nets."""
    alone = sum(_is_alone(rule, example) for rule, example in BAD)
    assert alone / len(BAD) > 0.9


def _is_alone(rule: Rule, example: dict[str, Any]) -> bool:
    found = {one.rule for one in check(example_subject(example)).findings}
    return found <= {rule.id, *rule.overlaps}


def test_every_rule_has_ten_examples_of_each_kind_a_source_and_advice() -> None:
    for rule in rules():
        good, bad = examples()[rule.id]
        assert len({str(one) for one in good}) >= 10, rule.id
        assert len({str(one) for one in bad}) >= 10, rule.id
        assert rule.source, rule.id
        assert {"en", "zh"} <= rule.advice.keys(), rule.id


def test_rules_that_overlap_exist() -> None:
    known = {rule.id for rule in rules()}
    assert all(other in known for rule in rules() for other in rule.overlaps)
