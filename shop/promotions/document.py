"""Reads promotions from a view, and checks a `promotions.json` before it is imported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pydantic import ValidationError

from shop.money import quantum
from shop.record import Record
from shop.store.view import ShopView
from shop.types import FixedOff, FullReduction, PercentOff, Promotion, PromotionFile
from shop.types.promotion import Effect


class Problem(Record):
    """What is wrong in a document, and where: `path` is a JSON path such as $.promotions[2].effect.percent."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def load(view: ShopView) -> tuple[Promotion, ...]:
    """Return every promotion of the shop in the order of its document, whatever its window."""
    rows = view.rows("SELECT document FROM promotions ORDER BY position, promotion_id")
    return tuple(Promotion.model_validate_json(document) for (document,) in rows)


def validate(text: str) -> list[Problem]:
    """Check the text of a `promotions.json`; an empty list means that it can be used as it is."""
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return [Problem(path="$", message=f"not JSON: {error}")]
    try:
        promotions = PromotionFile.model_validate(document).promotions
    except ValidationError as error:
        return [Problem(path=_path(item["loc"]), message=item["msg"]) for item in error.errors(include_url=False)]
    return [*_twice(promotions), *(problem for place, item in enumerate(promotions) for problem in _odd(place, item))]


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not a number")


def _path(location: Iterable[int | str]) -> str:
    """JSON path of a pydantic location. The name of a union's member is not part of the document."""
    members = {"percent", "fixed", "full_reduction"}
    path, parts = "$", list(location)
    for place, part in enumerate(parts):
        if isinstance(part, int):
            path += f"[{part}]"
        elif not (part in members and place and parts[place - 1] == "effect"):
            path += f".{part}"
    return path


def _twice(promotions: tuple[Promotion, ...]) -> Iterator[Problem]:
    ids: dict[str, int] = {}
    codes: dict[str, int] = {}
    for place, promotion in enumerate(promotions):
        first = ids.setdefault(promotion.id, place)
        if first != place:
            message = f"the id {promotion.id!r} is used by $.promotions[{first}] too"
            yield Problem(path=f"$.promotions[{place}].id", message=message)
        holder = codes.setdefault(promotion.code, place) if promotion.code else place
        if holder != place:
            message = f"the code {promotion.code!r} is used by $.promotions[{holder}] too"
            yield Problem(path=f"$.promotions[{place}].code", message=message)


def _odd(place: int, promotion: Promotion) -> Iterator[Problem]:
    here = f"$.promotions[{place}]"
    unit = quantum(promotion.currency)
    for path, amount in _amounts(promotion):
        if amount % unit:
            message = f"{amount} is finer than the smallest unit of {promotion.currency}, {unit}"
            yield Problem(path=f"{here}.{path}", message=message)
    if isinstance(promotion.effect, FullReduction):
        yield from _tiers_that_do_not_rise(f"{here}.effect", promotion.effect)


def _amounts(promotion: Promotion) -> Iterator[tuple[str, Decimal]]:
    if promotion.when.min_total is not None:
        yield "when.min_total", promotion.when.min_total
    yield from ((f"effect.{path}", amount) for path, amount in _effect_amounts(promotion.effect))


def _effect_amounts(effect: Effect) -> Iterator[tuple[str, Decimal]]:
    if isinstance(effect, FixedOff):
        yield "amount", effect.amount
    if isinstance(effect, PercentOff | FullReduction) and effect.ceiling is not None:
        yield "ceiling", effect.ceiling
    if isinstance(effect, FullReduction):
        for place, tier in enumerate(effect.tiers):
            yield f"tiers[{place}].threshold", tier.threshold
            yield f"tiers[{place}].reduction", tier.reduction


def _tiers_that_do_not_rise(path: str, effect: FullReduction) -> Iterator[Problem]:
    for place, (low, high) in enumerate(zip(effect.tiers, effect.tiers[1:], strict=False), start=1):
        if high.threshold <= low.threshold or high.reduction <= low.reduction:
            message = "threshold and reduction must both be higher than those of the tier before"
            yield Problem(path=f"{path}.tiers[{place}]", message=message)
