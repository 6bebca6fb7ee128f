"""replenishment_due: it is about time to buy the same product again.

The rhythm is the median number of days between the customer's own purchases of the product. Whoever bought it once
gets the median over all customers' gaps, if at least twenty customers bought it again. Due is 0.8 to 1.6 of the
rhythm after the last purchase, for rhythms of 5 to 120 days. `own_rhythm` tells the two apart: "you buy it every 30
days" is only true of the first.
"""

from __future__ import annotations

from datetime import timedelta

from shop.evidence import BoolValue, DaysValue, Value
from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.reasons.rhythm import ensure_bought_once
from shop.store.view import Row, ShopView

LEAST_REPEATERS = 20
LEAST_RHYTHM = 5
"""Days; what is bought again sooner is one purchase in two orders."""
MOST_RHYTHM = 120
"""Days; what is bought again more seldom than this wears out or is a present, it is not used up."""
DUE_FROM_TENTHS = 8
DUE_UNTIL_TENTHS = 16

_SQL = """
WITH own AS (
  SELECT customer_key, product_key, last_bought, days, gap FROM bought_again
  UNION ALL SELECT customer_key, product_key, last_bought, 1, NULL FROM bought_once
), rhythm AS (
  SELECT s.customer_id, s.currency, o.product_key, o.last_bought, o.days, w.people,
         floor(coalesce(o.gap, w.gap) + 0.5)::INTEGER AS every, $today::DATE - o.last_bought AS since
  FROM own o JOIN reason_people s USING (customer_key) LEFT JOIN rhythms w USING (product_key)
  WHERE o.days >= 2 OR w.people >= $least_people
)
SELECT r.customer_id, p.product_id, r.last_bought, r.every, r.days, r.people
FROM rhythm r JOIN sellable p ON p.product_key = r.product_key AND p.currency = r.currency
WHERE r.every BETWEEN $least_rhythm AND $most_rhythm
  AND 10 * r.since BETWEEN $from_tenths * r.every AND $until_tenths * r.every
"""


def _ask(view: ShopView) -> Question:
    ensure_bought_once(view, MOST_RHYTHM * DUE_UNTIL_TENTHS // 10)
    return Question(
        _SQL,
        {
            "today": view.at.date(), "least_people": LEAST_REPEATERS,
            "least_rhythm": LEAST_RHYTHM, "most_rhythm": MOST_RHYTHM,
            "from_tenths": DUE_FROM_TENTHS, "until_tenths": DUE_UNTIL_TENTHS,
        },
    )  # fmt: skip


def _tell(_view: ShopView, row: Row) -> Found:
    """Make the reason; `due_on` may lie a little before or after today."""
    customer_id, product_id, last_bought, every, days, people = row
    own = days >= 2
    facts: dict[str, Value] = {
        "last_bought": day_value(last_bought),
        "rhythm_days": DaysValue(days=every),
        "due_on": day_value(last_bought + timedelta(days=every)),
        "own_rhythm": BoolValue(bool=own),
    }
    basis = f"{days} days of purchase" if own else f"1 purchase; rhythm of {people} customers"
    source = f"order_lines: {basis}, last {last_bought}"
    return found(About(customer_id, "replenishment_due", product_id), facts, source, last_bought)


REPLENISHMENT_DUE = Kind(_ask, _tell)
