"""Why a promotion does not apply: typed for code, in words for people. The words are data (words.json)."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

from shop.record import LANGUAGES, Language, Record

WhyNotKind = Literal[
    "not_started", "ended", "wrong_currency", "wrong_country", "wrong_channel", "wrong_segment", "only_new",
    "only_returning", "limit_reached", "code_pool_empty", "code_missing", "no_matching_item", "threshold_not_reached",
    "no_saving", "better_promotion_applied",
]  # fmt: skip


class WhyNot(Record):
    """One reason. `needed` is what would have to be so; `missing` is an amount of `currency` short of a threshold."""

    kind: WhyNotKind
    needed: str = ""
    missing: Decimal | None = None
    currency: str = ""
    words: dict[Language, str]


def why_not(kind: WhyNotKind, needed: str = "", missing: Decimal | None = None, currency: str = "") -> WhyNot:
    """Build a reason with its words in every language."""
    values = {"needed": needed, "missing": "" if missing is None else format(missing, "f"), "currency": currency}
    return WhyNot(
        kind=kind, needed=needed, missing=missing, currency=currency, words=sentences("why_not", kind, values)
    )


def sentences(group: Literal["why_not", "applied"], key: str, values: dict[str, str]) -> dict[Language, str]:
    """Fill one entry of words.json in every language; the values are inserted once and never read again."""
    entry = _words()[group][key]
    return {language: entry[language].format_map(values) for language in LANGUAGES}


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    document = json.loads(resources.files("shop.promotions").joinpath("words.json").read_text(encoding="utf-8"))
    return {group: document[group] for group in ("why_not", "applied")}
