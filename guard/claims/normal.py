"""One form for characters that read alike, without moving any: position i stays position i."""

from __future__ import annotations

import re
import unicodedata

from guard.remembered import remembered

_ALIKE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ALIKE |= {ord(char): " " for char in "\u00a0\u3000\u2007\u2009\u202f\t"}
_ALIKE |= {ord("￥"): "¥", ord("￡"): "£", ord("﹪"): "%", ord("﹩"): "$", ord("‐"): "-", ord("‑"): "-", ord("‒"): "-"}
_ALIKE |= {ord("’"): "'", ord("‘"): "'", ord("圆"): "元", ord("塊"): "块", ord("萬"): "万", ord("號"): "号"}
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _ALIKE)))}]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_DIGIT = re.compile(r"\d")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")


@remembered(8192)
def normal(text: str) -> str:
    """Return `text` with full-width characters, odd spaces and digits of other scripts in their plain form."""
    if text.isascii() and "\t" not in text:
        return text
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found.group())), _ODD.sub(_alike, text))


def has_chinese(text: str) -> bool:
    """Return whether `text` has a Chinese character; patterns for Chinese are skipped without one."""
    return not text.isascii() and _CHINESE.search(text) is not None


def has_digit(text: str) -> bool:
    """Return whether `text` (normalised) has a digit; patterns for numbers are skipped without one."""
    return _DIGIT.search(text) is not None


def _alike(found: re.Match[str]) -> str:
    return _ALIKE[ord(found.group())]
