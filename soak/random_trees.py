"""Random trees that are valid for a shop: every kind of condition, event, field, measure and span, with its values."""

from __future__ import annotations

import random
from typing import Any

from shop.record import CHANNELS
from shop.segments.fields import FieldSpec, catalogue
from shop.segments.fields.catalogue import COUPON_FIELDS, WATCHED_FIELDS
from shop.segments.rfm import cell_titles
from shop.segments.tree.nodes import EVENTS, MEASURES
from shop.store.view import ShopView

Data = dict[str, Any]
MOST_VALUES = 2000
"""Values of a field that are drawn from."""
_VALUES = {
    "product": "SELECT product_id FROM products", "variant": "SELECT variant_id FROM variants",
    "category": "SELECT DISTINCT category FROM product_texts WHERE category <> ''",
    "brand": "SELECT DISTINCT brand FROM products WHERE brand <> ''", "campaign": "SELECT campaign_id FROM campaigns",
    "city": "SELECT DISTINCT city FROM customers", "country": "SELECT DISTINCT country FROM customers",
    "language": "SELECT DISTINCT language FROM customers", "zone": "SELECT DISTINCT zone FROM customers",
    "acquisition": "SELECT DISTINCT acquisition FROM customers", "tier": "SELECT DISTINCT tier FROM customers",
    "tags": "SELECT DISTINCT unnest(tags) FROM customers", "staff_owner": "SELECT DISTINCT staff_owner FROM customers",
    "customer_id": "SELECT customer_id FROM customers", "device": "SELECT DISTINCT device FROM events",
    "code": "SELECT DISTINCT unnest(codes) FROM orders UNION SELECT code FROM events UNION SELECT code FROM codes",
    "order_country": "SELECT DISTINCT country FROM orders", "order_currency": "SELECT DISTINCT currency FROM orders",
    "arm": "SELECT DISTINCT arm FROM outcomes", "ticket_status": "SELECT DISTINCT status FROM tickets",
    "ticket_subject": "SELECT DISTINCT subject FROM tickets", "campaign_goal": "SELECT DISTINCT goal FROM campaigns",
    "campaign_name": "SELECT name FROM campaigns", "product_name": "SELECT DISTINCT name FROM product_texts",
}  # fmt: skip
_AMOUNTS = {"spend": 800, "aov": 200, "largest_order": 400, "orders": 12, "units": 30, "products": 12,
            "returned_units": 3, "days_since_last_order": 300, "days_since_first_order": 800,
            "median_gap_days": 120}  # fmt: skip


