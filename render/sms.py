"""Counts an SMS the way the network does: alphabet, length in its units, parts.

Source: 3GPP TS 23.038 (alphabets) and TS 23.040 (a part of a joined message carries a header of 6 octets, which
leaves 153 septets or 67 UCS-2 units). A character that takes two units is never split over two parts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")

Encoding = Literal["gsm7", "ucs2"]
_SINGLE: dict[Encoding, int] = {"gsm7": 160, "ucs2": 70}
_JOINED: dict[Encoding, int] = {"gsm7": 153, "ucs2": 67}


class SmsCount(NamedTuple):
    """How a text travels: `characters` in units of the encoding (septets, or UTF-16 units), over `parts` messages.

    `per_part` is how many units one part holds: 160 or 70 for a single message, 153 or 67 for a joined one.
    """

    encoding: Encoding
    characters: int
    parts: int
    per_part: int


def septets(character: str) -> int:
    """Return 2 for a character of the GSM extension table (it needs an escape), else 1."""
    return 2 if character in GSM_EXTENSION else 1


def utf16_units(character: str) -> int:
    """Return 2 for a character beyond U+FFFF (a surrogate pair), else 1."""
    return 2 if ord(character) > 0xFFFF else 1


def count(text: str) -> SmsCount:
    """Count `text` as sent: signature and opt-out words included. An empty text takes no part."""
    encoding: Encoding = "gsm7" if all(c in GSM_BASIC or c in GSM_EXTENSION for c in text) else "ucs2"
    width = septets if encoding == "gsm7" else utf16_units
    total = sum(map(width, text))
    if total <= _SINGLE[encoding]:
        return SmsCount(encoding, total, 1 if text else 0, _SINGLE[encoding])
    return SmsCount(encoding, total, _parts(text, width, _JOINED[encoding]), _JOINED[encoding])


def _parts(text: str, width: Callable[[str], int], room: int) -> int:
    parts, used = 1, 0
    for character in text:
        needed = width(character)
        if used + needed > room:
            parts, used = parts + 1, 0
        used += needed
    return parts
