"""Every phrase of the banks, by itself: no digits, known conditions, and accepted by the guard once it is filled."""

# ruff: noqa: E501 - tables of words
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from agent.offline.arrangement import FALLBACKS, Arrangement
from agent.offline.bank import SLOT, Phrase, load_bank
from agent.offline.conditions import CONDITIONS
from guard.check import check
from guard.fill import as_of_year, fill_parts
from guard.subject import Subject
from shop.reason import REASON_KINDS
from shop.record import CHANNELS, LANGUAGES
from shop.types import Draft
from tools.message_brief import MessageBrief

NEUTRAL = {"lead", "lead_plain", "tail", "tail_plain", "ad_mark"}
"""Moves of the frame: they are judged with the whole message, in test_composer."""
CLICHES = {
    "en": [
        "miss you", "elevate", "unlock", "treat yourself", "miss out", "just for you", "look no further", "game-changer",
        "valued customer", "finds you well", "curated", "exclusive", "best", "perfect", "amazing", "hurry up", "last chance",
    ],
    "zh": [
        "亲爱的顾客", "尊享", "不容错过", "惊喜", "诚挚", "赋能", "专属", "抢购", "家人们", "让我们一起", "品质生活", "最佳",
        "第一", "唯一", "顶级", "赶紧", "限时",
    ],
}  # fmt: skip


class Case(NamedTuple):
    language: str
    channel: str
    move: str
    reason: str
    phrase: Phrase


def _cases() -> Iterator[Case]:
    for language in LANGUAGES:
        for channel in CHANNELS:
            for move, by_reason in load_bank(language).channels[channel].moves.items():
                for reason, phrases in by_reason.items():
                    for phrase in phrases:
                        yield Case(language, channel, move, reason, phrase)


CASES = list(_cases())


def test_no_phrase_holds_a_digit_or_an_exclamation_mark() -> None:
    for case in CASES:
        bare = SLOT.sub("", case.phrase.say)
        assert not re.search(r"\d", bare), case
        assert not re.search("[!！]", bare), case


def test_no_phrase_is_a_cliche() -> None:
    for case in CASES:
        bare = SLOT.sub("", case.phrase.say).lower()
        said = [word for word in CLICHES[case.language] if word in bare and bare != "best, "]
        assert not said, case


def test_chinese_phrases_use_full_width_punctuation() -> None:
    for case in CASES:
        if case.language == "zh":
            assert not re.search(r"[,;:!?\"'()]", SLOT.sub("", case.phrase.say)), case


def test_sms_phrases_in_english_use_the_gsm_alphabet() -> None:
    for case in CASES:
        if (case.language, case.channel) == ("en", "sms"):
            assert SLOT.sub("", case.phrase.say).isascii(), case


def test_every_condition_of_the_banks_is_known() -> None:
    known = set(CONDITIONS) | set(REASON_KINDS)
    for case in CASES:
        for condition in case.phrase.conditions:
            name = condition.removeprefix("-")
            assert name in known or re.fullmatch(r"[A-Z]\d(\.\w+)?", name), case


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASON_KINDS)
def test_there_is_enough_to_choose_from(language: str, reason: str) -> None:
    channels = load_bank(language).channels  # type: ignore[arg-type]
    assert len(channels["email"].phrases("subject", reason)) >= 6
    assert len(channels["email"].phrases("why", reason)) >= 6
    assert len(channels["sms"].phrases("line", reason)) >= 4
    assert len(channels["wecom"].phrases("why", reason)) >= 4
    assert all(len(channel.arcs_for(reason)) >= 3 for channel in channels.values())


EXTRAS: dict[str, dict[str, Any]] = {
    "together": {"P2": {"bought_together": {"bool": True}}},
    "nameless": {"R1": {"author": None}},
    "varies": {"P1": {"price": None, "from_price": "money"}},
    "varies, not counted": {"P1": {"price": None, "from_price": "money", "stock": None, "in_stock": None}},
    "sold out": {"P1": {"in_stock": {"bool": False}, "stock": {"number": "0"}}},
    "everything": {"P1": {
        **{field: {"text": "words of the label"} for field in (
            "roast", "taste_note", "origin", "process", "fits", "material", "color", "fit_note", "care", "waterproof",
            "fill", "texture", "scent", "skin_type", "flavour",
        )},
        **{field: {"number": "180", "unit": "g"} for field in (
            "weight", "capacity", "diameter", "burr_size", "power", "altitude", "volume", "burn_time", "thickness",
        )},
        "pieces": {"number": "100"},
    }},
    "others' rhythm": {"W1": {
        "rhythm_days": None, "due_on": None, "usual_days": {"days": 31}, "usual_due_on": {"date": "2026-11-25"},
    }},
    "came down": {"P1": {"reference_price": "money:249.00", "reference_percent": {"percent": "20"}}},
    "came down, not counted": {"P1": {
        "reference_price": "money:249.00", "reference_percent": {"percent": "20"}, "stock": None, "in_stock": None,
    }},
    "cheaper on the day": {"W1": {"price_then": None, "reference_price": "money:249.00"}},
    "wish": {"W1": {"asked_on": None, "wished_on": {"date": "2026-10-29"}}},
    "return condition": {"K1": {"return_condition": {"text": "unused"}}},
    "overdue": {"W1": {"due_on": {"date": "2026-11-02"}}},
}  # fmt: skip
ONLY_FOR = {
    "cheaper on the day": "price_fell",
    "overdue": "replenishment_due",
    "others' rhythm": "replenishment_due",
    "wish": "back_in_stock",
}
OFFERS = (
    "", "percent", "percent+code", "percent+code+threshold+ceiling", "percent+threshold", "money", "money+code",
    "money+code+threshold", "money+threshold+ceiling", "money+far", "percent+far+code", "money+threshold+every",
    "money+code+threshold+every",
)  # fmt: skip


