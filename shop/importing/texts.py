"""Reads texts: plain text without markup, invisible characters or excess length; ids; lists; links."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import urlsplit

from shop.importing.reading import Mended, Unreadable
from shop.importing.words import says_nothing

TEXT_LIMIT = 500
HTML_LIMIT = 20_000
ID_LIMIT = 200
LIST_LIMIT = 100

# A zero-width joiner between two pictographs holds an emoji together and stays.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ue000-\uf8ff\ud800-\udfff]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"
)
_TAG = re.compile(r"<(?:[A-Za-z/!?][^<>]*)>|<(?:script|style|iframe)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_ACTIVE = re.compile(
    r"<\s*(?:script|style|iframe|object|embed|form|svg|math|link|meta)\b|\bon\w+\s*=|javascript:", re.IGNORECASE
)
_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d{2,3}")
"""How spreadsheets write a long number: the digits that made it an id are gone."""
_LIST_SIGNS = re.compile(r"[|,;、，；]")


def read_text(cell: str) -> str | Mended | None:
    """Read one line of plain text of at most 500 characters; markup is removed and reported."""
    if len(cell) <= TEXT_LIMIT and cell.isascii() and cell.isprintable() and "<" not in cell and "&" not in cell:
        return cell.strip() or None
    text, reasons = _visible(cell)
    if _TAG.search(text):
        text, reasons = without_markup(text), [*reasons, "markup_removed"]
    elif _ENTITY.search(text):
        text = html.unescape(text)
    return _bounded(" ".join(text.split()), TEXT_LIMIT, reasons)


def read_html(cell: str) -> str | Mended | None:
    """Read a text that may be HTML into plain text of at most 20,000 characters, paragraphs kept as lines."""
    text, reasons = _visible(cell)
    if _ACTIVE.search(text):
        reasons.append("markup_removed")
    if _TAG.search(text):
        text = without_markup(text)
    elif _ENTITY.search(text):
        text = html.unescape(text)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return _bounded(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), HTML_LIMIT, reasons)


def without_markup(text: str) -> str:
    """Return the text of an HTML fragment; scripts and styles go with their content."""
    import nh3

    # Cut first: the cleaner's work grows with the text, and what lies beyond is dropped anyway.
    spaced = _BREAKS.sub(lambda match: match.group() + "\n", text[: HTML_LIMIT * 4])
    return html.unescape(nh3.clean(spaced, tags=set(), attributes={}))


def read_id(cell: str) -> str | Mended | None:
    """Read an id: outer space and invisible characters go, the rest stays as it is; at most 200 characters."""
    stripped = cell.strip()
    if not stripped.isascii() or not stripped.isprintable():
        cleaned = _INVISIBLE.sub("", stripped).replace("\n", " ").replace("\r", " ").strip()
        if cleaned != stripped:
            return Mended(_as_id(cleaned), ("invisible_removed",))
    return _as_id(stripped)


def _as_id(text: str) -> str | None:
    if len(text) > ID_LIMIT:
        raise Unreadable("too_long")
    if _ROUNDED.fullmatch(text):
        raise Unreadable("damaged_id")
    return None if not text or says_nothing(text) else text


def read_list(cell: str) -> list[str] | Mended | None:
    """Read several texts: a JSON list, or texts separated by | , ; or their Chinese forms."""
    return _list(cell, _LIST_SIGNS)


def read_references(cell: str) -> list[str] | Mended | None:
    """Read file names or addresses separated by | (addresses may hold commas)."""
    return _list(cell, re.compile(r"\|"))


def _list(cell: str, signs: re.Pattern[str]) -> list[str] | Mended | None:
    if not cell or cell.isspace():
        return None
    items: list[str] = []
    reasons: list[str] = []
    for part in _parts(cell, signs):
        item = read_text(part)
        if isinstance(item, Mended):
            reasons += item.reasons
            item = item.value
        if item and item not in items:
            items.append(item)
    if len(items) > LIST_LIMIT:
        items, reasons = items[:LIST_LIMIT], [*reasons, "too_long"]
    return Mended(items or None, tuple(dict.fromkeys(reasons))) if reasons else items or None


def _parts(cell: str, signs: re.Pattern[str]) -> list[str]:
    if cell.lstrip().startswith("["):
        try:
            parts = json.loads(cell)
        except (ValueError, RecursionError):
            parts = None
        if isinstance(parts, list):
            return [str(part) for part in parts if isinstance(part, str | int)]
    return signs.split(cell)


def read_url(cell: str) -> str | Mended | None:
    """Read a web address (http or https with a host); anything else is no link."""
    reading = read_text(cell)
    text = reading.value if isinstance(reading, Mended) else reading
    if text is None:
        return None
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise Unreadable("bad_address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in text or len(text) == TEXT_LIMIT:
        raise Unreadable("bad_address")
    return reading


def _visible(cell: str) -> tuple[str, list[str]]:
    reasons: list[str] = []
    text = _INVISIBLE.sub("", cell)
    if text != cell:
        reasons.append("invisible_removed")
    if "\ufffd" in text:
        reasons.append("damaged_text")
    return text, reasons


def _bounded(text: str, limit: int, reasons: list[str]) -> str | Mended | None:
    if len(text) > limit:
        text, reasons = text[:limit].rstrip(), [*reasons, "too_long"]
    if not reasons:
        return text or None
    if not text:
        raise Unreadable("unreadable_text")
    return Mended(text, tuple(reasons))
