"""The relations of a view as unbound Ibis tables: declaring them opens no database, so compiling costs milliseconds.

Only columns that conditions read are named. Moments are naive UTC, money is in base currency where its name says so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import Table

_KEY, _TEXT, _AMOUNT, _MOMENT = "int32", "!string", "decimal(18,4)", "timestamp"
_SCHEMAS: dict[str, dict[str, str]] = {
    "customers": {
        "customer_key": _KEY, "customer_id": _TEXT, "email": _TEXT, "phone": _TEXT, "wecom_id": _TEXT,
        "language": _TEXT, "country": _TEXT, "city": _TEXT, "zone": _TEXT, "birthday": "date", "joined_at": _MOMENT,
        "acquisition": _TEXT, "tier": _TEXT, "tags": "array<string>", "staff_owner": _TEXT,
        "objects_to_profiling": "boolean",
    },
    "orders": {
        "order_key": _KEY, "customer_key": _KEY, "placed_at": _MOMENT, "status": _TEXT, "is_sale": "boolean",
        "currency": _TEXT, "total": _AMOUNT, "discount": _AMOUNT, "spend_base": _AMOUNT, "country": _TEXT,
        "codes": "array<string>",
    },
    "order_lines": {
        "order_key": _KEY, "customer_key": _KEY, "product_key": _KEY, "variant_key": _KEY, "placed_at": _MOMENT,
        "is_sale": "boolean", "quantity": "int32", "discount": _AMOUNT, "total_base": _AMOUNT,
    },
    "events": {
        "customer_key": _KEY, "kind": _TEXT, "happened_at": _MOMENT, "product_key": _KEY, "variant_key": _KEY,
        "campaign_id": "string", "value": _AMOUNT, "currency": _TEXT, "device": "string", "code": _TEXT,
    },
    "outcomes": {
        "campaign_id": _TEXT, "customer_key": _KEY, "arm": _TEXT, "held_out": "boolean", "delivered": "boolean",
        "opened": "boolean", "clicked": "boolean",
    },
    "campaigns": {"campaign_id": _TEXT, "name": _TEXT, "channel": _TEXT, "goal": _TEXT, "sent_at": _MOMENT},
    "campaign_products": {"campaign_id": _TEXT, "product_key": _KEY, "code": _TEXT},
    "reviews": {"product_key": _KEY, "customer_key": _KEY, "rating": "int32", "written_at": _MOMENT},
    "tickets": {"customer_key": _KEY, "opened_at": _MOMENT, "subject": _TEXT, "status": _TEXT},
    "products": {"product_key": _KEY, "product_id": _TEXT, "brand": _TEXT},
    "product_texts": {"product_key": _KEY, "name": _TEXT, "category": _TEXT},
    "variants": {"variant_key": _KEY, "variant_id": _TEXT},
    "bought_days": {"customer_key": _KEY, "day": "date", "gap": "int64"},
    "rfm_scores": {"customer_key": _KEY, "r": "int64", "f": "int64", "m": "int64", "cell": _TEXT},
    "stages": {"customer_key": _KEY, "stage": _TEXT},
    "segment_orders": {
        "customer_key": _KEY, "orders": "int64", "spend": "decimal(24,4)", "largest": _AMOUNT, "first_at": _MOMENT,
        "last_at": _MOMENT,
    },
    "segment_interest": {"customer_key": _KEY, "product_key": _KEY, "score": "int64"},
    "segment_watched": {
        "customer_key": _KEY, "kind": _TEXT, "product_key": _KEY, "variant_key": _KEY, "moment": _MOMENT,
        "price_fell": "boolean", "in_stock": "boolean", "out_of_stock": "boolean", "back_in_stock": "boolean",
    },
    "segment_coupons": {
        "customer_key": _KEY, "code": _TEXT, "campaign_id": "string", "used": "boolean", "begun": "boolean",
        "ended": "boolean",
    },
}  # fmt: skip
_SETS = {"customer_key": _KEY}
_SCORES = {"customer_key": _KEY, "score": "decimal(20,6)"}


@cache
def relation(name: str) -> Table:
    """Return the relation called `name`; its columns are those of the view."""
    import ibis

    return ibis.table(_SCHEMAS[name], name=name)


def key_set(name: str) -> Table:
    """Return a prepared set of customer keys as a relation."""
    import ibis

    return ibis.table(_SETS, name=name)


def scored(name: str) -> Table:
    """Return a prepared figure per customer key as a relation."""
    import ibis

    return ibis.table(_SCORES, name=name)
