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

# Controls, directions, tags, private signs, what is no character, and letters that show nothing (fillers, variation
# selectors): all can carry words that a person does not see. A zero-width joiner between two pictographs holds an emoji
# together and stays, and so does the selector behind one.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ue000-\uf8ff"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
    "|(?<![\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff#*0-9])\ufe0f"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"
)
_TAG = re.compile(r"<(?:[A-Za-z/!?][^<>]*)>|<(?:script|style|iframe)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_ACTIVE = re.compile(
    r"<\s*(?:script|style|iframe|object|embed|form|svg|math|link|meta)\b|\bon\w+\s*=|javascript:", re.IGNORECASE
)
_SCRIPT = re.compile(r"<\s*/?\s*(?:script|style|iframe|object|embed|form|svg|math|img)\b", re.IGNORECASE)
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
        text, reasons = _unescaped(text, reasons)
    return _bounded(" ".join(text.split()), TEXT_LIMIT, reasons)


def read_html(cell: str) -> str | Mended | None:
    """Read a text that may be HTML into plain text of at most 20,000 characters, paragraphs kept as lines."""
    text, reasons = _visible(cell)
    if _ACTIVE.search(text):
        reasons.append("markup_removed")
    if _TAG.search(text):
        text = without_markup(text)
    elif _ENTITY.search(text):
        text, reasons = _unescaped(text, reasons)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return _bounded(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), HTML_LIMIT, reasons)


def without_markup(text: str) -> str:
    """Return the text of an HTML fragment; scripts and styles go with their content."""
    import nh3

    # Cut first: the cleaner's work grows with the text, and what lies beyond is dropped anyway.
    plain = _BREAKS.sub(lambda match: match.group() + "\n", text[: HTML_LIMIT * 4])
    for _ in range(3):  # a script may be written as entities, and those as entities again
        plain = _INVISIBLE.sub("", html.unescape(nh3.clean(plain, tags=set(), attributes={})))
        if not _SCRIPT.search(plain):
            return plain
    return plain.replace("<", " ")


def _unescaped(text: str, reasons: list[str]) -> tuple[str, list[str]]:
    """Return the text with its entities read; what they hid (a direction, a script) goes as if it stood openly."""
    plain, found = _visible(html.unescape(text))
    reasons = list(dict.fromkeys([*reasons, *found]))
    if _ACTIVE.search(plain):
        return without_markup(plain), [*reasons, "markup_removed"]
    return plain, reasons


def one_line(text: str, limit: int) -> str:
    """Return a text that another format held (JSON) as one line without invisible characters or markup, bounded."""
    plain = _INVISIBLE.sub("", text)
    if _TAG.search(plain) or _ENTITY.search(plain):
        plain = without_markup(plain)
    return " ".join(plain.split())[:limit].rstrip()


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
