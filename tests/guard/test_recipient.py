"""Checks on a recipient, by the fixtures that stand beside the rules."""

from __future__ import annotations

from typing import Any

import pytest

from guard.recipient import FINDERS, Recipient, Sending, check_recipient
from guard.resources import load
from guard.rules import all_rules

DATA = load("rules/cases/recipient.yaml")
CASES = [
    (rule, kind, fixture)
    for rule, listed in DATA["fixtures"].items()
    for kind in ("good", "bad")
    for fixture in listed[kind]
]


def parts(fixture: dict[str, Any]) -> tuple[Recipient, Sending]:
    base = DATA["base"]
    to = Recipient.model_validate(base["to"] | fixture.get("to", {}))
    return to, Sending.model_validate(base["of"] | fixture.get("of", {}))


@pytest.mark.parametrize(("rule", "kind", "fixture"), CASES)
def test_a_fixture_is_found_when_it_is_bad(rule: str, kind: str, fixture: dict[str, Any]) -> None:
    verdict = check_recipient(*parts(fixture))
    assert (rule in {one.rule for one in verdict.findings}) == (kind == "bad")
    assert verdict.outcome != "allow" or kind == "good"


def test_every_rule_for_recipients_has_a_check_and_ten_fixtures_of_each_kind() -> None:
    listed = {rule.id for rule in all_rules() if rule.level == "recipient"}
    assert listed == set(FINDERS) == set(DATA["fixtures"])
    assert all(len(one[kind]) >= 10 for one in DATA["fixtures"].values() for kind in ("good", "bad"))


def test_nothing_known_is_no_permission() -> None:
    sending = parts({})[1]
    assert check_recipient(Recipient(), sending).outcome == "block"


def test_the_verdict_names_the_rules_that_ran_and_their_version() -> None:
    verdict = check_recipient(*parts({}))
    assert verdict.outcome == "allow"
    assert len(verdict.checks) == len(FINDERS)
    assert verdict.rules.startswith("rules@")
