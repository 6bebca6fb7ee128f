"""The built-in segments as trees: the one place that says who is in them. Their words are in segments.toml."""

from __future__ import annotations

from decimal import Decimal

from shop.segments.tree.nodes import All, Everyone, HasReason, Lifecycle, Measure, Node, Rfm, Top

TOP_PERCENT = 10

BUILTIN: dict[str, Node] = {
    "everyone": Everyone(),
    "new_customers": Lifecycle(stages=("new",)),
    "active": Lifecycle(stages=("active",)),
    "loyal": Rfm(cells=("champions", "loyal")),
    "potential": Rfm(cells=("potential",)),
    "lapsing": Lifecycle(stages=("lapsing",)),
    "lapsed": Lifecycle(stages=("lapsed",)),
    "prospects": Lifecycle(stages=("prospect",)),
    "big_spenders": All(
        of=(Top(measure="spend", percent=Decimal(TOP_PERCENT)), Measure(measure="spend", op="gt", value=Decimal(0)))
    ),
    "cart_left": HasReason(reason="cart_left"),
    "wishlist_price_fell": HasReason(reason="price_fell"),
    "replenishment_due": HasReason(reason="replenishment_due"),
    "back_in_stock": HasReason(reason="back_in_stock"),
    "bought_twice_then_quiet": All(
        of=(Measure(measure="orders", op="eq", value=Decimal(2)), Lifecycle(stages=("lapsing", "lapsed")))
    ),
}
