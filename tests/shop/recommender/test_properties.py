"""Whatever happened in a shop: distinct products, nothing that must not be shown, and a shortage that adds up."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.recommendations import Ledger
from shop.recommender import recommend_explained

GONE = "p5"
CUSTOMERS, PRODUCTS = ("a", "b", "c", "d", "e"), ("p0", "p1", "p2", "p3", "p4", "p5")
DAYS = st.integers(1, 19).map(lambda day: f"2026-11-{day:02}")
Order = tuple[str, str, list[tuple[str, int]]]
Event = tuple[str, str, str, str]
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


def stocked(made: Any, sold_out: set[str], backwards: bool = False) -> Any:  # noqa: ANN401 - loaded by path
    """Return the shop with everybody and everything in it, in either order."""
    turn = -1 if backwards else 1
    for product in PRODUCTS[::turn]:
        status = "discontinued" if product == GONE else "active"
        made.product(
            product, stock=0 if product in sold_out else 3, category="one" if product < "p3" else "two", status=status
        )
    for customer in CUSTOMERS[::turn]:
        made.customer(customer, country="CN", objects_to_profiling=customer == "e")
    return made


def in_cart(events: list[Event], orders: list[Order], customer: str) -> set[str]:
    """Return what lies in the cart: put there, and neither taken out nor bought on that day or later."""
    found = set()
    for product in PRODUCTS:
        put = [day for who, kind, day, what in events if (who, kind, what) == (customer, "cart", product)]
        out = [day for who, kind, day, what in events if (who, kind, what) == (customer, "cart_removed", product)]
        out += [
            day
            for who, day, lines in orders
            if who == customer
            for what, units in lines
            if what == product and units > 0
        ]
        if put and max(put) >= "2026-11-07" and max(put) > max(out, default=""):
            found.add(product)
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, EVENTS, st.sets(st.sampled_from(PRODUCTS), max_size=2), st.integers(1, 7))
def test_filters_reasons_and_shortage(
    tiny_shop: Any,  # noqa: ANN401 - loaded by path
    orders: list[Order],
    events: list[Event],
    sold_out: set[str],
    k: int,
) -> None:
    shop = stocked(tiny_shop(), sold_out)
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
            assert not set(products) & (sold_out | {GONE} | in_cart(events, orders, customer))
            assert [fault for item in shortlist.items for fault in ledger.faults(customer, item)] == []
            if shortlist.shortage is None:
                assert len(products) == k
            else:
                assert sum(shortlist.shortage.left_out.values()) + len(products) == len(PRODUCTS)
        alone = recommend_explained(view, ["b"], k)["b"]
    assert alone == found["b"]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, EVENTS, st.integers(1, 7))
def test_the_order_of_the_data_does_not_matter(
    tiny_shop: Any,  # noqa: ANN401 - loaded by path
    orders: list[Order],
    events: list[Event],
    k: int,
) -> None:
    found = []
    for backwards in (False, True):
        turn = -1 if backwards else 1
        shop = stocked(tiny_shop(), set(), backwards)
        for customer, day, lines in orders[::turn]:
            shop.order(customer, day, lines[::turn])
        for customer, kind, day, product in events[::turn]:
            shop.event(customer, kind, day, product)
        with shop.view("2026-11-20") as view:
            found.append(recommend_explained(view, list(CUSTOMERS)[::turn], k, again=True))
    assert found[0] == found[1]
