"""What sections, measures and remarks are called and how measures are computed; read from words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

Words = dict[str, str]


class Measure(NamedTuple):
    """A measure: what its value is (money, count, percent, points), its title by language, and how it is computed."""

    kind: str
    title: Words
    how: str


@cache
def measure(name: str) -> Measure:
    """Return what is written about a measure."""
    entry = _document()["measure"][name]
    return Measure(entry["kind"], entry["title"], entry["how"])


def section_title(name: str) -> Words:
    """Return the title of a section, by language."""
    words: Words = _document()["section"][name]
    return words


def remark(code: str) -> Words:
    """Return the words of a remark, with gaps in braces, by language."""
    words: Words = _document()["remark"][code]
    return words


def phrase(name: str, language: str) -> str:
    """Return a short phrase of tables: "before", "change", "no comparison" …"""
    words: Words = _document()["phrase"][name]
    return words.get(language, words["en"])


def reason_words(kind: str) -> Words:
    """Return what a reason to write is called, by language."""
    words: Words = _document()["reason"][kind]
    return words


def cause_words(code: str) -> Words:
    """Return what a cause of churn is called, by language; a code that is not known here is its own name."""
    plain = code.replace("_", " ")
    words: Words = _document()["cause"].get(code, {"en": plain, "zh": plain})
    return words


def phrases() -> frozenset[str]:
    """Return the names of the short phrases."""
    return frozenset(_document()["phrase"])


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(resources.files("shop.reports").joinpath("words.toml").read_text(encoding="utf-8"))
