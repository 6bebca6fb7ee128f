"""Why a promotion does not apply: typed for code, in words for people. The words are data (words.json)."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Literal
from unicodedata import category

from shop.record import LANGUAGES, Language, Record

WhyNotKind = Literal[
    "paused", "not_started", "ended", "not_now", "wrong_currency", "wrong_country", "wrong_channel", "wrong_segment",
    "wrong_group", "wrong_customer", "not_signed_in", "wrong_order_number", "not_birthday", "only_new",
    "only_returning", "wrong_shipping", "attribute_not_met", "excluded", "limit_reached", "day_limit_reached",
    "used_up", "budget_used_up", "budget_short", "code_pool_empty", "code_missing", "no_matching_item", "no_get_item",
    "threshold_not_reached", "total_too_high", "quantity_not_reached", "quantity_too_high", "deposit_too_high",
    "at_floor", "no_saving", "better_promotion_applied", "earlier_promotion_applied", "not_together", "would_cost_more",
    "not_tried", "declared_only",
]  # fmt: skip


class WhyNot(Record):
    """One reason. `needed` is what would have to be so; `missing` how much is short of it, in `currency` or units.

    `alternative`: of several such reasons only one has to go.
    """

    kind: WhyNotKind
    needed: str = ""
    missing: Decimal | None = None
    currency: str = ""
    alternative: bool = False
    words: dict[Language, str]


def why_not(kind: WhyNotKind, needed: str = "", missing: Decimal | None = None, currency: str = "") -> WhyNot:
    """Build a reason with its words in every language."""
    return _why_not(kind, needed, None if missing is None else format(missing, "f"), currency)


@lru_cache(maxsize=4096)
def _why_not(kind: WhyNotKind, needed: str, missing: str | None, currency: str) -> WhyNot:
    """The reason, built once: the same few are given for basket after basket. `missing` is text, so 1.0 is not 1.00."""
    values = {"needed": needed, "missing": missing or "", "currency": currency}
    return WhyNot(
        kind=kind,
        needed=needed,
        missing=None if missing is None else Decimal(missing),
        currency=currency,
        words=sentences("why_not", kind, values),
    )


def sentences(group: Literal["why_not", "applied", "step"], key: str, values: dict[str, str]) -> dict[Language, str]:
    """Fill one entry of words.json in every language; the values are inserted once and never read again.

    Values may come from a document: control characters, which could lead a terminal, are left out.
    """
    entry = _words()[group][key]
    clean = {name: plain(value) for name, value in values.items()}
    return {language: entry[language].format_map(clean) for language in LANGUAGES}


def plain(text: str) -> str:
    """Return `text` without control and invisible characters, those that join emoji apart."""
    return "".join(sign for sign in text if sign == "\u200d" or category(sign) not in ("Cc", "Cf"))


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    document = json.loads(resources.files("shop.promotions").joinpath("words.json").read_text(encoding="utf-8"))
    return {group: document[group] for group in ("why_not", "applied", "step")}
