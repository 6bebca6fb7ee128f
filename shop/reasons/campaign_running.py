"""campaign_running: a campaign that the customer received still runs, and covers products that can be bought.

The products named are the covered ones that the customer bought before, most often first; where there are none, the
covered ones that most customers bought. Products of the same name count as one, also for the day when it was last
bought, and a name that reads like the till's ("DNRS/N", "(Bulk&Bag)") comes after those that a person would say. What
is nobody's business (private_goods.toml) is not named. Of several campaigns the one that covers something the customer
bought counts, then the one that ends first. What a campaign gives is not known here: the reason carries products and a
day, never an amount. Whoever redeemed a code of it is not reminded of what that covers.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from shop.evidence import BoolValue, ListValue, TextValue, Value
from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.segments.history import derive, local_day
from shop.store.view import Row, ShopView

MOST_NAMED = 3
"""Products in one sentence; more are a list nobody reads."""
_POPULAR = 30
"""Covered products that are looked at where a customer bought none: enough to find three of different names."""

_TILL = r"[/&()*#]|\b[A-Z]{2,}\b|\b[A-Za-z]$"
"""Signs of a name that was made for a till: slashes, brackets, words in capitals, a last word cut off."""

_SQL = """
WITH received AS (
  SELECT DISTINCT c.campaign_id, c.sent_at, c.ends_on, s.customer_key, s.customer_id, s.language, s.currency
  FROM campaigns c JOIN outcomes o USING (campaign_id) JOIN reason_people s USING (customer_key)
  WHERE c.ends_on >= $today::DATE AND o.delivered AND NOT o.held_out
), covered AS (
  SELECT DISTINCT c.campaign_id, p.product_key, p.product_id, p.currency
  FROM campaign_products c JOIN sellable p USING (product_key)
  WHERE c.campaign_id IN (SELECT campaign_id FROM received) AND NOT EXISTS (
    FROM product_texts t WHERE t.product_key = p.product_key
      AND (regexp_matches(t.name, $private, 'i') OR regexp_matches(t.category, $private, 'i')))
), redeemed AS (
  SELECT DISTINCT e.customer_key, p.campaign_id, p.product_key
  FROM events e JOIN campaign_products p ON p.campaign_id = e.campaign_id AND p.code = e.code
  WHERE e.kind = 'coupon_redeemed' AND p.code <> ''
), own AS (
  SELECT r.customer_key, c.campaign_id, c.product_key, c.product_id, count(*) AS times, max(u.day) AS last_bought
  FROM received r JOIN covered_purchases u USING (customer_key)
  JOIN covered c ON c.campaign_id = r.campaign_id AND c.product_key = u.product_key AND c.currency = r.currency
  GROUP BY ALL
), buyers_of AS (
  SELECT product_key, count(DISTINCT customer_key) AS times FROM covered_purchases GROUP BY ALL
), popular AS (
  SELECT c.*, b.times FROM covered c JOIN buyers_of b USING (product_key)
  QUALIFY row_number() OVER (PARTITION BY c.campaign_id, c.currency ORDER BY b.times DESC, c.product_id) <= $popular
), choice AS (
  SELECT customer_key, campaign_id, product_key, product_id, times, last_bought FROM own
  UNION ALL
  SELECT r.customer_key, p.campaign_id, p.product_key, p.product_id, p.times, NULL
  FROM received r JOIN popular p USING (campaign_id, currency)
  WHERE NOT EXISTS (FROM own o WHERE o.customer_key = r.customer_key AND o.campaign_id = r.campaign_id)
), named AS (
  SELECT c.*, r.customer_id, r.sent_at, r.ends_on, coalesce(t.name, n.name) AS name, n.named_by
  FROM choice c JOIN received r USING (customer_key, campaign_id) JOIN product_names n USING (product_key)
  LEFT JOIN product_texts t ON t.product_key = c.product_key AND t.language = r.language
  WHERE NOT EXISTS (FROM redeemed x WHERE x.customer_key = c.customer_key AND x.campaign_id = c.campaign_id
                    AND x.product_key = c.product_key)
  QUALIFY row_number() OVER (
    PARTITION BY c.customer_key, c.campaign_id, lower(coalesce(t.name, n.name))
    ORDER BY c.times DESC, c.last_bought DESC, c.product_id) = 1
), ranked AS (
  SELECT *, row_number() OVER (
    PARTITION BY customer_key, campaign_id
    ORDER BY regexp_matches(name, $till), times DESC, last_bought DESC, product_id) AS place
  FROM named QUALIFY place <= $most
), told AS (
  SELECT customer_key, customer_id, campaign_id, sent_at, ends_on, bool_or(last_bought IS NOT NULL) AS bought,
         arg_min(product_id, place) AS product_id, arg_min(named_by, place) AS named_by,
         list(name ORDER BY place) AS names
  FROM ranked GROUP BY customer_key, customer_id, campaign_id, sent_at, ends_on
), of_that_name AS (
  SELECT u.customer_key, n.named_by, max(u.day) AS last_bought
  FROM covered_purchases u JOIN product_names n USING (product_key)
  WHERE u.customer_key IN (SELECT customer_key FROM told) GROUP BY ALL
)
SELECT t.customer_id, t.campaign_id, t.sent_at, t.ends_on, t.product_id, t.names,
       CASE WHEN t.bought THEN b.last_bought END AS last_bought