class Trees:
    """Draws trees for one shop from one seed. `leave_out` names kinds that are not drawn."""

    def __init__(self, view: ShopView, seed: int, leave_out: tuple[str, ...] = ()) -> None:
        self.dice = random.Random(seed)
        self.values = {
            name: [row[0] for row in view.rows(f"{query} ORDER BY ALL LIMIT {MOST_VALUES}") if row[0]]
            for name, query in _VALUES.items()
        }
        self.kinds = [kind for kind in _DRAWN if kind not in leave_out]

    def tree(self, levels: int = 3) -> Data:
        """Draw a tree of at most so many levels."""
        if levels <= 1 or self.dice.random() < 0.3:
            return self.leaf()
        kind = self.dice.choice(("all", "any", "not", "all"))
        if kind == "not":
            return {"kind": "not", "of": self.tree(levels - 1)}
        return {"kind": kind, "of": [self.tree(levels - 1) for _ in range(self.dice.randint(1, 3))]}

    def leaf(self) -> Data:
        """Draw one condition."""
        kind = self.dice.choice(self.kinds)
        drawn: Data = getattr(self, f"_{kind}")()
        return {"kind": kind, **drawn}

    def _everyone(self) -> Data:
        return {}

    def _attribute(self) -> Data:
        return self._comparison(self.dice.choice(list(catalogue().attributes.values())))

    def _did(self) -> Data:
        event = self.dice.choice(EVENTS)
        op = self.dice.choice(("ge", "ge", "ge", "eq", "gt", "lt", "le"))
        return {"event": event, "op": op, "times": self.dice.choice((1, 1, 2, 3, 5, 0)), **self._narrowed(event)}

    def _never(self) -> Data:
        event = self.dice.choice(EVENTS)
        return {"event": event, **self._narrowed(event)}

    def _last_did(self) -> Data:
        event = self.dice.choice(EVENTS)
        which = self.dice.choice(("last", "first"))
        return {"event": event, "which": which, "within": self.window(), **self._where(event)}

    def _measure(self) -> Data:
        measure = self.dice.choice([name for name in MEASURES if not catalogue().measures[name].model])
        spec = catalogue().measures[measure]
        drawn: Data = {"measure": measure, **self._bound(spec.type, measure)}
        if measure == "interest":
            return {**drawn, "where": [{"field": "category", "op": "eq", "value": self._of("category")}]}
        if self.dice.random() < 0.4:
            drawn["within"] = self.window()
        return {**drawn, **(self._where("order") if spec.where else {})}

    def _bound(self, type_: str, measure: str) -> Data:
        op = self.dice.choice(("eq", "ne", "gt", "ge", "lt", "le", "between"))

        def number() -> float | int:
            if type_ == "share":
                return self.dice.choice((0, 0.1, 0.25, 0.5, 0.75, 1))
            return self.dice.randint(0, _AMOUNTS[measure])

        return {"op": op, "value": sorted((number(), number())) if op == "between" else number()}

    def _top(self) -> Data:
        measure = self.dice.choice([n for n in MEASURES if n not in ("interest", "churn_risk", "expected_value")])
        drawn: Data = {
            "measure": measure,
            "percent": self.dice.choice((1, 5, 10, 12.5, 50, 100)),
            "lowest": self.dice.random() < 0.3,
        }
        return {**drawn, "within": self.window()} if self.dice.random() < 0.4 else drawn

    def _rfm(self) -> Data:
        drawn: Data = {name: sorted(self.dice.sample(range(1, 6), 2)) for name in self.dice.sample(("r", "f", "m"), 2)}
        return {"cells": self.dice.sample(list(cell_titles()), 2)} if self.dice.random() < 0.4 else drawn

    def _lifecycle(self) -> Data:
        return {"stages": self.dice.sample(("prospect", "new", "active", "lapsing", "lapsed"), self.dice.randint(1, 3))}

    def _consent(self) -> Data:
        return {"channel": self.dice.choice(CHANNELS)}

    def _watched(self) -> Data:
        by = self.dice.sample(("wishlist", "cart", "stock_alert"), self.dice.randint(1, 3))
        product = self.dice.choice(("price_fell", "in_stock", "out_of_stock", "back_in_stock"))
        within = {"within": self.window()} if self.dice.random() < 0.4 else {}
        return {"by": by, "product": product, **within, **self._some(WATCHED_FIELDS)}

    def _coupon(self) -> Data:
        return {"state": self.dice.choice(("unused", "used", "expired")), **self._some(COUPON_FIELDS)}

    def _reason(self) -> Data:
        return {
            "reason": self.dice.choice(("cart_left", "price_fell", "back_in_stock", "replenishment_due", "lapsing"))
        }

    def _segment(self) -> Data:
        return {"name": self.dice.choice(("lapsing", "loyal", "big_spenders", "new_customers"))}

    def _bucket(self) -> Data:
        start = self.dice.choice((0, 0, 10, 33.3))
        return {
            "salt": self.dice.choice(("a", "spring", "对照")),
            "start": start,
            "end": start + self.dice.choice((5, 50)),
        }

    def window(self) -> Data:
        """Draw a span of time."""
        kind = self.dice.choice(("last", "last", "ago", "dates", "calendar"))
        if kind == "last":
            return {
                "kind": kind,
                "n": self.dice.randint(1, 12),
                "unit": self.dice.choice(("days", "weeks", "months", "years")),
            }
        if kind == "ago":
            least = self.dice.randint(0, 200)
            return {
                "kind": kind,
                "least": least,
                **({"most": least + self.dice.randint(0, 300)} if self.dice.random() < 0.7 else {}),
            }
        if kind == "dates":
            first = f"{self.dice.choice((2025, 2026))}-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"
            return {
                "kind": kind,
                "first": first,
                **({"last": "2026-10-31"} if first < "2026-10-31" and self.dice.random() < 0.5 else {}),
            }
        unit = self.dice.choice(("day", "week", "month", "quarter", "year"))
        weekday = {"weekday": self.dice.randint(1, 7)} if unit == "week" and self.dice.random() < 0.3 else {}
        return {"kind": kind, "unit": unit, "offset": -self.dice.randint(0, 3), **weekday}

    def _narrowed(self, event: str) -> Data:
        within = {"within": self.window()} if self.dice.random() < 0.6 else {}
        return {**within, **self._where(event)}

    def _where(self, event: str) -> Data:
        return self._some(tuple(name for name, spec in catalogue().event_fields.items() if event in spec.events))

    def _some(self, names: tuple[str, ...]) -> Data:
        many = self.dice.choice((0, 0, 1, 1, 2))
        chosen = [catalogue().event_fields[name] for name in self.dice.sample(names, min(many, len(names)))]
        conditions = [self._comparison(spec) for spec in chosen if spec.name not in _VALUES or self.values[spec.name]]
        return {"where": conditions} if conditions else {}

    def _comparison(self, spec: FieldSpec) -> Data:
        op = self.dice.choice(spec.operators)
        if spec.name in _VALUES and not self.values[spec.name]:
            op = self.dice.choice(("known", "unknown"))
        if op in ("known", "unknown"):
            return {"field": spec.name, "op": op}
        if op in ("in", "not_in"):
            return {"field": spec.name, "op": op, "value": [self._value(spec) for _ in range(self.dice.randint(1, 3))]}
        if op == "between":
            return {"field": spec.name, "op": op, "value": sorted((self._value(spec), self._value(spec)))}
        value = self._value(spec)
        return {"field": spec.name, "op": op, "value": value[1:4].strip() or value if op == "contains" else value}

    def _value(self, spec: FieldSpec) -> Any:  # noqa: ANN401
        if spec.choices:
            return self.dice.choice(spec.choices)
        if spec.name in self.values:
            return self._of(spec.name)
        if spec.type == "bool":
            return self.dice.random() < 0.5
        if spec.type == "date":
            return f"202{self.dice.randint(4, 6)}-{self.dice.randint(1, 12):02}-15"
        if spec.least is not None and spec.most is not None:
            return self.dice.randint(spec.least, spec.most)
        return self.dice.choice((0, 1, 2, 3, 10, 19.5, 40, 120))

    def _of(self, name: str) -> str:
        return str(self.dice.choice(self.values[name]))


_DRAWN = (
    "everyone", "attribute", "attribute", "did", "did", "did", "never", "never", "last_did", "measure", "measure",
    "top", "rfm", "lifecycle", "consent", "watched", "coupon", "reason", "segment", "bucket",
)  # fmt: skip
