"""Rules from a file: changed ones take over what they leave out, new ones need phrases, mistakes are named."""

from __future__ import annotations

import pytest

from guard.check import check
from guard.errors import RuleFileError
from guard.rules.examples import example_evidence
from guard.rules.files import read_rules
from guard.subject import Subject

NEW = """
rules:
  - id: own.cosy
    title: Nothing is cosy
    severity: block
    source: own
    since: "2026-11"
    phrases: {hints: [cosy, 温馨], en: [cosy], zh: [温馨], expected: another word}
"""


def outcome(text: str, rules_text: str) -> list[tuple[str, str]]:
    subject = Subject(parts={"text": text}, evidence=example_evidence("en"))
    return [(one.rule, one.claim) for one in check(subject, by=read_rules(rules_text)).findings]


def test_a_new_rule_is_phrases_and_finds_whole_words_only() -> None:
    assert outcome("A Cosy corner.", NEW) == [("own.cosy", "Cosy")]
    assert outcome("A cosyish corner, not cosy.", NEW) == []


def test_a_changed_rule_keeps_what_the_file_leaves_out() -> None:
    [rule] = read_rules("rules: [{id: facts.money, severity: hold}]")
    assert (rule.severity, rule.title) == ("hold", "Every amount is proven in its role")
    assert outcome("It is $1.00.", "rules: [{id: facts.money, severity: hold}]") == [("facts.money", "$1.00")]


def test_phrases_add_to_a_rule_that_is_code() -> None:
    text = "rules: [{id: facts.money, phrases: {hints: [pricey], en: [pricey], expected: the price}}]"
    assert outcome("It is $1.00, so pricey.", text) == [("facts.money", "$1.00"), ("facts.money", "pricey")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "list of mappings"),
        ("rules: []", "list of mappings"),
        ("rules: [{title: x}]", "list of mappings"),
        ("rules: [{id: own.x, title: x, severity: block, source: x, since: x}]", "own.x"),
        ("rules: [{id: facts.money, severity: loud}]", "facts.money"),
        ("rules: [{id: facts.money, colour: red}]", "colour"),
        ("rules: [{id: facts.money}, {id: facts.money}]", "facts.money"),
        ("rules: [{id: facts.money, phrases: {hints: [x], en: ['(x'], expected: y}}]", "regular expression"),
        ("rules: [{id: facts.money, phrases: {hints: [], en: [x], expected: y}}]", "hint"),
        ("rules: {: ", "YAML"),
    ],
)
def test_a_mistake_is_named(text: str, names: str) -> None:
    with pytest.raises(RuleFileError, match=names):
        read_rules(text)
