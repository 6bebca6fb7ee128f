"""What a built-in segment is called and means, in words, with the thresholds that hold in this shop."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

from shop.evidence import DaysValue, MoneyValue, NumberValue, PercentValue, Value
from shop.reasons import back_in_stock, cart_left, price_fell, replenishment_due
from shop.record import Record
from shop.segments.lifecycle import Thresholds


class Segment(Record):
    """A built-in segment by language: its title, its meaning with the numbers filled in, and those numbers."""

    name: str
    title: dict[str, str]
    description: dict[str, str]
    thresholds: dict[str, Value]


@cache
def segment_texts() -> dict[str, dict[str, dict[str, str]]]:
    """Return title and description templates of each segment by its name, in the order of the data file."""
    text = resources.files("shop.segments").joinpath("segments.toml").read_text(encoding="utf-8")
    return {name: entry for name, entry in tomllib.loads(text).items() if isinstance(entry, dict)}


def worded(name: str, known: Mapping[str, Value]) -> Segment:
    """Return the segment with the thresholds it mentions, out of all that are known."""
    texts = segment_texts()[name]
    used = {key: value for key, value in known.items() if f"{{{key}}}" in texts["description"]["en"]}
    shown = {key: _shown(value) for key, value in used.items()}
    description = {language: text.format(**shown) for language, text in texts["description"].items()}
    return Segment(name=name, title=texts["title"], description=description, thresholds=used)


def known_thresholds(limits: Thresholds, least_spend: MoneyValue, top_percent: int) -> dict[str, Value]:
    """Return every threshold that a segment may mention."""
    ten = Decimal(10)
    return {
        "usual_days": DaysValue(days=limits.usual_days),
        "late_days": DaysValue(days=limits.late_days),
        "least_spend": least_spend,
        "top_percent": NumberValue(number=Decimal(top_percent)),
        "cart_from_days": DaysValue(days=cart_left.FROM.days),
        "cart_until_days": DaysValue(days=cart_left.UNTIL.days),
        "least_fall_percent": PercentValue(percent=Decimal(price_fell.LEAST_PERCENT)),
        "due_from": NumberValue(number=replenishment_due.DUE_FROM_TENTHS / ten),
        "due_until": NumberValue(number=replenishment_due.DUE_UNTIL_TENTHS / ten),
        "restocked_days": DaysValue(days=back_in_stock.RESTOCKED_WITHIN.days),
    }


def _shown(value: Value) -> str:
    if isinstance(value, DaysValue):
        return str(value.days)
    if isinstance(value, MoneyValue):
        return f"{value.money:f} {value.currency}"
    if isinstance(value, PercentValue):
        return f"{value.percent:f}"
    return f"{value.number:f}" if isinstance(value, NumberValue) else ""
