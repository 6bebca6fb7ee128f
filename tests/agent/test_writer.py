"""The offline writer: only slots that exist, the same words for the same person, other words for the neighbour."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.composer import Composer
from agent.layout import lay_out
from agent.offline.bank import SLOT, load_bank
from agent.offline.writer import OfflineWriter
from agent.room import body_length, overflow
from shop.reason import REASON_KINDS
from shop.record import CHANNELS, LANGUAGES
from shop.types import Draft
from tools.message_brief import MessageBrief

Make = Callable[..., MessageBrief]
WRITER = OfflineWriter()
OFFERS = ("", "percent+code+threshold+ceiling", "money+threshold", "percent", "money+code", "money+far",
          "money+threshold+every")  # fmt: skip


def _slots_that_exist(brief: MessageBrief) -> set[tuple[str, str]]:
    return {(item.id, field) for item in brief.evidence.evidence for field in item.fields}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASON_KINDS)
@pytest.mark.parametrize("rich", [True, False], ids=["rich", "poor"])
def test_every_message_is_allowed_and_fits(
    make_brief: Make, reason: str, language: str, channel: str, rich: bool
) -> None:
    composer = Composer(allowed_hosts={"shop.example"})
    for number, offer in enumerate(OFFERS):
        brief = make_brief(
            reason, channel, language, customer=f"c{number}", rich=rich, offer=offer, critical=number == 2
        )
        message = composer.compose(brief)
        assert message.verdict.outcome == "allow", message.verdict.findings
        assert not overflow(message.copy_, brief.channel, brief.language), message.copy_
        assert message.engine == "offline"
        assert message.writer == load_bank(brief.language).label
        assert not message.fallback
        for text in message.draft.parts().values():
            assert {(found[1], found[2]) for found in SLOT.finditer(text)} <= _slots_that_exist(brief)
            assert not re.search(r"\d", SLOT.sub("", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_without_product_is_written_to_as_well(make_brief: Make, language: str) -> None:
    for channel in CHANNELS:
        brief = make_brief("lapsing", channel, language, rich=False, product=False)
        message = Composer(allowed_hosts={"shop.example"}).compose(brief)
        assert message.verdict.outcome == "allow", message.verdict.findings
        assert message.copy_.link == "https://shop.example/"
        assert message.copy_.blocks == ()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_brief_gets_the_same_words(make_brief: Make, language: str, channel: str) -> None:
    first = make_brief("cart_left", channel, language, offer="percent")
    assert list(WRITER.alternatives(first)) == list(OfflineWriter().alternatives(first))
    assert WRITER.write(first) == next(WRITER.alternatives(first))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_alternatives_get_shorter_and_never_repeat(make_brief: Make, language: str, channel: str) -> None:
    brief = make_brief("replenishment_due", channel, language, offer="percent+code+threshold+ceiling")
    drafts = list(WRITER.alternatives(brief))
    assert len(set(drafts)) == len(drafts) >= 8
    assert _length(drafts[-1]) < _length(drafts[0])
    assert not any("[[O1." in text for text in drafts[-1].parts().values())


def _length(draft: Draft) -> int:
    return sum(len(text) for text in draft.body)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASON_KINDS)
def test_sixty_neighbours_do_not_read_the_same(make_brief: Make, language: str, reason: str) -> None:
    copies = []
    for number in range(60):
        brief = make_brief(reason, "email", language, customer=f"k{number}", offer="percent+code+threshold")
        draft = WRITER.write(brief)
        copies.append(lay_out(brief, draft, WRITER, by_model=False).copy)
    openings = {f"{copy.subject}|{copy.greeting}|{copy.body[0]}" for copy in copies}
    assert len(openings) >= 50
    assert len({copy.greeting + copy.body[0] for copy in copies}) >= 20
    assert len({copy.body for copy in copies}) >= 50
    assert len({copy.subject for copy in copies}) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_email_with_rich_evidence_has_a_body_worth_opening(make_brief: Make, language: str) -> None:
    least = {"en": 50, "zh": 80}[language]
    lengths = []
    for number in range(40):
        reason = REASON_KINDS[number % len(REASON_KINDS)]
        brief = make_brief(reason, "email", language, customer=f"k{number}", offer=OFFERS[number % len(OFFERS)])
        copy = Composer(allowed_hosts={"shop.example"}).compose(brief).copy_
        lengths.append(body_length(copy, brief.language))
        assert 20 <= len(copy.preheader) <= 130
    assert sum(length >= least for length in lengths) >= 36


@pytest.mark.parametrize(("address", "absent"), [("你", "您"), ("您", "你")])
def test_chinese_copy_addresses_the_reader_as_the_brand_does(make_brief: Make, address: str, absent: str) -> None:
    for number in range(20):
        brief = make_brief("cart_left", "email", "zh", customer=f"k{number}", address=address)
        assert not any(absent in text for text in WRITER.write(brief).parts().values())


def test_a_drawback_is_introduced_as_one(make_brief: Make) -> None:
    for number in range(20):
        brief = make_brief("cart_left", "email", "en", customer=f"k{number}", critical=True)
        body = " ".join(WRITER.write(brief).body)
        assert re.search(r"drawback|other side|doubters|sold on it", body), body


def test_an_offer_is_told_once_and_whole(make_brief: Make) -> None:
    for language in LANGUAGES:
        brief = make_brief("lapsing", "email", language, offer="percent+code+threshold+ceiling")
        body = " ".join(WRITER.write(brief).body)
        for field in ("reduction", "code", "threshold", "ceiling", "ends", "exclusions"):
            assert body.count(f"[[O1.{field}]]") == 1, field


def test_out_of_stock_is_never_called_in_stock(make_brief: Make) -> None:
    gone = {"P1": {"stock": {"number": "0"}, "in_stock": {"bool": True}}}
    for language, claim in (("en", "in stock"), ("zh", "有货")):
        for number in range(12):
            brief = make_brief("cart_left", "email", language, customer=f"k{number}", extra=gone)
            assert not any(claim in text for draft in WRITER.alternatives(brief) for text in draft.parts().values())


def test_a_quotation_gets_one_full_stop(make_brief: Make) -> None:
    for quote, wanted in (("Nice enough", '"Nice enough".'), ("Nice enough!", '"Nice enough!"')):
        for number in range(12):
            brief = make_brief(
                "cart_left", "email", "en", customer=f"k{number}", extra={"R1": {"quote": {"text": quote}}}
            )
            body = " ".join(lay_out(brief, WRITER.write(brief), WRITER, by_model=False).copy.body)
            assert wanted in body or f'"{quote}" is how' in body, body
            assert '!".' not in body


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dropped=st.sets(st.sampled_from([
        ("P1", "price"), ("P1", "short_name"), ("P1", "stock"), ("P1", "in_stock"), ("P1", "url"), ("R1", "author"),
        ("C", "first_name"), ("C", "nick"), ("S", "staff_name"), ("B", "sign"), ("B", "signature"), ("B1", "line"),
        ("O1", "exclusions"), ("O1", "threshold"), ("O1", "code"), ("O1", "ceiling"), ("K1", "return_days"),
    ])),
    reason=st.sampled_from(REASON_KINDS), channel=st.sampled_from(CHANNELS), language=st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_whatever_is_missing_only_existing_slots_are_used(
    make_brief: Make, dropped: set[tuple[str, str]], reason: str, channel: str, language: str
) -> None:
    extra: dict[str, dict[str, None]] = {}
    for id_, field in dropped:
        extra.setdefault(id_, {})[field] = None
    brief = make_brief(reason, channel, language, offer="percent+code+threshold+ceiling", extra=extra)
    for draft in WRITER.alternatives(brief):
        for text in draft.parts().values():
            assert {(found[1], found[2]) for found in SLOT.finditer(text)} <= _slots_that_exist(brief)


def test_a_refill_that_was_due_before_is_not_announced(make_brief: Make) -> None:
    past = {"W1": {"due_on": {"date": "2026-11-02"}}}
    for language in LANGUAGES:
        for number in range(20):
            brief = make_brief("replenishment_due", "email", language, customer=f"k{number}", extra=past)
            assert not any("W1.due_on" in text for text in WRITER.write(brief).parts().values())


def test_a_unit_in_another_language_is_not_used(make_brief: Make) -> None:
    tent = {"P1": {"capacity": {"number": "4", "unit": "persons"}, "weight": {"number": "4.6", "unit": "kg"}}}
    spoken = set()
    for number in range(40):
        brief = make_brief("cart_left", "email", "zh", customer=f"k{number}", extra=tent)
        spoken |= {found[2] for text in WRITER.write(brief).body for found in SLOT.finditer(text)}
    assert "capacity" not in spoken
    assert "weight" in spoken


def test_a_name_that_would_break_a_sentence_gives_way_to_the_short_one(make_brief: Make) -> None:
    brief = make_brief("cart_left", "email", "en", extra={"P1": {"name": {"text": "Cotton Sock, set of two"}}})
    assert not any("[[P1.name]]" in text for draft in WRITER.alternatives(brief) for text in draft.parts().values())
