"""Damage to amounts and percentages: another value, another size, another role."""

from __future__ import annotations

import random
import re
from decimal import Decimal

from evals.faults.operators.fault import MONEY, amounts, at_one_place, exchange, items, step, with_number
from evals.faults.worlds import GoodText
from shop.evidence import MoneyValue

_PERCENT = re.compile(r"(\d{1,2})(%| percent)")


_ZHE = re.compile(r"(\d(?:\.\d)?|[一二三四五六七八九]{1,2})折")


def price_changed(good: GoodText, dice: random.Random) -> str | None:
    """Change an amount by 5 to 40 percent."""
    factor = Decimal(dice.choice((60, 80, 90, 95, 105, 110, 125))) / 100
    return at_one_place(
        good, MONEY, dice, lambda word: with_number(word, lambda value: (value * factor).quantize(step(word)))
    )


def digit_swapped(good: GoodText, dice: random.Random) -> str | None:
    """Exchange two neighbouring digits of an amount."""
    return at_one_place(good, MONEY, dice, _swap_digits)


def wan_for_yuan(good: GoodText, dice: random.Random) -> str | None:
    """Multiply by ten thousand or a thousand: 329元 becomes 329万元, $63 becomes $63k."""
    if good.language == "zh":
        return at_one_place(good, re.compile(r"\d[\d,.]*元"), dice, lambda word: word.replace("元", "万元"))
    return at_one_place(good, re.compile(r"[$£]\d[\d,]*(?:\.\d\d)?(?!\d)"), dice, lambda word: word + "k")


def currency_changed(good: GoodText, dice: random.Random) -> str | None:
    """Change the currency of an amount."""
    pairs = {"$": "£", "£": "$", "€": "$", "¥": "$", "元": "美元", "块": "欧元"}
    return at_one_place(
        good, MONEY, dice, lambda word: next(word.replace(a, b, 1) for a, b in pairs.items() if a in word)
    )


def fold_for_percent(good: GoodText, dice: random.Random) -> str | None:
    """Confuse what is paid with what is taken off: 8.5折 becomes 85% off, 20% becomes 80%."""
    if good.language == "zh":
        return at_one_place(good, _ZHE, dice, lambda word: word if _paid(word) == 50 else f"减{_paid(word)}%")
    return at_one_place(good, _PERCENT, dice, lambda word: re.sub(r"\d+", lambda n: str(100 - int(n.group())), word))


def price_for_list_price(good: GoodText, dice: random.Random) -> str | None:
    """Exchange a price and its former price."""
    return _swapped_roles(good, ("price", "price_now"), ("list_price", "price_then", "reference_price"))


def threshold_for_reduction(good: GoodText, dice: random.Random) -> str | None:
    """Exchange the threshold and the reduction of an offer."""
    for item in items(good, "O"):
        threshold, reduction = item.get("threshold"), item.get("reduction")
        if isinstance(threshold, MoneyValue) and isinstance(reduction, MoneyValue):
            return exchange(good.text, amounts(threshold), amounts(reduction))
    return None


def wrong_pairing(good: GoodText, dice: random.Random) -> str | None:
    """Exchange the prices of two products that are both named."""
    prices = [value for item in items(good, "P") if isinstance(value := item.get("price"), MoneyValue)]
    if len(prices) < 2:
        return None
    return exchange(good.text, amounts(prices[0]), amounts(prices[1]))


def _swap_digits(word: str) -> str:
    for place in range(len(word) - 1):
        first, second = word[place], word[place + 1]
        if first.isdigit() and second.isdigit() and first != second and second != "0":
            return word[:place] + second + first + word[place + 2 :]
    return word


def _paid(word: str) -> int:
    number = word[:-1]
    if not number[0].isdigit():
        number = "".join(str("零一二三四五六七八九".index(char)) for char in number)
    value = Decimal(number)
    return int(value if value >= 10 else value * 10)


def _swapped_roles(good: GoodText, first: tuple[str, ...], second: tuple[str, ...]) -> str | None:
    for item in [*items(good, "W"), *items(good, "P")]:
        one = next((item[field] for field in first if field in item), None)
        two = next((item[field] for field in second if field in item), None)
        if isinstance(one, MoneyValue) and isinstance(two, MoneyValue):
            changed = exchange(good.text, amounts(one), amounts(two))
            if changed:
                return changed
    return None


def per_month(good: GoodText, dice: random.Random) -> str | None:
    """Make an amount one of every month."""
    if good.language == "zh":
        return at_one_place(good, re.compile(r"\d[\d,.]*元"), dice, lambda word: f"每月{word}")
    return at_one_place(good, re.compile(r"[$£]\d[\d,]*(?:\.\d\d)?(?!\d)"), dice, lambda word: f"{word} a month")


def for_two(good: GoodText, dice: random.Random) -> str | None:
    """Give the price of one as the price of two."""
    price = next((value for item in items(good, "P")[:1] if isinstance(value := item.get("price"), MoneyValue)), None)
    totals = [value.money for item in items(good, "Q") if isinstance(value := item.get("total"), MoneyValue)]
    if price is None or price.money in totals:
        return None
    if good.language == "zh":
        return f"{good.text}两件{price.money.normalize():f}元。"
    symbol = {"USD": "$", "GBP": "£", "EUR": "€"}.get(price.currency, "$")
    return f"{good.text} Two for {symbol}{price.money:,.2f}."


def times_ten(good: GoodText, dice: random.Random) -> str | None:
    """Move the point of an amount by one place."""
    by = dice.choice((Decimal(10), Decimal("0.1")))
    return at_one_place(
        good, MONEY, dice, lambda word: with_number(word, lambda value: (value * by).quantize(Decimal("0.01")))
    )
