"""The way to the price to pay (到手价), step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from shop.promotions.ground import Ground
from shop.promotions.proof.records import AppliedPromotion, PresalePlan, Step
from shop.promotions.reasons import sentences
from shop.record import LANGUAGES, Language


def steps(
    ground: Ground,
    applied: Sequence[AppliedPromotion],
    names: Mapping[str, Mapping[str, str]],
    presale: PresalePlan | None,
) -> tuple[Step, ...]:
    """Return items, shipping, every promotion in its turn, the total, and deposit and balance where there is one."""
    return tuple(_steps(ground, applied, names, presale))


def _steps(
    ground: Ground,
    applied: Sequence[AppliedPromotion],
    names: Mapping[str, Mapping[str, str]],
    presale: PresalePlan | None,
) -> Iterator[Step]:
    split = len(ground.lines)
    after = ground.money(sum(ground.original[:split]))
    yield Step(kind="items", amount=after, after=after, words=sentences("step", "items", {}))
    if ground.shipping:
        amount = ground.money(sum(ground.original[split:]))
        after += amount
        yield Step(kind="shipping", amount=amount, after=after, words=sentences("step", "shipping", {}))
    for item in applied:
        after -= item.amount
        yield _promotion(item, after, names[item.promotion_id])
    yield Step(kind="total", amount=after, after=after, words=sentences("step", "total", {}))
    if presale:
        yield from _in_two(presale, ground.money(0))


def _promotion(item: AppliedPromotion, after: Decimal, name: Mapping[str, str]) -> Step:
    words: dict[Language, str] = {}
    for language in LANGUAGES:
        said = name.get(language) or next(iter(name.values()))
        words[language] = sentences("step", "platform" if item.external else "promotion", {"name": said})[language]
    kind = "platform" if item.external else "promotion"
    return Step(kind=kind, promotion_id=item.promotion_id, amount=-item.amount, after=after, words=words)


def _in_two(presale: PresalePlan, nothing: Decimal) -> Iterator[Step]:
    id_, window = presale.promotion_id, {"from": f"{presale.balance_from:%Y-%m-%d %H:%M %z}"}
    window["until"] = f"{presale.balance_until:%Y-%m-%d %H:%M %z}"
    for kind, amount, after in (("deposit", presale.deposit, presale.balance), ("balance", presale.balance, nothing)):
        words = sentences("step", kind, window)
        yield Step.model_validate(
            {"kind": kind, "promotion_id": id_, "amount": amount, "after": after, "words": words}
        )  # fmt: skip