def _briefs(make: Callable[..., MessageBrief], language: str, channel: str, reason: str) -> Iterator[MessageBrief]:
    for offer in OFFERS:
        yield make(reason, channel, language, offer=offer)
    for uses in ("1", "3"):
        limit = {"O1": {"per_customer": {"number": uses}}}
        yield make(reason, channel, language, offer="percent+code", extra=limit)
    rule = {
        "O1": {"personal_rule": {"text": {"en": "offers go to some customers", "zh": "优惠发给部分客户"}[language]}}
    }
    yield make(reason, channel, language, offer="percent+code", extra=rule)
    yield make(reason, channel, language, critical=True)
    yield make(reason, channel, language, rich=False)
    yield make(reason, channel, language, rich=False, product=False)
    for name, extra in EXTRAS.items():
        if reason != ONLY_FOR.get(name, reason):
            continue
        currency = {"en": "USD", "zh": "CNY"}[language]
        priced = {id_: {f: _priced(v, currency) for f, v in fields.items()} for id_, fields in extra.items()}
        yield make(reason, channel, language, extra=priced)


def _priced(value: object, currency: str) -> object:
    """`money` is 19.00 in the currency, `money:249.00` that amount."""
    name, _, amount = value.partition(":") if isinstance(value, str) else ("", "", "")
    return {"money": amount or "19.00", "currency": currency} if name == "money" else value


def _part_of(move: str) -> str:
    name = next((first for first, chain in FALLBACKS.items() if move in chain), move)
    return name if name in ("subject", "preheader", "greeting", "cta", "signoff") else "body.1"


def _findings(brief: MessageBrief, move: str, words: str) -> list[str]:
    """Judge the words as one part of a message; where they state an offer, the rest of it follows."""
    part = _part_of(move)
    texts = {part: words, "body.1": words if part == "body.1" else "."}
    year = as_of_year(brief.evidence)
    filled = fill_parts(texts, brief.evidence, brief.locale, year)
    draft = Draft(**({} if part == "body.1" else {part: words}), body=(texts["body.1"],))  # type: ignore[arg-type]
    subject = Subject(
        parts=filled.parts, evidence=brief.evidence, draft=draft, slot_spans=filled.spans, channel=brief.channel,
        language=brief.language, locale=brief.locale, jurisdiction="", mode="slots", brand=brief.brand,
        allowed_hosts=frozenset({"shop.example"}), text=f"{filled.parts[part]} {brief.channel}",
    )  # fmt: skip
    found = [*filled.findings, *check(subject).findings]
    whole = ("offer.", "length.", "email.", "sms.")  # rules about whole messages: see test_composer
    return [
        f"{f.rule}: {f.claim!r}; {f.expected}" for f in found if f.severity != "warn" and not f.rule.startswith(whole)
    ]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_said_and_the_guard_accepts_it(
    make_brief: Callable[..., MessageBrief], language: str, channel: str
) -> None:
    unsaid = {case for case in CASES if (case.language, case.channel) == (language, channel)}
    wrong: dict[str, str] = {}
    for reason in REASON_KINDS:
        for brief in _briefs(make_brief, language, channel, reason):
            arrangement = Arrangement(brief, load_bank(brief.language).channels[brief.channel])
            for case in [case for case in unsaid if case.reason in (reason, "any")]:
                if not arrangement.allows(case.phrase):
                    continue
                unsaid.discard(case)
                if case.move not in NEUTRAL and (found := _findings(brief, case.move, arrangement.spoken(case.phrase))):
                    wrong[f"{case.move}/{case.reason}: {case.phrase.say}"] = "; ".join(found)
    assert not wrong, "\n".join(f"{said} -> {found}" for said, found in wrong.items())
    assert not unsaid, unsaid
