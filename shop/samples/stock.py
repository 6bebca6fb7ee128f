"""Counts of stock over the last weeks: plenty, low, sold out, back this week, or never counted."""

from __future__ import annotations

from shop.samples.catalogue import Catalogue
from shop.samples.dice import Dice, dice
from shop.samples.shelf import Item
from shop.samples.timeline import LAST, moment_text

COLUMNS = ("product_id", "variant_id", "quantity", "counted_at")
COUNT_DAYS = (LAST - 43, LAST - 29, LAST - 15, LAST - 8, LAST - 1)
COUNTED_AT = 7 * 60 + 30


def stock_rows(catalogue: Catalogue, item: Item) -> list[list[str]]:
    """Return the cells of all counts of an item, by variant and day."""
    rng = dice(catalogue.brand.key, catalogue.seed, "stock", item.spec.id)
    return [
        [item.spec.id, sku.id, str(quantity), moment_text(day, COUNTED_AT)]
        for sku in item.skus
        for day, quantity in _counts(item, rng)
    ]


def last_counts(rows: list[list[str]]) -> dict[str, str]:
    """Return the last count of each variant of an item, as the product table shows it."""
    return {variant: quantity for _, variant, quantity, _ in rows}


def _counts(item: Item, rng: Dice) -> list[tuple[int, int]]:
    story = item.spec.stock
    level = rng.between(40, 160)
    counts = [max(12, level - number * rng.between(2, 9)) for number in range(len(COUNT_DAYS))]
    if story == "uncounted":
        return []
    if item.spec.discontinued or story == "zero":
        counts[-2:] = [0, 0]
    elif story == "back":
        counts[2:] = [0, 0, rng.between(18, 60)]
    elif story == "low":
        counts[-2:] = [7, rng.between(2, 4)]
    return [(day, count) for day, count in zip(COUNT_DAYS, counts, strict=True) if day >= item.first_day]
