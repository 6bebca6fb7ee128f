"""Whatever happened in a shop: distinct products, nothing that must not be shown, and a shortage that adds up."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.recommendations import Ledger
from shop.recommender import recommend_explained

CUSTOMERS, PRODUCTS = ("a", "b", "c", "d", "e"), ("p0", "p1", "p2", "p3", "p4", "p5")
DAYS = st.integers(1, 19).map(lambda day: f"2026-11-{day:02}")
ORDERS = st.lists(
    st.tuples(
        st.sampled_from(CUSTOMERS), DAYS,
        st.lists(st.tuples(st.sampled_from(PRODUCTS), st.sampled_from([1, 1, 2, 0, -1])), min_size=1, max_size=4),
    ),
    max_size=12,
)  # fmt: skip
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(CUSTOMERS), st.sampled_from(["view", "cart", "cart_removed"]), DAYS, st.sampled_from(PRODUCTS)
    ),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, EVENTS, st.sets(st.sampled_from(PRODUCTS), max_size=2), st.integers(1, 7))
def test_filters_reasons_and_shortage(
    tiny_shop: Any,  # noqa: ANN401 - loaded by path
    orders: list[tuple[str, str, list[tuple[str, int]]]],
    events: list[tuple[str, str, str, str]],
    sold_out: set[str],
    k: int,
) -> None:
    shop = tiny_shop()
    for product in PRODUCTS:
        shop.product(product, stock=0 if product in sold_out else 3, category="one" if product < "p3" else "two")
    for customer in CUSTOMERS:
        shop.customer(customer, country="CN", objects_to_profiling=customer == "e")
    for customer, day, lines in orders:
        shop.order(customer, day, lines)
    for customer, kind, day, product in events:
        shop.event(customer, kind, day, product)
    with shop.view("2026-11-20") as view:
        found = recommend_explained(view, list(CUSTOMERS), k)
        ledger = Ledger(view)
        for customer, shortlist in found.items():
            products = [item.product_id for item in shortlist.items]
            assert len(products) == len(set(products)) <= k
            assert not set(products) & sold_out
            assert [fault for item in shortlist.items for fault in ledger.faults(customer, item)] == []
            if shortlist.shortage is None:
                assert len(products) == k
            else:
                assert sum(shortlist.shortage.left_out.values()) + len(products) == len(PRODUCTS)
        alone = recommend_explained(view, ["b"], k)["b"]
    assert alone == found["b"]
