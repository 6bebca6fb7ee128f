"""What a value from outside may look like inside a message: one line, visible characters, no slot syntax."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_VALUE = 2000
"""Longest text value in characters; a longer one is cut, so that one field cannot flood a message."""

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u3000]+")
_DOUBLE_OPEN = re.compile(r"\[(?=\[)")
_DOUBLE_CLOSE = re.compile(r"\](?=\])")
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Cn"}
_KEPT_JOINERS = {"\u200d"}
"""Joins emoji; without it a family becomes three people."""
_FILLERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u034f"}

_FILLER = re.compile(f"[{''.join(sorted(_FILLERS))}]")


def shows_all(text: str) -> bool:
    """Return whether every character of `text` is one that a reader sees, line ends apart; fast for clean text."""
    return text.replace("\n", " ").isprintable() and (text.isascii() or not _FILLER.search(text))


def is_hidden(char: str) -> bool:
    """Return whether `char` is a control, format, private or filler character that a reader does not see."""
    if char.isascii():
        return char < " " or char == "\x7f"
    return char in _FILLERS or unicodedata.category(char) in _HIDDEN_CATEGORIES


@lru_cache(maxsize=8192)
def clean_value(text: str) -> str:
    """Return `text` on one line, without hidden characters, with doubled square brackets set apart."""
    shown = _SPACES.sub(" ", unicodedata.normalize("NFC", text[:MAX_VALUE]))
    if not shown.isprintable():
        shown = _SPACES.sub(" ", "".join(char for char in shown if char in _KEPT_JOINERS or not is_hidden(char)))
    return defuse(shown.strip())


def defuse(text: str) -> str:
    """Return `text` with a space between doubled square brackets, so that it can never read as a slot."""
    return _DOUBLE_CLOSE.sub("] ", _DOUBLE_OPEN.sub("[ ", text))
