"""Which of two products is the lighter, longer or cheaper one: a proven difference must be told the right way round."""

from __future__ import annotations

import re
from decimal import Decimal

from guard.claims.numbers import in_base
from guard.facts import Fact
from guard.reading import Judged, Reading, sentence_around
from guard.rules.products import named_products

_LESS = re.compile(
    r"\b(?:lighter|cheaper|less|fewer|shorter|smaller|thinner|lower|below|saves?|under)\b|便宜|更?轻|短|少|薄|矮|低|小|省",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:heavier|dearer|more|longer|taller|larger|bigger|thicker|higher|above|extra)\b|贵|更?重|长|多|厚|高|大",
    re.IGNORECASE,
)
_NEAR = 16


def turned(judged: Judged, reading: Reading) -> bool:
    """Return whether the sentence calls the product lighter, cheaper … that is the heavier, dearer … of the two."""
    pair = [fact for fact in judged.match.proofs if fact.id[0] == "P"]
    if len(pair) != 2 or pair[0].field != pair[1].field or pair[0].id == pair[1].id or judged.claim.role == "total":
        return False
    plain, claim = judged.part.plain, judged.claim
    first, last = sentence_around(plain, claim.start, claim.end)
    around = plain[max(first, claim.start - 6) : claim.start] + plain[claim.end : min(last, claim.end + _NEAR)]
    less, more = bool(_LESS.search(around)), bool(_MORE.search(around))
    named = named_products(judged.part, claim.start, claim.end, reading)
    before = [(place, id_) for id_, place in named.items() if place >= 0]
    if less == more or not before:
        return False
    about = min(before)[1]  # the one compared stands first: A is 5 g lighter than B, A比B贵5元
    mine, other = (pair[0], pair[1]) if pair[0].id == about else (pair[1], pair[0])
    return mine.id == about and (_measure(mine) > _measure(other)) == less


def _measure(fact: Fact) -> Decimal:
    return in_base(fact.value, fact.unit)[0] if isinstance(fact.value, Decimal) else Decimal(0)
