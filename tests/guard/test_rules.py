"""Every rule passes its own good examples and finds its own bad ones."""

from __future__ import annotations

from typing import Any

import pytest

from guard.check import check
from guard.rules import rules
from guard.rules.examples import example_subject

GOOD = [(rule.id, example) for rule in rules() for example in rule.good]
BAD = [(rule.id, example) for rule in rules() for example in rule.bad]


@pytest.mark.parametrize(("rule", "example"), GOOD, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(GOOD)])
def test_a_good_example_passes(rule: str, example: dict[str, Any]) -> None:
    verdict = check(example_subject(example))
    assert rule in {done.rule for done in verdict.checks}
    assert [finding for finding in verdict.findings if finding.rule == rule] == []


@pytest.mark.parametrize(("rule", "example"), BAD, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(BAD)])
def test_a_bad_example_is_found(rule: str, example: dict[str, Any]) -> None:
    verdict = check(example_subject(example))
    assert [finding for finding in verdict.findings if finding.rule == rule]


def test_every_rule_has_three_examples_of_each_kind_and_a_source() -> None:
    for rule in rules():
        assert len(rule.good) >= 3, rule.id
        assert len(rule.bad) >= 3, rule.id
        assert rule.source, rule.id
