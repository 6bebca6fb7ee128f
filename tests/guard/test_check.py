"""The verdict: worst finding wins, errors never pass, and repair and file contract say what a caller needs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guard.check import check
from guard.contract import check_file, subject_of
from guard.fill import fill_draft
from guard.repair import repair_text
from guard.rules import CHECKS, rules
from guard.rules.examples import example_evidence
from guard.subject import Subject
from shop.errors import InvalidInput
from shop.evidence import EvidenceSet
from shop.types import Draft

EVIDENCE = example_evidence("en").model_dump_json()


def subject(words: str, /, **more: Any) -> Subject:  # noqa: ANN401 - fields of Subject
    return Subject(parts={"text": words}, evidence=example_evidence("en"), **more)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("It is $63.00.", "allow"),
        ("The best jacket for rain.", "hold"),
        ("It is $64.00.", "block"),
        ("The best jacket, and it is $64.00.", "block"),
        ("Nur heute sparen Sie mit unserem Angebot.", "error"),
        ("Nur heute sparen Sie mit unserem Angebot: $64.00.", "error"),
    ],
)
def test_the_worst_finding_decides(text: str, outcome: str) -> None:
    assert check(subject(text)).outcome == outcome


def test_a_warning_is_kept_and_does_not_stop_a_message() -> None:
    verdict = check(subject("It is back.", channel="sms", jurisdiction="US", text="Alder & Pine: It is back."))
    assert verdict.outcome == "allow"
    assert [(finding.rule, finding.severity) for finding in verdict.findings] == [("sms.stop", "warn")]


def test_an_undeclared_language_is_an_error_with_the_rule_named() -> None:
    verdict = check(subject("Bonjour", language="fr"))
    assert verdict.outcome == "error"
    assert [done.rule for done in verdict.checks if not done.passed] == ["language.readable"]


def test_a_text_far_too_large_is_an_error_and_not_a_pass() -> None:
    assert check(subject("word " * 60_000)).outcome == "error"


def test_the_verdict_lists_every_rule_that_ran() -> None:
    verdict = check(subject("It is $63.00."))
    ran = [done.rule for done in verdict.checks]
    assert all(done.passed and done.note for done in verdict.checks)
    assert "facts.money" in ran
    assert "cn.ad_subject" not in ran
    assert set(ran) < {rule.id for rule in rules()}
    assert set(CHECKS) == {rule.id for rule in rules() if rule.phrases is None}


def test_a_finding_points_at_its_words() -> None:
    finding = check(subject("Now it is $64.00 only.")).findings[0]
    assert (finding.part, finding.claim, finding.span) == ("text", "$64.00", (10, 16))
    assert "[[P1.price]]" in finding.expected


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("It was [[P1.list_price]], now it is [[P1.price]].", "allow"),
        ("It was [[P1.price]].", "block"),
        ("Now it is [[P1.list_price]].", "block"),
        ("[[P1.list_price]] for the jacket.", "block"),
        ("You pay on orders from [[Q1.saving]].", "block"),
        ("Until [[W1.wishlisted_on]] it waits.", "block"),
    ],
)
def test_words_around_a_slot_must_not_contradict_it(words: str, outcome: str) -> None:
    draft = Draft(body=(words,))
    filled = fill_draft(draft, example_evidence("en"), "en_US", 2026)
    asked = Subject(
        parts=filled.parts, evidence=example_evidence("en"), draft=draft, slot_spans=filled.spans, mode="slots"
    )
    assert check(asked).outcome == outcome


def test_the_footer_is_checked_as_well() -> None:
    whole = "It is back.\nNow $5.00.\n12 Mill Road, Portland, OR 97201\nhttps://alder.example/u/77"
    verdict = check(
        Subject(parts={"body.1": "It is back."}, evidence=example_evidence("en"), channel="email", text=whole)
    )
    assert [(finding.rule, finding.part, finding.claim) for finding in verdict.findings] == [
        ("facts.money", "text", "$5.00")
    ]


def test_slots_mode_fills_and_reports_literals_and_unknown_slots() -> None:
    verdict = check(subject("It is [[P1.price]], not $70, and [[P1.colour]].", mode="slots"))
    assert {"slots.literal", "slots.unknown", "slots.unfilled", "facts.money"} <= {f.rule for f in verdict.findings}


def test_a_literal_that_is_proven_names_its_slot() -> None:
    verdict = check(subject("It weighs 1.2 kg.", mode="slots"))
    assert [finding.expected for finding in verdict.findings] == ["the slot [[P1.weight]]"]


def test_repair_says_what_and_where_and_which_slots_exist() -> None:
    verdict = check(subject("It is $64.00 now."))
    text = repair_text(verdict, "en", example_evidence("en"))
    assert "'$64.00' breaks facts.money" in text
    assert "[[P1.price]]" in text
    assert "[[P1.in_stock]]" not in text
    assert "违反 facts.money" in repair_text(verdict, "zh")
    assert repair_text(check(subject("It is $63.00 now.")), "en", example_evidence("en")) == ""


def test_a_plain_file_is_a_filled_text_without_channel_rules() -> None:
    assert check_file("Hi Anna,\nit is $63.00.", EVIDENCE).outcome == "allow"
    assert check_file("{curly} talk about $64", EVIDENCE).outcome == "block"


def test_a_json_file_brings_its_channel_and_jurisdiction() -> None:
    asked = {
        "text": "您收藏的包还在。",
        "subject": "您收藏的包",
        "channel": "email",
        "locale": "zh_CN",
        "jurisdiction": "CN",
    }
    evidence = example_evidence("zh").model_dump_json()
    rules_found = {finding.rule for finding in check_file(json.dumps(asked), evidence).findings}
    assert {"cn.ad_subject", "email.address_and_optout"} <= rules_found
    assert subject_of(json.dumps(asked), evidence).language == "zh"


def test_the_verdict_of_a_file_is_the_documented_document() -> None:
    document = json.loads(check_file("It is $64.00.", EVIDENCE).model_dump_json())
    assert document["outcome"] == "block"
    assert {"rule", "span", "claim", "expected", "severity"} <= set(document["findings"][0])


@pytest.mark.parametrize(
    ("text", "evidence", "where"),
    [
        ('{"text": "x", "chanel": "sms"}', EVIDENCE, "FILE"),
        ('{"text": "x", "channel": "fax"}', EVIDENCE, "FILE"),
        ("x", "{}", "evidence"),
        ("x", "not json", "evidence"),
        ("x", '{"customer": "c", "evidence": [{"id": "P0"}]}', "evidence"),
    ],
)
def test_a_file_that_cannot_be_read_says_which_one(text: str, evidence: str, where: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        check_file(text, evidence)
    assert raised.value.where == where


def test_without_any_evidence_only_prose_passes() -> None:
    nothing = EvidenceSet(customer="c1", evidence=())
    assert check(Subject(parts={"text": "We opened the workshop again."}, evidence=nothing)).outcome == "allow"
    assert check(Subject(parts={"text": "It is $1."}, evidence=nothing)).outcome == "block"
