"""Web and mail addresses, with or without a scheme, as far as a mail program would make a link of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.model import Claim

# Top-level names that make a bare word a link; with a scheme or www. any name is one.
_TOP = (
    "com|net|org|info|biz|shop|store|online|site|link|club|vip|top|xyz|app|dev|page|life|live|world|today|sale|deals|"
    "example|test|invalid|co|io|me|ly|gl|gg|tv|cc|us|uk|eu|de|fr|it|es|nl|be|at|ch|ie|ca|au|nz|jp|kr|hk|tw|sg|cn|ru|in"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w-])")
# A path is ASCII: Chinese prose follows an address without a space.
_PATH = r"(?:[/?#][!#-&*+\--;=?-Z\\^-~]{0,400})?"
_SCHEME = re.compile(
    rf"(?:[a-zA-Z][a-zA-Z0-9+.-]{{1,10}}://|(?<![\w.])www\.)[^\s<>\"“”「」()【】《》,。、/?#]{{1,200}}{_PATH}"
)
_BARE = re.compile(rf"(?<![\w@./-])(?:[\w-]{{1,63}}\.){{1,4}}(?:{_TOP})(?![\w-]|\.\w){_PATH}", re.IGNORECASE)
_TRAILING = ".,;:!?'*"


def find(text: str) -> Iterator[Claim]:
    """Yield addresses; the value is the address as written, without closing punctuation."""
    if "." not in text:
        return
    if "@" in text:
        for found in _EMAIL.finditer(text):
            yield Claim("email", found.group().lower(), found.start(), found.end(), found.group())
    for pattern in (_SCHEME, _BARE):
        for found in pattern.finditer(text):
            address = found.group().rstrip(_TRAILING)
            yield Claim("url", address, found.start(), found.start() + len(address), address)


def host_of(address: str) -> str:
    """Return the host of an address in lower case, without a user, port or leading www."""
    rest = address.partition("://")[2] or address
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].lower().rstrip(".")
    return host.removeprefix("www.")
