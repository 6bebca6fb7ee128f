"""The reference of the format as Markdown, made from the types: the tables of docs/promotions.md."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from shop.promotions.basket import BasketLine, Shipping
from shop.promotions.context import Remaining
from shop.promotions.document.case import Case, CaseBasket, Customer
from shop.promotions.proof import AppliedPromotion, NotApplied, PricedLine, Pricing, Step
from shop.promotions.reasons import WhyNot
from shop.record import Record
from shop.types.promotion import (
    AttributeTest,
    Bounds,
    Condition,
    Effect,
    Limits,
    PricingRules,
    Promotion,
    PromotionPolicy,
    Selection,
    SetPart,
    Target,
    Tier,
    Units,
)


def reference() -> str:
    """Return the Markdown."""
    return "\n".join(_rows()).rstrip() + "\n"


def _rows() -> Iterator[str]:
    yield from _section("A promotion", (Promotion, PromotionPolicy, Limits))
    yield from _section("Conditions (`when`)", _members(Condition))
    yield from _section("Effects", (*_members(Effect), SetPart, Tier))
    yield from _section("Targets and tests", (Target, Units, Selection, AttributeTest, Bounds))
    yield from _section("A case", (Case, CaseBasket, BasketLine, Shipping, Customer, PricingRules, Remaining))
    yield from _section("The answer", (Pricing, PricedLine, AppliedPromotion, NotApplied, WhyNot, Step))


def _section(title: str, records: Sequence[type[Record]]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    for record in records:
        fields = record.model_fields
        name = f"`{fields['kind'].default}`" if _is_kind(fields) else record.__name__
        yield f"**{name}**: {' '.join(cleandoc(record.__doc__ or '').split())}"
        yield ""
        shown = [_field(field, info) for field, info in fields.items() if not (field == "kind" and _is_kind(fields))]
        if shown:
            yield f"Fields: {', '.join(shown)}."
            yield ""


def _is_kind(fields: dict[str, FieldInfo]) -> bool:
    return "kind" in fields and isinstance(fields["kind"].default, str)


def _field(name: str, info: FieldInfo) -> str:
    """The name as it is written, `*` where it must be given, and its words where only some are allowed."""
    choices = [str(choice) or '""' for choice in _choices(info.annotation)]
    allowed = f" ({' | '.join(choices)})" if 1 < len(choices) <= 8 else ""
    return f"`{info.alias or name}`{'*' if info.is_required() else ''}{allowed}"


def _choices(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any type
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(choice for part in get_args(annotation) for choice in _choices(part))
    return ()


def _members(union: Any) -> tuple[type[Record], ...]:  # noqa: ANN401 - an annotated union
    assert get_origin(union) is Annotated
    return get_args(get_args(union)[0])
