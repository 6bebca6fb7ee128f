"""Reads what belongs to people and places: e-mail, phone, country, language, zone, and words of fixed meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from shop.clock import zone_named
from shop.errors import InvalidInput
from shop.importing.reading import Mended, Unreadable
from shop.importing.words import countries, empty_words, folded, languages, says_nothing

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE = re.compile(r"\+?\d{5,15}")
_PHONE_SIGNS = re.compile(r"[\s\u00a0().\-/·]")
_CHINESE_MOBILE = re.compile(r"1\d{10}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def read_email(cell: str) -> str | None:
    """Read an e-mail address (form only) in lower case."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text or says_nothing(text):
        return None
    if len(text) > 254 or not _EMAIL.fullmatch(text) or ".." in text or text[0] == "." or ".@" in text:
        raise Unreadable("bad_email")
    return text.lower()


def read_phone(cell: str) -> str | None:
    """Read a phone number: 5 to 15 digits, with a leading + when the number is international."""
    text = _PHONE_SIGNS.sub("", unicodedata.normalize("NFKC", cell))
    if not text or folded(text) in empty_words():
        return None
    text = "+" + text[2:] if text.startswith("00") else text
    if not _PHONE.fullmatch(text):
        raise Unreadable("bad_phone")
    return text


def chinese_phone(phone: str) -> str:
    """Return an eleven-digit Chinese mobile number with +86; any other number as it is."""
    return f"+86{phone}" if _CHINESE_MOBILE.fullmatch(phone) else phone


def read_country(cell: str) -> str | None:
    """Read a country's ISO 3166 code from its code or a common name."""
    text = folded(unicodedata.normalize("NFKC", cell))
    if not text or (text in empty_words() and text != "na"):
        return None
    if text not in countries():
        raise Unreadable("unknown_country")
    return countries()[text]


def read_language(cell: str) -> str | None:
    """Read a language code: zh-CN is zh, English is en."""
    text = folded(unicodedata.normalize("NFKC", cell))
    if not text or (text in empty_words() and text not in ("na",)):
        return None
    code = languages().get(text) or re.split(r"[-_]", text)[0]
    if not _LANGUAGE.fullmatch(code):
        raise Unreadable("unknown_language")
    return code


def read_zone(cell: str) -> str | None:
    """Read an IANA time zone."""
    text = cell.strip()
    if not text or folded(text) in empty_words():
        return None
    try:
        return zone_named(text).key
    except InvalidInput as error:
        raise Unreadable("unknown_zone") from error


def word_reader(known: Mapping[str, str], otherwise: str = "") -> Callable[[str], str | Mended | None]:
    """Return a reader of words that have one of a few meanings; `otherwise` is what an unknown word is taken for."""

    def read(cell: str) -> str | Mended | None:
        text = folded(unicodedata.normalize("NFKC", cell))
        if text in known:
            return known[text]
        if not text or text in empty_words():
            return None
        if otherwise:
            return Mended(otherwise, ("unknown_word",))
        raise Unreadable("unknown_word")

    return read


def bool_reader(known: Mapping[str, str]) -> Callable[[str], bool | None]:
    """Return a reader of yes and no."""
    read = word_reader(known)

    def read_bool(cell: str) -> bool | None:
        word = read(cell)
        return None if word is None else word == "true"

    return read_bool
