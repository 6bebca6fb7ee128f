"""One form for words that differ in writing only: width, case, apostrophes, hyphens, contractions."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_QUOTES = re.compile('[“”"「」『』《》〈〉【】`*]')
_NOT = re.compile(r"\b(can)(?:not|'t)\b|\b(won)'t\b|([a-z])n't\b", re.IGNORECASE)
_SHORT = re.compile(r"(?<=[A-Za-z])'(s|ve|re|d|ll|m)\b", re.IGNORECASE)
_LONG = {"s": "s", "ve": "have", "re": "are", "d": "had", "ll": "will", "m": "am"}
_WITH = re.compile(r"\bw/(o(?:ut)?\b)?\s*", re.IGNORECASE)
_RUN_ON = re.compile(r"\b(that|what|who|where|there|they|we)(s|re|ve)\b", re.IGNORECASE)
_MAY_NOT = re.compile(r"\b(can|may) not\b", re.IGNORECASE)
_LETTER_HYPHEN = re.compile(r"(?<=[A-Za-z])[-_](?=[A-Za-z])")
_AFTER_NUMBER = re.compile(r"(?<=\d)-(?=[A-Za-z])")
_CHINESE = {"，": ",", "。": ".", "；": ";", "：": ":", "！": "!", "？": "?", "（": "(", "）": ")", "～": "~", "…": " "}


class Normalised(NamedTuple):
    """The text in lower case, and the same with its case kept; both have equal length."""

    text: str
    cased: str


def normalised(words: str) -> Normalised:
    """Return `words` in the form that the lexicons are written in."""
    cased = unicodedata.normalize("NFKC", words).replace("’", "'").replace("‘", "'")
    cased = "".join(_CHINESE.get(sign, sign) for sign in cased if sign.isprintable() or sign.isspace())
    cased = _QUOTES.sub(" ", cased)
    cased = _NOT.sub(_spelled, cased)
    cased = _WITH.sub(lambda found: "without " if found[1] else "with ", cased)
    cased = _RUN_ON.sub(_run_on, cased)
    cased = _MAY_NOT.sub(r"not \1", cased)
    cased = _AFTER_NUMBER.sub(" ", _LETTER_HYPHEN.sub(" ", cased))
    cased = _SHORT.sub(lambda found: " " + _LONG[found[1].lower()], cased)
    cased = re.sub(r"\s+", " ", cased).strip()
    return Normalised("".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in cased), cased)


def _spelled(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]} not"
    return "will not" if match[2] else f"{match[3]} not"


def _run_on(match: re.Match[str]) -> str:
    """Write out "thats", "theyve", typed without the apostrophe; "were" and "wheres" stay what they are."""
    word, end = match[1], match[2].lower()
    fits = {"s": ("is", ("that", "what", "who", "there")), "re": ("are", ("they",)), "ve": ("have", ("they", "we"))}
    long, words = fits[end]
    return f"{word} {long}" if word.lower() in words else match[0]
