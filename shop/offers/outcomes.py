"""What came of past messages: read from the outcomes of campaigns and from the codes of the pools.

Which arm carried an offer is read from its name (OFFER_WORDS, or the promotion's own id, code or pool) and from codes
among the campaign's products. Where some campaigns sent both kinds, only these are counted: their arms were drawn by
lot, so the difference is the offer's. A customer counts for the segment that they are in now, as nobody noted which one
it was then.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shop.offers.response import Past, Tries
from shop.offers.segments import ensure_treated
from shop.store.view import ShopView
from shop.types import Promotion

OFFER_WORDS = frozenset(
    ("offer", "offers", "discount", "coupon", "coupons", "voucher", "code", "promo", "promotion", "deal",
     "优惠", "优惠券", "券", "折扣", "红包", "满减", "立减")
)  # fmt: skip

_OUTCOMES = """
SELECT o.campaign_id, lower(trim(o.arm)), coalesce(t.segment, ''), count(*), count(*) FILTER (o.ordered),
       o.campaign_id IN (SELECT campaign_id FROM campaign_products WHERE code <> '')
FROM outcomes o LEFT JOIN treated_first t USING (customer_key)
WHERE o.delivered AND NOT o.held_out GROUP BY ALL ORDER BY ALL"""

_CODES = """
SELECT pool, count(*), count(*) FILTER (used_at IS NOT NULL AND used_at <= $now)
FROM codes WHERE assigned_to <> '' OR (used_at IS NOT NULL AND used_at <= $now) GROUP BY pool ORDER BY pool"""


class _Row(NamedTuple):
    campaign: str
    arm: str
    segment: str
    tries: Tries
    offer: bool


def past(view: ShopView, promotions: Iterable[Promotion]) -> Past:
    """Read the outcomes known to the view, and of which of `promotions` they tell."""
    ensure_treated(view)
    named = _names(promotions)
    rows = [
        _Row(campaign, arm, segment, Tries(n, s), codes or arm in named or _is_offer(arm))
        for campaign, arm, segment, n, s, codes in view.rows(_OUTCOMES)
    ]
    both = {row.campaign for row in rows if row.offer} & {row.campaign for row in rows if not row.offer}
    counted = [row for row in rows if not both or row.campaign in both]
    own: defaultdict[str, Tries] = defaultdict(Tries)
    for row in rows:
        for promotion_id in named.get(row.arm, ()):
            own[promotion_id] = own[promotion_id].plus(row.tries)
    pools = {pool: Tries(n, s) for pool, n, s in view.rows(_CODES, {"now": view.utc})}
    return Past(_by_segment(counted, offer=False), _by_segment(counted, offer=True), own, pools, bool(both))


def _is_offer(arm: str) -> bool:
    return arm in OFFER_WORDS or bool(OFFER_WORDS & set(re.split(r"[\W_]+", arm)))


def _names(promotions: Iterable[Promotion]) -> Mapping[str, list[str]]:
    """Return the promotions that an arm of each name tells of."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item in promotions:
        for name in sorted({item.id.lower(), item.code.lower(), item.code_pool.lower()} - {""}):
            found[name].append(item.id)
    return dict(found)


def _by_segment(rows: Iterable[_Row], *, offer: bool) -> dict[str, Tries]:
    n: Counter[str] = Counter()
    s: Counter[str] = Counter()
    for row in rows:
        if row.offer == offer:
            n[row.segment] += row.tries.n
            s[row.segment] += row.tries.s
    return {segment: Tries(n[segment], s[segment]) for segment in sorted(n)}
