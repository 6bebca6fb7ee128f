"""A tree becomes one condition on customers. Whatever it reads that is not there yet is made in the view on the way.

`not` is pushed down to the single conditions, because a condition on openings or clicks has a third answer: of whoever
did not allow tracking it is unknown, and neither the condition nor its opposite holds (COMPLIANCE check 25).
Everything else that is unknown makes a condition false and its opposite true.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from shop.errors import InvalidInput
from shop.segments.compiling import counting, ranking, sets
from shop.segments.compiling.attributes import attribute
from shop.segments.compiling.conditions import Money, Rows, matching
from shop.segments.compiling.measures import Asking, Figures, figures_of, measured
from shop.segments.compiling.prepared import ensure
from shop.segments.compiling.relations import key_set, relation, scored
from shop.segments.compiling.sources import event_rows, within
from shop.segments.compiling.values import literal
from shop.segments.compiling.vocabulary import refuse_unknown
from shop.segments.fields.check import checked
from shop.segments.tree.nodes import (
    All,
    AnyOf,
    Attribute,
    Bucket,
    Consent,
    Did,
    Everyone,
    HasReason,
    HoldsCoupon,
    InSegment,
    Last,
    Lifecycle,
    Measure,
    Never,
    Node,
    Not,
    Rfm,
    Top,
    Watched,
)
from shop.segments.tree.windows import Span, Window, resolve
from shop.store.view import ShopView

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

TRACKED_EVENTS = ("open", "click")
MOST_NESTED = 20
"""Segments inside of segments: more than anybody means, fewer than a stack bears."""
Lookup = Callable[[str], Node]
"""Returns the tree of a segment by its name; raises NotFound with the nearest names."""


class Compiler:
    """Compiles trees for one view. Conditions on consent need `state`, scores of a model need `scores`."""

    def __init__(
        self, view: ShopView, lookup: Lookup, state: sqlite3.Connection | None = None, scores: sets.Scores | None = None
    ) -> None:
        self.view = view
        self.lookup = lookup
        self.state = state
        self.scores = scores
        self.customers: Table = relation("customers")
        self._money = Money(view.shop.currency, dict(view.shop.rates))
        self._open: list[str] = []
        self._sets: dict[tuple[str, bool], str] = {}

    def sql(self, tree: Node, *, wanted: bool = True) -> str:
        """Return the query for the customer_key of every member (not `wanted`: of whoever surely is none).

        Raises InvalidInput or NotFound for a tree that this shop cannot answer.
        """
        import ibis

        whole = checked(tree)
        refuse_unknown(self.view, whole)
        condition = self._condition(whole, wanted=wanted)
        return str(ibis.to_sql(self.customers.filter(condition).select("customer_key"), dialect="duckdb"))

    def _condition(self, node: Node, *, wanted: bool) -> BooleanValue:
        if isinstance(node, Not):
            return self._condition(node.of, wanted=not wanted)
        if isinstance(node, All | AnyOf):
            parts = [self._condition(child, wanted=wanted) for child in node.of]
            together = isinstance(node, All) is wanted
            found = parts[0]
            for part in parts[1:]:
                found = found & part if together else found | part
            return found
        if isinstance(node, InSegment):
            return self.customers.customer_key.isin(key_set(self._members(node.name, wanted=wanted)).customer_key)
        condition = self._leaf(node)
        condition = condition if wanted else ~condition
        if isinstance(node, Did | Never | Last) and node.event in TRACKED_EVENTS:
            known = key_set(sets.ensure_trackable(self.view, self.state))
            condition = condition & self.customers.customer_key.isin(known.customer_key)
        return condition

    def _leaf(self, node: Node) -> BooleanValue:
        return cast("BooleanValue", _LEAVES[type(node)](self, node))

    def _members(self, name: str, *, wanted: bool) -> str:
        """Keep the members of another segment (or those who are surely none) as a relation; a cycle is refused."""
        if name in self._open:
            raise InvalidInput(
                f"The segment {name!r} contains itself: {' in '.join([*self._open, name])}.", hint="Change one of them."
            )
        if len(self._open) >= MOST_NESTED:
            raise InvalidInput(f"More than {MOST_NESTED} segments lie inside of each other.")
        if (name, wanted) not in self._sets:
            tree = self.lookup(name)
            self._open.append(name)
            try:
                query = self.sql(tree, wanted=wanted)
            finally:
                self._open.pop()
            kept = f"segment_named_{len(self._sets)}"
            self.view.rows(f"CREATE OR REPLACE TEMP TABLE {kept} AS {query}")
            self._sets[name, wanted] = kept
        return self._sets[name, wanted]

    def _span(self, window: Window | None) -> Span:
        return Span(None, None) if window is None else resolve(window, self.view.at, self.view.zone)

    def everyone(self, node: Everyone) -> BooleanValue:
        """Everybody has a key."""
        return self.customers.customer_key.notnull()

    def attribute(self, node: Attribute) -> BooleanValue:
        """See attributes.py."""
        return attribute(self.customers, node, self.view.at.date(), self.view.zone)

    def happened(self, node: Did | Never | Last) -> BooleanValue:
        """See counting.py."""
        ensure(self.view, "segment_orders" if node.event == "order" else "")
        compiled: Any = {Did: counting.did, Never: counting.never, Last: counting.last_did}[type(node)]
        return compiled(self.customers, node, self._span(node.within), self.view.zone, self._money)

    def measure(self, node: Measure) -> BooleanValue:
        """See measures.py."""
        figures = self._figures(node.measure, node.within, node.where)
        return measured(self.customers, node, figures)

    def top(self, node: Top) -> BooleanValue:
        """See ranking.py."""
        ordered = event_rows("order", (), self._span(node.within), self.view.zone, self._money).table
        return ranking.top(self.customers, node, self._figures(node.measure, node.within, ()), ordered)

    def _figures(self, measure: str, window: Window | None, where: tuple[Any, ...]) -> Figures:
        if measure in ("churn_risk", "expected_value"):
            kept = scored(sets.ensure_scores(self.view, self.scores, cast("sets.Scored", measure)))
            return Figures(kept.select("customer_key", part=kept.score))
        needed = {"interest": "segment_interest", "median_gap_days": "bought_days"}.get(measure, "segment_orders")
        ensure(self.view, needed)
        span = self._span(window)
        asking = Asking(where, span, window is None, self.view.at.date(), self.view.zone, self._money)
        return figures_of(measure, asking)

    def rfm(self, node: Rfm) -> BooleanValue:
        """See ranking.py."""
        ensure(self.view, "rfm_scores")
        return ranking.rfm(self.customers, node)

    def lifecycle(self, node: Lifecycle) -> BooleanValue:
        """See ranking.py."""
        ensure(self.view, "stages")
        return ranking.lifecycle(self.customers, node)

    def bucket(self, node: Bucket) -> BooleanValue:
        """See ranking.py."""
        return ranking.bucket(self.customers, node)

    def consent(self, node: Consent) -> BooleanValue:
        """Ask shop.consent, now."""
        kept = key_set(sets.ensure_consent(self.view, self.state, node.channel, node.state))
        return self.customers.customer_key.isin(kept.customer_key)

    def reason(self, node: HasReason) -> BooleanValue:
        """Ask shop.reasons."""
        kept = key_set(sets.ensure_reason(self.view, node.reason))
        return self.customers.customer_key.isin(kept.customer_key)

    def watched(self, node: Watched) -> BooleanValue:
        """Read what watched.sql prepared."""
        ensure(self.view, "segment_watched")
        table = relation("segment_watched")
        kept = table.filter([table.kind.isin([literal(kind) for kind in node.by]), table[node.product]])
        rows = within(Rows(kept, "wishlist", "moment"), self._span(node.within))
        rows = matching(rows, node.where, self.view.zone, self._money)
        return self.customers.customer_key.isin(rows.table.customer_key)

    def coupon(self, node: HoldsCoupon) -> BooleanValue:
        """Read what coupons.sql prepared."""
        ensure(self.view, "segment_coupons")
        table = relation("segment_coupons")
        states = {
            "unused": ~table.used & table.begun & ~table.ended,
            "used": table.used,
            "expired": ~table.used & table.ended,
        }  # fmt: skip
        kept = table.filter(states[node.state])
        if any(one.field in ("product", "category", "brand") for one in node.where):
            covered = relation("campaign_products")
            covered = covered.select("campaign_id", "product_key", code=covered.code.lower())
            kept = kept.join(covered, ["campaign_id", "code"])
        rows = matching(Rows(kept, "coupon_claimed", ""), node.where, self.view.zone, self._money)
        return self.customers.customer_key.isin(rows.table.customer_key)


_LEAVES: dict[type, Callable[[Compiler, Any], Any]] = {
    Everyone: Compiler.everyone, Attribute: Compiler.attribute, Did: Compiler.happened, Never: Compiler.happened,
    Last: Compiler.happened, Measure: Compiler.measure, Top: Compiler.top, Rfm: Compiler.rfm,
    Lifecycle: Compiler.lifecycle, Bucket: Compiler.bucket, Consent: Compiler.consent, HasReason: Compiler.reason,
    Watched: Compiler.watched, HoldsCoupon: Compiler.coupon,
}  # fmt: skip