FROM told t LEFT JOIN of_that_name b ON b.customer_key = t.customer_key AND b.named_by = t.named_by
QUALIFY row_number() OVER (
  PARTITION BY t.customer_id ORDER BY NOT t.bought, t.ends_on, t.sent_at DESC, t.campaign_id) = 1
"""


def _ask(view: ShopView) -> Question:
    _ensure_covered(view)
    return Question(
        _SQL,
        {"today": view.at.date(), "popular": _POPULAR, "most": MOST_NAMED, "till": _TILL, "private": _private()},
    )


def _ensure_covered(view: ShopView) -> None:
    """Make `product_names`, and `covered_purchases` (day by day) of what running campaigns cover or is named so."""
    derive(
        view,
        "product_names",
        """SELECT product_key, arg_min(name, (language <> $first, language)) AS name,
                  lower(arg_min(name, (language <> $first, language))) AS named_by
           FROM product_texts GROUP BY product_key""",
        {"first": view.shop.languages[0]},
    )
    derive(
        view,
        "covered_purchases",
        f"""WITH running AS (
              SELECT DISTINCT product_key FROM campaigns JOIN campaign_products USING (campaign_id)
              WHERE ends_on >= $today::DATE
            ), alike AS (
              SELECT product_key FROM product_names
              WHERE named_by IN (SELECT named_by FROM product_names JOIN running USING (product_key))
              UNION FROM running
            )
            SELECT DISTINCT customer_key, product_key, {local_day(view, "placed_at")} AS day
            FROM order_lines JOIN alike USING (product_key)
            WHERE is_sale AND quantity > 0 AND customer_key IS NOT NULL""",
        {"today": view.at.date()},
    )


@cache
def _private() -> str:
    """Return a pattern of the words that name what a message does not bring up by itself."""
    text = resources.files("shop.reasons").joinpath("private_goods.toml").read_text(encoding="utf-8")
    words: list[str] = tomllib.loads(text)["words"]
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    return "|".join([rf"\b(?:{latin})", *(re.escape(word) for word in words if not word.isascii())])


def _tell(view: ShopView, row: Row) -> Found:
    """Make the reason; `last_bought` and `bought_before` are there only when the customer bought what is named."""
    customer_id, campaign_id, sent_at, ends_on, product_id, names, last_bought = row
    facts: dict[str, Value] = {
        "ends_on": day_value(ends_on),
        "covers": ListValue(list=tuple(TextValue(text=name) for name in names)),
    }
    if last_bought is not None:
        facts |= {"last_bought": day_value(last_bought), "bought_before": BoolValue(bool=True)}
    source = f"campaigns: {campaign_id}, delivered, until {ends_on}; campaign_products: {len(names)} named"
    return found(About(customer_id, "campaign_running", product_id), facts, source, view.local(sent_at).date())


CAMPAIGN_RUNNING = Kind(_ask, _tell)
