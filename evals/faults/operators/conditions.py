"""Conditions of an offer left out or turned round, and false sentences added."""

from __future__ import annotations

import random
import re
from functools import partial

from evals.faults.operators.fault import Operator, at_one_place, items
from evals.faults.worlds import GoodText, data, without
from shop.evidence import DaysValue, NumberValue


def dropped(condition: str) -> Operator:
    """Return the operator that leaves out a condition of an offer."""

    def drop(good: GoodText, dice: random.Random) -> str | None:
        changed = without(good.marked, condition)
        return None if changed == good.text else changed

    return drop


def added(kind: str) -> Operator:
    """Return the operator that adds a false sentence of this kind."""

    def add(good: GoodText, dice: random.Random) -> str | None:
        if kind == "scarcity" and _is_scarce(good):
            return None
        sentence = dice.choice(data("additions.yaml")[kind][good.language])
        return f"{good.text} {sentence}" if good.language == "en" else f"{good.text}{sentence}"

    return add


def _is_scarce(good: GoodText) -> bool:
    """Return whether so little is left that saying so is true."""
    stocks = [value.number for item in items(good, "P") if isinstance(value := item.get("stock"), NumberValue)]
    return any(stock <= 5 for stock in stocks)


def other_days(good: GoodText, dice: random.Random) -> str | None:
    """Change the days of a policy."""
    for item in items(good, "K"):
        for value in item.values():
            if isinstance(value, DaysValue):
                pattern = re.compile(rf"(?<!\d){value.days}(?= ?(?:days?|天|日内))")
                factor = dice.choice((2, 3))
                if changed := at_one_place(good, pattern, dice, partial(_times, factor)):
                    return changed
    return None


def _times(factor: int, word: str) -> str:
    return str(int(word) * factor)


def turned_round(good: GoodText, dice: random.Random) -> str | None:
    """Turn a threshold round: from $100 becomes under $100, 满300 becomes 不满300."""
    if good.language == "zh":
        return at_one_place(good, re.compile(r"满(?=[\d三]\S{0,5}[减打])"), dice, lambda word: "不满")
    pattern = re.compile(r"from(?= [$£]\d)|at least(?= [$£]\d)|over(?= [$£]\d)")
    return at_one_place(good, pattern, dice, lambda word: "of less than" if word == "at least" else "under")
