"""The words of conditions (words.yaml) and units (units.yaml), as tables and patterns. Knows no shop."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple


class Unit(NamedTuple):
    """A unit: what it measures, its sign, and how many of that measure's first unit one is."""

    measure: str
    sign: str
    factor: Decimal


@cache
def words() -> dict[str, Any]:
    """Return the words of conditions as they stand in words.yaml."""
    return _loaded("words.yaml")


def _loaded(name: str) -> dict[str, Any]:
    import yaml

    text = resources.files("retrieval.filters").joinpath(name).read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return {key: value for key, value in document.items() if key not in ("id", "version")}


@cache
def units() -> dict[str, Unit]:
    """Return every form of a unit, folded -> the unit."""
    return {
        folded(str(form)): Unit(measure, sign, Decimal(str(row[0])))
        for measure, signs in _loaded("units.yaml").items()
        for sign, row in signs.items()
        for form in (sign, *row[1:])
    }


def unit_of(stored: str) -> Unit:
    """Return the unit that a catalogue writes as `stored`; one that is not known measures only itself."""
    form = folded(stored)
    return units().get(form) or Unit(f"unit {form}", stored, Decimal(1))


def unit_signed(sign: str) -> Unit:
    """Return the unit of a sign that a condition carries."""
    return unit_of(sign)


@cache
def money() -> dict[str, tuple[str, ...]]:
    """Return every sign or word of money -> the currencies that it can mean, the likeliest first."""
    return {folded(form): tuple(codes.split()) for codes, forms in words()["money"].items() for form in forms}


@cache
def concept_of() -> dict[str, str]:
    """Return every way to call a common attribute -> its concept, such as ram -> memory."""
    return {folded(form): concept for concept, forms in words()["attributes"].items() for form in forms}


@cache
def meanings(table: str) -> dict[str, str]:
    """Return form -> meaning of a table whose values are lists of forms: colours, sizes, stock, before, after."""
    return {folded(form): meaning for meaning, forms in words()[table].items() for form in forms}


def folded(text: str) -> str:
    """Return the form in which words are compared: lower case, single spaces."""
    return " ".join(text.lower().split())


def either(forms: Iterable[str], *, glued: bool = False) -> str:
    """Return a pattern for any of the forms, the longest first; Latin words stand alone. `glued`: they may follow a
    digit, as units do (8GB)."""
    return _either(tuple(forms), glued)


@lru_cache(maxsize=256)
def _either(forms: tuple[str, ...], glued: bool) -> str:
    ordered = sorted({folded(str(form)) for form in forms}, key=lambda form: (-len(form), form))
    return f"(?:{'|'.join(_alone(form, glued=glued) for form in ordered)})"


def _alone(form: str, *, glued: bool) -> str:
    pattern = re.escape(form).replace(r"\ ", r"\s+")
    start = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", form) and not glued else ""
    end = r"(?![a-z])" if form[-1:].isascii() and form[-1:].isalpha() else ""
    return f"{start}{pattern}{end}"


@lru_cache(maxsize=1024)
def pattern(source: str) -> re.Pattern[str]:
    """Compile once; the words of queries make new ones for ever, so the oldest are forgotten."""
    return re.compile(source)


_PLURALS = (("ies", "y"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("sses", "ss"), ("ves", "f"))


def singular(word: str) -> str:
    """Return an English word without the ending of its plural."""
    for ending, single in _PLURALS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return word[: -len(ending)] + single
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
