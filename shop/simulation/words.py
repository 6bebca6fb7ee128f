"""The words of a simulation in every language; read from words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from shop.promotions.reasons import plain
from shop.record import LANGUAGES, Language


def remark(code: str, **values: str) -> dict[Language, str]:
    """Return a remark with its gaps filled. Values may come from a document: they lose control characters."""
    clean = {name: plain(value) for name, value in values.items()}
    return {language: _document()["remark"][code][language].format_map(clean) for language in LANGUAGES}


def phrase(name: str, language: Language, **values: str) -> str:
    """Return a word or phrase."""
    words: str = _document()["phrase"][name][language]
    return words.format_map(values) if values else words


def phrases(language: Language) -> dict[str, str]:
    """Return every phrase in one language."""
    return {name: words[language] for name, words in _document()["phrase"].items()}


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(resources.files("shop.simulation").joinpath("words.toml").read_text(encoding="utf-8"))
