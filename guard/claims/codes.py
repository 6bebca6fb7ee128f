"""Promotion codes: tokens of capitals and digits (SPRING20), and what a text calls a code (code spring-20, 券码)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.model import Claim
from guard.claims.normal import has_chinese

_TOKEN = re.compile(r"[A-Z0-9](?<![A-Za-z0-9_./@-].)[A-Z0-9_-]{2,30}(?![A-Za-z0-9_@])")
_CODE = r"\s?[:\"“「'【(]{0,2}\s?([A-Za-z0-9][A-Za-z0-9_-]{2,30})(?![A-Za-z0-9_@])"
_MEASURE = re.compile(
    r"\d{1,6}(?:MP|GB|MB|TB|MAH|GHZ|MHZ|HZ|KG|MG|ML|CM|MM|KM|LB|OZ|W|V|G|L|M|P|K|PX|FPS|PPI|DB|KWH|WH|IN|H|S|MBPS)"
)
_NAMED = re.compile(rf"(?:[Cc]odes?|CODE)(?: is| of)?{_CODE}")
_NAMED_CHINESE = re.compile(rf"(?:[券码]|口令)号?码?[是为]?{_CODE}")
_TAKES = re.compile(r"([A-Z](?<![A-Za-z0-9_-].)[A-Z0-9_-]{3,30})(?= (?:takes|gives|gets|saves|knocks)|\"? at checkout)")


def find(text: str) -> Iterator[Claim]:
    """Yield code-like tokens; role `code` where the words around call them so."""
    for pattern in (_NAMED, _TAKES, _NAMED_CHINESE) if has_chinese(text) else (_NAMED, _TAKES):
        for found in pattern.finditer(text):
            if _looks_like_a_code(found[1]):
                yield Claim("code", found[1], found.start(1), found.end(1), found[1], role="code")
    for found in _TOKEN.finditer(text):
        token = found.group().rstrip("-_")
        if _MEASURE.fullmatch(token):
            continue  # 8MP, 128GB: a number with its unit
        if any(char.isalpha() for char in token) and any(char.isdigit() for char in token):
            yield Claim("code", token, found.start(), found.start() + len(token), token)


def _looks_like_a_code(token: str) -> bool:
    """ "code needed" names none: a code has a digit, or is all capitals."""
    return any(char.isdigit() for char in token) or (token.isupper() and len(token) >= 3)
