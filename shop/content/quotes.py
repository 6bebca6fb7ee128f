"""Decides which reviews are fit to be quoted in a message. The words to avoid are data (quotes.json).

A quote is shown verbatim, so whatever could pass as a fact of the shop (numbers, money, superlatives, cures), lead
the reader elsewhere, or address a machine makes a review unfit. Dropping a good one costs nothing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from shop.record import LANGUAGES, Language, Record
from shop.types import Review

_MARKUP = frozenset("<>{}[]|\\`*_#~^&@$%‰=+/")
_ADDRESS = re.compile(r"https?:|www\b|\b[\w-]+\.[a-z]{2,}\b", re.IGNORECASE)
_HAN = re.compile(r"[㐀-鿿]")
_UNFIT_CATEGORIES = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp", "Nd", "Nl", "No", "Sc")
"""Control and invisible characters, line breaks, digits of any script, and signs of money."""


class _Rules(Record):
    """What a quote in one language must look like."""

    shortest: int
    longest: int
    words: tuple[str, ...]


class _Book(Record):
    """The document quotes.json."""

    id: str
    version: str
    lowest_rating: int
    languages: dict[Language, _Rules]


def quotable(review: Review) -> bool:
    """Return whether the body may be quoted as it stands, in the review's own language."""
    book = _book()
    language = next((known for known in LANGUAGES if known == review.language), None)
    if language is None or review.rating < book.lowest_rating:
        return False
    rules = book.languages[language]
    return (
        rules.shortest <= len(review.body) <= rules.longest
        and review.body == review.body.strip()
        and _is_plain(review.body)
        and _is_written_in(review.body, language)
        and not _words_to_avoid(language).search(unicodedata.normalize("NFKC", review.body).casefold())
    )


def best_quote(reviews: Sequence[Review], language: Language) -> Review | None:
    """Return the review to quote in `language`: best rating, then newest, then lowest id; None when none is fit."""
    fit = [review for review in reviews if review.language == language and quotable(review)]
    return min(fit, key=_rank, default=None)


def _rank(review: Review) -> tuple[int, float, str]:
    newest = review.written_at.timestamp() if review.written_at else 0.0
    return (-review.rating, -newest, review.id)


def _is_plain(body: str) -> bool:
    folded = unicodedata.normalize("NFKC", body)
    return (
        not _MARKUP.intersection(folded)
        and not any(unicodedata.category(sign) in _UNFIT_CATEGORIES for sign in body + folded)
        and not _ADDRESS.search(folded)
    )


def _is_written_in(body: str, language: Language) -> bool:
    letters = [sign for sign in body if sign.isalpha()]
    chinese = len(_HAN.findall(body))
    if language == "zh":
        return chinese * 2 > len(letters)
    return bool(letters) and all(unicodedata.name(sign, "").startswith("LATIN") for sign in letters)


@cache
def _words_to_avoid(language: Language) -> re.Pattern[str]:
    """English words count as whole words, Chinese ones anywhere: Chinese has no spaces."""
    choices = "|".join(re.escape(word) for word in _book().languages[language].words)
    return re.compile(rf"\b(?:{choices})\b" if language == "en" else choices)


@cache
def _book() -> _Book:
    text = resources.files("shop.content").joinpath("quotes.json").read_text(encoding="utf-8")
    return _Book.model_validate(json.loads(text))
