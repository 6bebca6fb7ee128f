"""How copy reads: each criterion passes good copy and names the message that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from guard.style.asks import asks
from guard.style.model import Criterion
from guard.style.native import native
from guard.style.offers import whole_offers
from guard.style.person import anchored, one_reason, personal
from guard.style.shape import lengths, subjects
from guard.style.texts import Copy, masked, sentences, units
from guard.style.variety import variety
from guard.style.wording import cliches, rhythm
from shop.evidence import Evidence
from shop.types import Message
from shop.types.message import Draft, FilledCopy, Verdict, WhyNow

GOOD = (
    "You bought the [[P1.name]] on [[W1.last_bought]]. It lasts most people a while, and yours is due by our sums.",
    "It weighs [[P1.weight]] and costs [[P1.price]]. No rush.",
)
FILLED = (
    "You bought the Lamp on 3 May. It lasts most people a while, and yours is due by our sums.",
    "It weighs 2 kg and costs $5. No rush.",
)
EVIDENCE = {
    "P1": {
        "name": {"text": "Lamp"},
        "weight": {"number": "2", "unit": "kg"},
        "price": {"money": "5", "currency": "USD"},
    },
    "W1": {"last_bought": {"date": "2026-05-03"}},
}
KIND = {"P": "product", "W": "reason", "O": "offer", "B": "brand"}
FRAME = {"source": "s", "as_of": "2026-05-04T00:00:00Z"}
OFFER = {"O1": {"reduction": {"percent": "10"}, "code": {"code": "TEN"}, "exclusions": {"text": "lamps"}}}


def message(
    body: Sequence[str] = GOOD,
    filled: Sequence[str] = FILLED,
    *,
    evidence: dict[str, dict[str, object]] | None = None,
    id_: str = "m1",
    language: str = "en",
    channel: str = "email",
    **parts: str,
) -> Message:
    known = evidence or EVIDENCE
    items = [Evidence.model_validate(FRAME | {"id": key, "kind": KIND[key[0]], "fields": known[key]}) for key in known]
    subject, preheader = parts.get("subject", ""), parts.get("preheader", "")
    copy = FilledCopy(subject=masked(subject), preheader=preheader, body=tuple(filled), text="\n".join(filled))
    return Message.model_validate(
        {
            "id": id_, "campaign_id": "c", "shop_id": "s", "customer_id": "c1", "channel": channel,
            "language": language, "locale": "zh_Hans_CN" if language == "zh" else "en_US",
            "jurisdiction": "US", "goal": "g", "segment": "s",
            "engine": "offline", "writer": "w", "why_now": WhyNow(kind="k", text="t", evidence=("W1",)),
            "draft": Draft(body=tuple(body), arc="a", **parts), "copy": copy, "evidence": items,
            "verdict": Verdict(outcome="allow"), "as_of": "2026-05-04",
        }
    )  # fmt: skip


def judged(scorer: Callable[[list[Copy]], Criterion | list[Criterion]], *messages: Message) -> bool:
    found = scorer([Copy(one) for one in messages])
    return all(one.passed for one in ([found] if isinstance(found, Criterion) else found))


def test_a_slot_is_one_sign_and_ends_no_sentence() -> None:
    assert masked("At [[P1.price]], [[C.first_name|there]].") == "At ▢, ▢."
    assert sentences("One. Two! 三。 …\nFour") == ["One.", "Two!", "三。", "Four"]
    assert units("It's ▢ now", "en") == ["It's", "▢", "now"]
    assert units("买了 iPhone 壳", "zh") == ["买", "了", "iPhone", "壳"]


def test_good_copy_passes_every_criterion_of_one_message() -> None:
    for scorer in (anchored, one_reason, cliches, native, whole_offers, asks):
        assert judged(scorer, message(cta="See the [[P1.name]]"))


BAD: list[tuple[Callable[[list[Copy]], Criterion | list[Criterion]], dict[str, object]]] = [
    (anchored, {"body": ("Hello [[C.first_name|there]]. The [[P1.name]] is [[P1.price]]. It weighs [[P1.weight]].",)}),
    (one_reason, {"body": ("[[W1.last_bought]] and [[W2.on]].",)}),
    (cliches, {"body": ("We miss you.",)}),
    (cliches, {"body": ("Fine.",), "subject": "Don't miss out"}),
    (cliches, {"body": ("家人们，到货了。",), "language": "zh"}),
    (rhythm, {"body": ("Look! Now!",)}),
    (rhythm, {"body": ("Why? And when?",)}),
    (rhythm, {"body": ("BUY IT now.",), "subject": "GREAT LAMP"}),
    (rhythm, {"filled": ("One two three. One two three. One two three. One two three.",)}),
    (lengths, {"filled": ("Too short.",)}),
    (lengths, {"filled": ("字" * 121,), "language": "zh", "channel": "wecom"}),
    (subjects, {"subject": "[[P1.rating]] stars"}),
    (subjects, {"subject": "The lamp in your basket", "preheader": "Your basket has the lamp."}),
    (whole_offers, {"body": ("[[O1.reduction]] off with [[O1.code]].",), "evidence": EVIDENCE | OFFER}),
    (whole_offers, {"body": ("[[O1.reduction]] off.", "[[O1.code]] [[O1.exclusions]]"), "evidence": EVIDENCE | OFFER}),
    (whole_offers, {"body": ("A special offer, a voucher even.",)}),
    (native, {"body": ("您的购物车，您的心愿单，您的订单。",), "language": "zh", "filled": ("字" * 50,)}),
    (native, {"body": ("到货了,来看。",), "language": "zh"}),
    (native, {"body": ("您好，你看。",), "language": "zh"}),
    (native, {"body": ("The colour you asked for.",)}),
    (asks, {"cta": "Shop now"}),
]  # fmt: skip


@pytest.mark.parametrize(("scorer", "parts"), BAD)
def test_each_criterion_finds_what_breaks_it(
    scorer: Callable[[list[Copy]], Criterion | list[Criterion]], parts: dict[str, object]
) -> None:
    assert not judged(scorer, message(**parts))  # type: ignore[arg-type]


def test_a_whole_offer_passes() -> None:
    told = ("[[O1.reduction]] off with [[O1.code]]; not on [[O1.exclusions]].", "See [[P1.weight]].")
    assert judged(whole_offers, message(told, evidence=EVIDENCE | OFFER))


def test_a_brand_line_may_say_what_we_may_not() -> None:
    assert judged(cliches, message(("[[B1.line]]",), ("We miss you.",)))


def test_the_subject_keeps_its_word_under_another_slot() -> None:
    evidence = EVIDENCE | {"W2": {"price_now": {"money": "5", "currency": "USD"}}}
    assert judged(subjects, message(subject="The [[P1.name]], [[W2.price_now]]", evidence=evidence))


def test_the_same_copy_for_everybody_is_no_variety() -> None:
    same = [message(id_=f"m{n}", subject="The [[P1.name]]") for n in range(40)]
    found = variety([Copy(one) for one in same])
    assert {one.name for one in found if not one.passed} == {one.name for one in found}
    assert not judged(personal, *same)


def test_different_copy_is_variety() -> None:
    words = [f"w{n}" for n in range(900)]
    made = []
    for n in range(40):
        own = " ".join(words[n * 20 : n * 20 + 20])
        made.append(message((f"{own}. [[P1.name]]",), (f"{own}. Lamp",), id_=f"m{n}", subject=f"About {words[n]}"))
    made = [
        one.model_copy(update={"draft": one.draft.model_copy(update={"arc": f"a{n % 6}"})})
        for n, one in enumerate(made)
    ]
    assert judged(variety, *made)
    assert judged(personal, *made)


def test_shares_of_a_handful_say_nothing() -> None:
    assert variety([Copy(message()), Copy(message())]) == []
