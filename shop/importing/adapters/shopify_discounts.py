"""The discounts of Shopify's admin: discounts_export.csv, one row per discount.

Name (the code), Value (-15.0), Value Type (percentage, fixed_amount, app), Type (Amount Off …, Free Shipping,
Buy X Get Y), Discount Class (order, product, shipping), Minimum Purchase Requirements, Combines with Order / Product /
Shipping Discounts, Customer Selection, Context, Times Used In Total, Applies Once Per Customer, Usage Limit Per Code,
Status, Start, End.

A discount becomes a promotion only when every word of it is understood and can be said exactly; any other is
reported with what stands in the way, never approximated. The export does not list the products or customers that a
discount is limited to, so limited ones cannot be said. Shopify takes no discount off gift cards: their products are
excluded and the exclusion is stated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from shop.clock import zone_named
from shop.importing.adapters.exports import Export
from shop.importing.contract import RawDocument
from shop.importing.dates import moment_reader
from shop.importing.reading import Unreadable
from shop.money import quantum
from shop.types.shop_info import ShopInfo

COLUMNS_READ = (
    "Name", "Value", "Value Type", "Type", "Discount Class", "Minimum Purchase Requirements",
    "Combines with Order Discounts", "Combines with Product Discounts", "Combines with Shipping Discounts",
    "Customer Selection", "Context", "Applies Once Per Customer", "Usage Limit Per Code", "Status", "Start", "End",
    "Times Used In Total",
)  # fmt: skip
GIFT_CARDS_EXCLUDED = {"en": "Gift cards are excluded.", "zh": "礼品卡除外。"}
_EVERYBODY = {"", "all", "all customers", "everyone"}
_NOTHING_ASKED = {"", "none", "0", "0.0", "0.00", "no minimum requirements"}
_AMOUNT_ASKED = re.compile(
    r"(?:minimum purchase amount(?: of)?|minimum amount(?: of)?|amount)\D{0,6}(\d+(?:\.\d{1,2})?)\D{0,6}", re.I
)
_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}

Read = Callable[[str], str]
"""Takes a header and returns the row's cell."""


class _CannotSay(ValueError):
    """The discount cannot be said exactly as a promotion; the message says why, in the 80 signs that a report shows."""


def discounts(export: Export, shop: ShopInfo, gift_cards: Sequence[str]) -> Iterator[RawDocument]:
    """Yield one promotions document per row, or one that says in `problem` why the discount is left out."""
    cells = {header: export.cell(header) for header in COLUMNS_READ}
    for row in export.rows():
        if row.problem:
            if row.number:
                yield RawDocument("promotions", export.name, "", row.number, row.problem)
            continue
        values = {header: read(row.cells) for header, read in cells.items()}
        try:
            text = json.dumps({"promotions": [_promotion(values.__getitem__, shop, gift_cards)]}, ensure_ascii=False)
        except _CannotSay as reason:
            yield RawDocument("promotions", export.name, "", row.number, f"{values['Name'][:24]!r}: {reason}")
        else:
            yield RawDocument("promotions", export.name, text, row.number)


def _promotion(of: Read, shop: ShopInfo, gift_cards: Sequence[str]) -> dict[str, Any]:
    """Return the promotion as JSON-able data; raises _CannotSay."""
    _of_the_whole_order(of)
    _for_everybody(of)
    code = _code(of)
    when: dict[str, Any] = {"except_products": sorted(set(gift_cards))}
    asked = _least_amount(of("Minimum Purchase Requirements"))
    if asked:
        when["min_total"] = asked
    once = of("Applies Once Per Customer").casefold() in _YES
    alone = of("Combines with Order Discounts").casefold() not in _YES
    return {
        "id": f"discount-{code}", "name": {language: code for language in shop.languages}, "currency": shop.currency,
        "code": code, "effect": _effect(of, shop.currency), "when": when,
        "exclusions": GIFT_CARDS_EXCLUDED if gift_cards else {},
        "policy": {**_window(of, zone_named(shop.zone)), "exclusive": alone, "per_customer": 1 if once else None},
    }  # fmt: skip


def _of_the_whole_order(of: Read) -> None:
    kind, scope = of("Type").casefold(), of("Discount Class").casefold()
    if scope != "order" or "buy" in kind or "shipping" in kind or "app" in kind.split():
        raise _CannotSay(f"{of('Type')[:20]!r} ({scope[:10]}) is not off the whole order")


def _for_everybody(of: Read) -> None:
    for header in ("Customer Selection", "Context"):
        if of(header).casefold() not in _EVERYBODY:
            raise _CannotSay(f"it is for {of(header)[:20]!r}, nobody knows whom")
    if of("Usage Limit Per Code"):
        raise _CannotSay("it ends after a number of uses")


def _code(of: Read) -> str:
    """Return the code. The export shows automatic discounts in the same column, by their title."""
    name = of("Name")
    if not name or any(sign.isspace() for sign in name):
        raise _CannotSay("its name is no code")
    if of("Applies Once Per Customer").casefold() not in _YES | _NO:
        raise _CannotSay("a code or the title of an automatic discount?")
    return name


def _effect(of: Read, currency: str) -> dict[str, str]:
    try:
        value = abs(Decimal(of("Value")))
    except InvalidOperation as error:
        raise _CannotSay(f"{of('Value')[:30]!r} is no value") from error
    kind = of("Value Type").casefold()
    if kind == "percentage" and 1 <= value <= 100:
        return {"kind": "percent", "percent": format(value.normalize(), "f")}
    if kind == "fixed_amount" and value > 0 and value % quantum(currency) == 0:
        return {"kind": "fixed", "amount": str(value)}
    raise _CannotSay(f"{of('Value')[:12]} {of('Value Type')[:12]!r} is no exact reduction")


def _least_amount(text: str) -> str:
    if text.casefold() in _NOTHING_ASKED:
        return ""
    match = _AMOUNT_ASKED.fullmatch(text)
    if not match:
        raise _CannotSay(f"its minimum {text[:30]!r} is not said as an amount")
    return match[1]


def _window(of: Read, zone: ZoneInfo) -> dict[str, str | None]:
    """Return the window; a discount without an end runs until it is taken back."""
    if of("Status").casefold() not in ("active", "scheduled", "expired"):
        raise _CannotSay(f"its status is {of('Status')!r}")
    starts = _moment(of("Start"), "Start", zone)
    ends = _moment(of("End"), "End", zone) if of("End") else None
    return {"starts_at": starts.isoformat(), "ends_at": ends.isoformat() if ends else None}


def _moment(text: str, header: str, zone: ZoneInfo) -> datetime:
    try:
        moment = moment_reader(zone)(text)
    except Unreadable as error:
        raise _CannotSay(f"{header} is {text[:30]!r}, which is no moment") from error
    if moment is None:
        raise _CannotSay(f"it has no {header.casefold()}")
    return moment.replace(tzinfo=UTC)
