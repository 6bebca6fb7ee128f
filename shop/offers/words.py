"""Reasons of a choice in words, English and Chinese, from words.json."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from shop.record import LANGUAGES, Language

BecauseKind = Literal[
    "not_eligible", "cannot_be_stated", "not_for_this_product", "no_better", "no_published_rule", "too_deep",
    "margin_too_small", "no_rate", "budget_used_up", "uses_used_up", "refused",
]  # fmt: skip
"""Why a candidate was not open, or was given to others."""


class Because(NamedTuple):
    """One such reason; `code` says more where there is more to say (a typed reason, a percentage)."""

    kind: BecauseKind
    code: str
    words: dict[Language, str]


def because(kind: BecauseKind, code: str = "", what: dict[Language, str] | None = None) -> Because:
    """Return the reason with its words; `what` fills their gap, else `code` does."""
    return Because(kind, code, said("because", kind, what=what or dict.fromkeys(LANGUAGES, code)))


def refused(code: str) -> Because:
    """Return why nothing was reserved, as shop.budgets calls it."""
    return because("refused", code, said("refused", code))


def said(group: str, key: str, **gaps: dict[Language, str] | str | int) -> dict[Language, str]:
    """Return the words of a key in both languages with their gaps filled."""
    texts = _words()[group][key]
    return {
        language: texts[language].format(
            **{name: gap[language] if isinstance(gap, dict) else gap for name, gap in gaps.items()}
        )
        for language in LANGUAGES
    }


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    text = resources.files("shop.offers").joinpath("words.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return found
