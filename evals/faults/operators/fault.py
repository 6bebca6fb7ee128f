"""What an operator is, and the steps that operators share. They see text and evidence, never the guard."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from evals.faults.worlds import GoodText
from shop.evidence import MoneyValue, NumberValue, TextValue, Value

Operator = Callable[[GoodText, random.Random], str | None]
"""Returns the changed text, or None where it does not fit."""

MONEY = re.compile(r"(?:[$£€¥]\s?)\d[\d,]*(?:\.\d{1,2})?|\d[\d,]*(?:\.\d{1,2})?\s?(?:元|块)")


NOT_ATTRIBUTES = frozenset(
    ("name", "short_name", "price", "list_price", "stock", "in_stock", "url", "category", "rating", "picture", "brand")
)


class Fault(NamedTuple):
    """A named operator and the group whose target it counts for."""

    name: str
    group: str
    apply: Operator


def at_one_place(
    good: GoodText, pattern: re.Pattern[str], dice: random.Random, change: Callable[[str], str]
) -> str | None:
    """Change one random place that matches."""
    places = list(pattern.finditer(good.text))
    if not places:
        return None
    place = dice.choice(places)
    changed = change(place.group())
    return None if changed == place.group() else good.text[: place.start()] + changed + good.text[place.end() :]


def items(good: GoodText, prefix: str) -> list[dict[str, Value]]:
    """Return the fields of the evidence whose id begins with `prefix`."""
    return [dict(item.fields) for item in good.evidence.evidence if item.id[0] == prefix]


def texts(items: list[dict[str, Value]], field: str) -> list[str]:
    """Return the texts that a field has."""
    return [value.text for item in items if isinstance(value := item.get(field), TextValue)]


def shuffled(items: Iterable[tuple[str, Value]], dice: random.Random) -> list[tuple[str, Value]]:
    """Return them in a random order."""
    found = list(items)
    dice.shuffle(found)
    return found


def with_number(word: str, change: Callable[[Decimal], Decimal]) -> str:
    """Change the first number of `word`."""

    def once(found: re.Match[str]) -> str:
        text = found.group()
        value = change(Decimal(text.replace(",", "")))
        return f"{value:,}" if "," in text else str(value)

    return re.sub(r"\d[\d,]*(?:\.\d+)?", once, word, count=1)


def step(word: str) -> Decimal:
    """Return the smallest change of an amount as written."""
    return Decimal("0.01") if "." in word else Decimal(1)


def amounts(value: MoneyValue) -> list[str]:
    """Return how an amount may be written."""
    amount = value.money
    plain = format(amount.normalize(), "f")
    return [f"{amount:,.2f}", f"{amount:.2f}", f"{int(amount):,}" if amount == int(amount) else plain, plain]


def exchange(text: str, first: list[str], second: list[str]) -> str | None:
    """Exchange two values that both stand in `text`, in the first way of writing that does."""
    for one, two in zip(first, second, strict=True):
        pattern = rf"(?<![\d.,])(?:{re.escape(one)}|{re.escape(two)})(?![\d]|[.,]\d)"
        found = set(re.findall(pattern, text))
        if found == {one, two}:
            return re.sub(pattern, lambda match: two if match.group() == one else one, text)  # noqa: B023
    return None


def forms(value: Value) -> Iterator[str]:
    """Yield how an attribute may stand in a text."""
    if isinstance(value, NumberValue):
        yield f"{value.number:,}"
        yield str(value.number)
    elif isinstance(value, TextValue):
        yield value.text
