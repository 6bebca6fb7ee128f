"""Reasons in words: the sentences are data (reasons.toml), the numbers are the reason's own facts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from shop.evidence import DateValue, DaysValue, MoneyValue, NumberValue, Value

if TYPE_CHECKING:
    from shop.churn.forecast import ChurnReason


@cache
def reason_texts() -> dict[str, dict[str, str]]:
    """Return per reason code its sentence by language, and its short name (`short_en` …)."""
    text = resources.files("shop.churn").joinpath("reasons.toml").read_text(encoding="utf-8")
    return {
        code: {str(name): str(words) for name, words in entry.items()} for code, entry in tomllib.loads(text).items()
    }


def reason_words(reason: ChurnReason, language: str) -> str:
    """Return the reason as a sentence; English where the language has none."""
    texts = reason_texts()[reason.code]
    return texts.get(language, texts["en"]).format(**{name: _shown(value) for name, value in reason.facts.items()})


def reason_label(code: str, language: str) -> str:
    """Return the short name of a reason for a table; English where the language has none."""
    texts = reason_texts()[code]
    return texts.get(f"short_{language}", texts["short_en"])


def _shown(value: Value) -> str:
    if isinstance(value, MoneyValue):
        return f"{value.money:f} {value.currency}"
    if isinstance(value, DateValue):
        return value.date.isoformat()
    if isinstance(value, DaysValue):
        return str(value.days)
    if isinstance(value, NumberValue):
        return f"{value.number:f}"
    raise TypeError(f"{type(value).__name__} is no fact of a reason")
