"""What the offline writer may say of wishes, returns, promotions and attributes: what is recorded, with its limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.offline.arrangement import Arrangement
from agent.offline.bank import SLOT, Phrase, load_bank
from agent.offline.writer import OfflineWriter
from shop.record import CHANNELS, LANGUAGES
from tools.message_brief import MessageBrief

Make = Callable[..., MessageBrief]
Extra = dict[str, dict[str, Any]]
WISH: Extra = {"W1": {"asked_on": None, "wished_on": {"date": "2026-10-29"}}}
ASKED = re.compile(r"\bask|promised|your question|您问|问过|登记|提醒|留意|让我们通知")
NO_REDUCTION = re.compile(r"\bno code\b|plain and simple|没有券|没有别的花样|倒计时|countdown", re.IGNORECASE)
UNRECORDED = re.compile(
    r"\bpacked|deliver|unpack|arriv|kept an eye|recipe|settling in|the label"
    r"|打包|发货是|拆箱|到的店|到货了|那批货|没见您来|标签",
    re.IGNORECASE,
)
POLICIES = sorted((Path(__file__).parents[2] / "shop/samples/data").glob("*/policies/returns.*.md"))


def _open(brief: MessageBrief) -> Iterator[tuple[str, Phrase]]:
    """Every phrase that the brief's evidence allows, with its move."""
    bank = load_bank(brief.language).channels[brief.channel]
    arrangement = Arrangement(brief, bank)
    for move in bank.moves:
        for phrase in bank.phrases(move, brief.reason):
            if arrangement.allows(phrase):
                yield move, phrase


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_wish_is_not_told_as_a_request(make_brief: Make, channel: str, language: str) -> None:
    brief = make_brief("back_in_stock", channel, language, extra=WISH)
    said = list(_open(brief))
    assert not [phrase.say for _, phrase in said if ASKED.search(phrase.say)]
    least = {"subject": 5, "preheader": 3, "why": 4, "line": 4}
    for move, count in least.items():
        if load_bank(brief.language).channels[brief.channel].phrases(move, brief.reason):
            assert len([phrase for name, phrase in said if name == move]) >= count, move
    assert "[[W1.wished_on]]" in OfflineWriter().why_now(brief)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stock_alert_is_not_told_as_a_wish(make_brief: Make, language: str) -> None:
    for channel in CHANNELS:
        brief = make_brief("back_in_stock", channel, language)
        assert not [p.say for _, p in _open(brief) if re.search("wish|saved|收藏", p.say)]
        assert "[[W1.asked_on]]" in OfflineWriter().why_now(brief)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_tells_an_event_that_nobody_recorded(language: str) -> None:
    bank = load_bank(language)  # type: ignore[arg-type]
    phrases = [
        p for channel in bank.channels.values() for by in channel.moves.values() for ps in by.values() for p in ps
    ]
    phrases += [p for ps in bank.why_now.values() for p in ps]
    assert not [p.say for p in phrases if UNRECORDED.search(SLOT.sub("", p.say))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_returns_are_stated_with_their_condition(make_brief: Make, language: str) -> None:
    bound = make_brief("cart_left", "email", language, extra={"K1": {"return_condition": {"text": "unused"}}})
    told = [phrase.say for _, phrase in _open(bound) if "[[K1.return_days]]" in phrase.say]
    assert len(told) >= 3
    assert all("[[K1.return_condition]]" in say for say in told)
    free = [phrase.say for _, phrase in _open(make_brief("cart_left", "email", language)) if "K1." in phrase.say]
    assert len(free) >= 3
    assert not [say for say in free if re.search("disappoint|wrong|mind|不合适|不喜欢|走了眼|慢慢看", say)]


@pytest.mark.parametrize("path", POLICIES, ids=[f"{path.parts[-3]}-{path.name}" for path in POLICIES])
def test_the_sample_shops_state_the_condition_of_returns(path: Path) -> None:
    assert "return_condition:" in path.read_text(encoding="utf-8").split("---")[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_denies_a_promotion_that_runs_by_itself(make_brief: Make, channel: str, language: str) -> None:
    runs: Extra = {"P1": {"automatic_promotion": {"bool": True}, "stock": {"number": "0"}}}
    for reason in ("cart_left", "replenishment_due", "lapsing"):
        brief = make_brief(reason, channel, language, extra=runs)
        assert not [phrase.say for _, phrase in _open(brief) if NO_REDUCTION.search(phrase.say)]
    plain = make_brief("cart_left", "email", language)
    assert [phrase.say for _, phrase in _open(plain) if NO_REDUCTION.search(phrase.say)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("text", "said"), [("yes", False), ("No.", False), ("是", False), ("3000 mm", True)])
def test_a_bare_yes_is_no_prose(make_brief: Make, language: str, text: str, said: bool) -> None:
    brief = make_brief("cart_left", "email", language, extra={"P1": {"waterproof": {"text": text}}})
    assert any("[[P1.waterproof]]" in phrase.say for _, phrase in _open(brief)) is said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["email", "wecom"])
@pytest.mark.parametrize("uses", ["1", "3"])
def test_a_limit_per_customer_is_told_with_the_offer(make_brief: Make, channel: str, language: str, uses: str) -> None:
    limit = {"O1": {"per_customer": {"number": uses}}}
    brief = make_brief("cart_left", channel, language, offer="percent+code", extra=limit)
    arrangement = Arrangement(brief, load_bank(brief.language).channels[brief.channel])
    offer = arrangement.say("offer")
    assert offer.count("[[O1.per_customer]]") == 1
    if language == "en":
        assert f"[[O1.per_customer]] {'use' if uses == '1' else 'uses'} per customer" in offer
    assert "per_customer" not in Arrangement(
        make_brief("cart_left", channel, language, offer="percent+code"), arrangement.bank
    ).say("offer")


def test_a_ceiling_has_one_reading() -> None:
    phrases = load_bank("zh").channels["email"].phrases("offer_ceiling", "cart_left")
    assert [phrase.say for phrase in phrases] == ["优惠封顶[[O1.ceiling]]。"]
