"""Which of a customer's names may stand in a greeting. When in doubt none: "Hello," is better than "Hello TEST,".

A name is data typed by anyone: only letters, marks, spaces and a few signs pass, so markup, addresses, slots and
instructions cannot.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

from shop.record import Language
from shop.types import Customer

LONGEST = 20
"""Characters; longer ones are sentences, two people, or a company."""

_SIGNS = frozenset(" '’-·.")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_HOST = re.compile(r"\.\w{2,}")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{4,}", re.IGNORECASE)
_EMOJI_PARTS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_TAG_CHARACTERS = range(0xE0020, 0xE0080)


class Greeting(NamedTuple):
    """The name to greet with, or "" and the reason why not."""

    name: str
    rejected: str = ""


class _Rejects(NamedTuple):
    reason: str
    words: frozenset[str]
    inside: tuple[str, ...]


def greeting_name(customer: Customer, language: Language) -> str:
    """Return the name that a greeting in `language` may use, or "".

    Chinese: the nickname, else the full name (family name first) when it is written in Chinese characters, else the
    first name; a family name alone is no greeting. English: the first name only.
    """
    for candidate in _candidates(customer, language):
        name = read_name(candidate).name
        if name:
            return name
    return ""


def read_name(raw: str) -> Greeting:
    """Clean one name: emoji are dropped, ALL CAPS and all lower case become Title Case; or say why it is rejected."""
    name = _without_emoji(unicodedata.normalize("NFC", raw.strip()))
    reason = _rejection(name, raw)
    return Greeting("", reason) if reason else Greeting(_cased(name))


def _candidates(customer: Customer, language: Language) -> tuple[str, ...]:
    if language == "en":
        return (customer.first_name,)
    family, given = customer.last_name.strip(), customer.first_name.strip()
    whole = family + given
    named = whole if given and _HAN.search(whole) and not _latin(whole) else given
    return (customer.nickname, named)


def _rejection(name: str, raw: str) -> str:
    """Return why `name` may not be used, or ""."""
    if not name:
        return "emoji_only" if raw.strip() else "empty"
    if len(name) > LONGEST:
        return "too_long"
    if any(unicodedata.category(c) in ("Nd", "Nl", "No") for c in name):
        return "digits"
    if not all(_letter(c) or c in _SIGNS for c in name) or _HOST.search(name):
        return "signs"
    return _unlike_a_name(name) or _listed(name)


def _unlike_a_name(name: str) -> str:
    """Return why the letters of `name` do not make a name: too few, one repeated, a run of the keyboard."""
    letters = [c for c in name.casefold() if _letter(c)]
    if not _letter(name[0]) or (len(letters) < 2 and not _HAN.search(name)):
        return "initial"
    if len(letters) > 2 and len(set(letters)) == 1:
        return "repeated"
    return "keyboard" if any(_CONSONANTS.fullmatch(word) for word in name.split()) else ""


def _listed(name: str) -> str:
    folded = name.casefold()
    words = {folded, *re.split(r"[\s\-.·]+", folded)}
    for entry in _rejects():
        if words & entry.words or any(part in folded for part in entry.inside):
            return entry.reason
    return ""


@cache
def _rejects() -> tuple[_Rejects, ...]:
    document = tomllib.loads(resources.files("shop").joinpath("greeting.toml").read_text(encoding="utf-8"))
    return tuple(
        _Rejects(entry["reason"], frozenset(entry["words"]), tuple(entry.get("inside", ())))
        for entry in document["reject"]
    )


def _without_emoji(name: str) -> str:
    kept = "".join(c for c in name if not _emoji(c))
    return re.sub(r" {2,}", " ", kept).strip()


def _emoji(char: str) -> bool:
    return (
        unicodedata.category(char) in ("So", "Sk") or char in _EMOJI_PARTS or ord(char) in _TAG_CHARACTERS
    ) and char not in "`^¨"


def _letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def _latin(name: str) -> bool:
    return any(c.isascii() and c.isalpha() for c in name)


def _cased(name: str) -> str:
    """Return Title Case for names in one case; names with Chinese characters and "JJ" stay as they are."""
    if _HAN.search(name) or not (name.isupper() or name.islower()):
        return name
    if name.isupper() and len(name) == 2 and not set(name) & set("AEIOUY"):
        return name
    return re.sub(r"[^\s\-.·]+", lambda match: _capital(match[0]), name)


def _capital(word: str) -> str:
    """Capitalise one word, and what follows a one-letter prefix with an apostrophe: O'Brien, D’Angelo."""
    head, sign, tail = word[:1], word[1:2], word[2:]
    if sign in ("'", "’") and tail:
        return head.upper() + sign + tail[0].upper() + tail[1:].lower()
    return word[0].upper() + word[1:].lower()
