"""The rules as data: which law gives which baseline (rules.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple


class PriceRule(NamedTuple):
    """One rule; rules.toml says what each field means. Days are local days of the shop's zone."""

    id: str
    jurisdictions: tuple[str, ...]
    kind: Literal["lowest", "deal", "former"]
    window_days: int
    source: str
    note: str
    least_days: int = 0
    or_more: bool = False
    longest_days: int = 0
    stated_days: int = 0


def rule_of(jurisdiction: str) -> PriceRule | None:
    """Return the rule of a jurisdiction such as EU, UK or CN; None where none is known, so that nothing is claimed."""
    return next((rule for rule in price_rules() if jurisdiction in rule.jurisdictions), None)


@cache
def price_rules() -> tuple[PriceRule, ...]:
    """Return every rule, in the order of the file."""
    text = resources.files("shop.reference_prices").joinpath("rules.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["rule"]
    return tuple(PriceRule(**{**entry, "jurisdictions": tuple(entry["jurisdictions"])}) for entry in entries)
