"""What the members of a segment spent and which categories they bought, beside all customers who bought."""

from __future__ import annotations

from decimal import Decimal

from shop.money import Money
from shop.segments.history import ensure_buyers, ensure_categories
from shop.segments.preview.preview import CategoryShare, ValueProfile
from shop.store.view import ShopView

MEMBERS = "segment_members"
"""The relation of the view that holds the members' keys while they are looked at."""
QUANTILES = {"p10": "0.1", "p25": "0.25", "p50": "0.5", "p75": "0.75", "p90": "0.9"}
MOST_CATEGORIES = 8


def values(view: ShopView) -> ValueProfile:
    """Return what the members spent so far; quantiles are those of members who ordered (nearest rank)."""
    ensure_buyers(view)
    cuts = ", ".join(f"quantile_disc(spend, {cut})" for cut in QUANTILES.values())
    [(buyers, orders, total, *found)] = view.rows(
        f"""SELECT count(*), coalesce(sum(orders), 0)::BIGINT, coalesce(sum(spend), 0), {cuts}
            FROM buyers WHERE customer_key IN (SELECT customer_key FROM {MEMBERS})"""
    )
    spread = dict(zip(QUANTILES, found, strict=True)) if buyers else {}
    return ValueProfile(
        buyers=buyers, orders=orders, total=base_money(view, total),
        per_order=base_money(view, total / orders if orders else Decimal(0)),
        quantiles={name: base_money(view, amount) for name, amount in spread.items()},
    )  # fmt: skip


def categories(view: ShopView) -> tuple[CategoryShare, ...]:
    """Return the categories that most members bought, with their share among members and among all who bought."""
    ensure_categories(view)
    rows = view.rows(
        f"""WITH bought AS (
              SELECT DISTINCT customer_key, category FROM order_lines JOIN categories USING (product_key)
              WHERE is_sale AND quantity > 0 AND customer_key IS NOT NULL
            ), inside AS (
              SELECT *, customer_key IN (SELECT customer_key FROM {MEMBERS}) AS is_member FROM bought
            )
            SELECT category, count(*) FILTER (is_member) AS buyers, count(*),
                   (SELECT count(DISTINCT customer_key) FROM inside WHERE is_member),
                   (SELECT count(DISTINCT customer_key) FROM inside)
            FROM inside GROUP BY category HAVING buyers > 0 ORDER BY buyers DESC, category LIMIT $most""",
        {"most": MOST_CATEGORIES},
    )
    return tuple(
        CategoryShare(category=name, buyers=buyers, share=_part(buyers, members), share_of_all=_part(everyone, people))
        for name, buyers, everyone, members, people in rows
    )


def base_money(view: ShopView, amount: Decimal) -> Money:
    """Return an amount in base currency, rounded to its smallest unit."""
    return Money(amount=Decimal(amount), currency=view.shop.currency).rounded()


def _part(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.0001")) if whole else Decimal(0)
