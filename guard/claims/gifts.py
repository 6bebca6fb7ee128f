"""What is said to cost nothing: free shipping, free gift, 免费, 包邮, 赠品, 买一送一."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.model import Claim
from guard.claims.normal import has_chinese

# feel free, free to, free of, sugar-free, hands free are not offers.
_ENGLISH = re.compile(
    r"(?<!feel )(?<!-)(?<![A-Za-z])free(?! (?:to|of|from|time|hand|weekend|hands)(?![A-Za-z]))(?![A-Za-z-])"
    r"(?: [a-z]{2,14})?"
    r"|(?<![A-Za-z])(?:complimentary|on the house|no charge|free of charge|bonus gift|gift with"
    r"|buy (?:one|1|two|2),? get)(?![A-Za-z])",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"免费[\u4e00-\u9fff]{0,4}|包邮|免邮费?|免运费|(?<!捐)赠(?:送|品|礼)?|买[一二三1-3][送赠]|加送|送您一|附送|白送|不要钱"
)

_HINTS = ("free", "complimentary", "on the house", "no charge", "gift", "buy")


def find(text: str) -> Iterator[Claim]:
    """Yield what `text` (normalised) gives away; the value is the words."""
    low = text.lower()
    patterns = [_ENGLISH] if any(hint in low for hint in _HINTS) else []
    if has_chinese(text):
        patterns.append(_CHINESE)
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield Claim("free", found.group().lower(), found.start(), found.end(), found.group())
