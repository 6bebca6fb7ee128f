"""Words with a fixed meaning (words.yaml): yes and no, consent, states, event kinds, countries, currencies."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


@cache
def _data() -> dict[str, Any]:
    import yaml

    data: dict[str, Any] = yaml.safe_load(
        resources.files("shop.importing").joinpath("words.yaml").read_text(encoding="utf-8")
    )
    return data


def folded(cell: str) -> str:
    """Return the form in which words are compared: without case and outer or doubled space."""
    return " ".join(cell.casefold().split())


@cache
def meanings(name: str) -> dict[str, str]:
    """Return word -> meaning of one list, such as `consent` or `orders.status`; empty when there is none."""
    groups: dict[str, list[str]] = _data().get(name, {})
    return {folded(word): meaning for meaning, words in groups.items() for word in words}


@cache
def empty_words() -> frozenset[str]:
    """Return what programs write where there is no value."""
    return frozenset(folded(word) for word in _data()["empty"])


@cache
def _longest_empty() -> int:
    return max(map(len, empty_words()))


def says_nothing(text: str) -> bool:
    """Return whether a text without outer space is one of the empty words. Long texts, nearly all, cost nothing."""
    return len(text) <= _longest_empty() and folded(text) in empty_words()


@cache
def countries() -> dict[str, str]:
    """Return country name or code -> ISO 3166 code: English, Chinese and German names, and common others."""
    from babel import Locale

    found: dict[str, str] = {}
    for language in ("de", "zh", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code not in ("ZZ", "XA", "XB", "EU", "EZ", "UN"):
                found[folded(name)] = found[code.casefold()] = code
    return found | meanings("country")


@cache
def languages() -> dict[str, str]:
    """Return language name -> ISO 639 code."""
    return meanings("language")


@cache
def currencies() -> dict[str, str]:
    """Return currency code or unambiguous sign -> ISO 4217 code."""
    from babel.numbers import list_currencies

    return {code.casefold(): code for code in list_currencies()} | meanings("currency")


def likely_currency(sign: str) -> str:
    """Return the currency that an ambiguous sign most often means, or an empty text."""
    return str(_data()["ambiguous_currency"].get(sign, ""))
