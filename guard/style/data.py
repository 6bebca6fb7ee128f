"""The word lists behind the scorers (guard/data/style.yaml), per language."""

from __future__ import annotations

import re
from functools import cache

from guard.resources import load


@cache
def words(language: str, group: str) -> tuple[str, ...]:
    """Return a list of words or phrases in lower case; empty where the language has none."""
    return tuple(str(word).casefold() for word in load("data/style.yaml").get(language, {}).get(group, ()))


@cache
def pattern(language: str, group: str) -> re.Pattern[str]:
    """Return a pattern that finds any phrase of a list: whole words in English, anywhere in Chinese."""
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words(language, group)) or r"(?!)"
    found = rf"(?<![A-Za-z])(?:{alternatives})(?![A-Za-z])" if language == "en" else f"(?:{alternatives})"
    return re.compile(found, re.IGNORECASE)
