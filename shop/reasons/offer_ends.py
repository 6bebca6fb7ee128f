"""offer_ends: a single-use code that the customer claimed and has not used, of a promotion that ends within 14 days.

Only who claimed one: that a promotion runs for everybody is no reason to write to one person. The terms of the
promotion are no facts of the reason; a message about it is only made where the offer itself can be stated in full.
"""

from __future__ import annotations

from datetime import UTC, timedelta

from shop.evidence import CodeValue, DateTimeValue, TextValue, Value
from shop.promotions import OfferContext, eligible, load
from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.store.view import Row, ShopView
from shop.types import Promotion

WITHIN = timedelta(days=14)

_SQL = """
WITH running AS (
  SELECT unnest($promotions::VARCHAR[]) AS promotion_id, unnest($pools::VARCHAR[]) AS pool,
         unnest($currencies::VARCHAR[]) AS currency, unnest($ends::TIMESTAMP[]) AS ends
), places AS (
  SELECT unnest($placed::VARCHAR[]) AS promotion_id, unnest($countries::VARCHAR[]) AS country
), claims AS (
  SELECT customer_key, code, max(happened_at) AS moment FROM events
  WHERE kind = 'coupon_claimed' AND code <> '' GROUP BY ALL
)
SELECT s.customer_id, r.promotion_id, k.code, c.moment, r.ends
FROM codes k JOIN running r USING (pool)
JOIN reason_people s ON s.customer_id = k.assigned_to AND s.currency = r.currency
JOIN customers p ON p.customer_key = s.customer_key
JOIN places q ON q.promotion_id = r.promotion_id AND q.country = p.country
JOIN claims c ON c.customer_key = s.customer_key AND c.code = k.code
WHERE (k.used_at IS NULL OR k.used_at > $now)
  AND NOT EXISTS (FROM sales o WHERE o.customer_key = s.customer_key AND list_contains(o.codes, k.code))
QUALIFY row_number() OVER (PARTITION BY s.customer_id, r.promotion_id ORDER BY k.code) = 1
"""


def _ask(view: ShopView) -> Question:
    ending = [item for item in load(view) if item.code_pool and _ends_soon(view, item)]
    countries = [country for (country,) in view.rows("SELECT DISTINCT country FROM customers ORDER BY ALL")]
    placed = [(item.id, country) for item in ending for country in countries if _runs_in(view, item, country)]
    return Question(
        _SQL,
        {
            "now": view.utc,
            "promotions": [item.id for item in ending],
            "pools": [item.code_pool for item in ending],
            "currencies": [item.currency for item in ending],
            "ends": [ends.astimezone(UTC).replace(tzinfo=None) for item in ending if (ends := item.policy.ends_at)],
            "placed": [id_ for id_, _ in placed],
            "countries": [country for _, country in placed],
        },
    )


def _ends_soon(view: ShopView, promotion: Promotion) -> bool:
    """Return whether it runs now and its last second (the end is exclusive) is at most 14 days away."""
    policy = promotion.policy
    if policy.ends_at is None or policy.paused or (policy.starts_at is not None and view.at < policy.starts_at):
        return False
    last = (policy.ends_at - timedelta(seconds=1)).astimezone(view.zone).date()
    return view.at < policy.ends_at and last <= view.at.date() + WITHIN


def _runs_in(view: ShopView, promotion: Promotion, country: str) -> bool:
    [verdict] = eligible([promotion], OfferContext(at=view.at, currency=promotion.currency, country=country))
    return all(reason.kind != "wrong_country" for reason in verdict.reasons)


def _tell(view: ShopView, row: Row) -> Found:
    customer_id, promotion_id, code, moment, ends = row
    day = view.local(moment).date()
    facts: dict[str, Value] = {
        "claimed_on": day_value(day),
        "ends": DateTimeValue(datetime=view.local(ends)),
        "code": CodeValue(code=code),
        "promotion": TextValue(text=promotion_id),
    }
    source = f"events: coupon claimed {day}; codes.csv: unused; promotions.json: {promotion_id}"
    return found(About(customer_id, "offer_ends", None), facts, source, day)


OFFER_ENDS = Kind(_ask, _tell)
"""A message about it offers that promotion with that code, and no other (see shop.offers)."""
