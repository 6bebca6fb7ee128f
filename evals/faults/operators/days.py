"""Damage to days."""

from __future__ import annotations

import random
import re

from evals.faults.operators.fault import at_one_place
from evals.faults.worlds import GoodText

_DATE_EN = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2})"
)


_DATE_ZH = re.compile(r"(\d{1,2})月(\d{1,2})日")


def date_shifted(good: GoodText, dice: random.Random) -> str | None:
    """Move a day by some days."""
    by = dice.choice((-9, -3, -1, 1, 2, 6))
    if good.language == "zh":
        return at_one_place(good, _DATE_ZH, dice, lambda word: _shift_zh(word, by))
    return at_one_place(good, _DATE_EN, dice, lambda word: _shift_en(word, by))


def _shift_en(word: str, by: int) -> str:
    month, day = word.split(" ")
    moved = int(day) + by
    return f"{month} {moved}" if 1 <= moved <= 28 else f"{month} {max(1, int(day) - abs(by))}"


def _shift_zh(word: str, by: int) -> str:
    month, day = word.rstrip("日").split("月")
    moved = int(day) + by
    return f"{month}月{moved if 1 <= moved <= 28 else max(1, int(day) - abs(by))}日"
