"""What conditions mean, on a shop of four customers where the answers are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.errors import InvalidInput, NotFound
from shop.segments.compiling import count, member_keys
from shop.segments.tree.nodes import Everyone
from shop.store.view import ShopView

Asked = Callable[..., Callable[..., list[str]]]
DAYS_30 = {"kind": "last", "n": 30}
KETTLES = [{"field": "category", "value": "coffee"}]


def test_everyone_has_no_guests(view: ShopView, asked: Asked) -> None:
    assert asked(view)(kind="everyone") == ["ann", "bo", "cy", "dee"]
    assert count(view, Everyone()) == 4
    assert member_keys(view, Everyone()) == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("field", "op", "value", "who"),
    [
        ("country", "eq", "us", ["ann"]),
        ("country", "ne", "US", ["bo", "dee"]),  # cy's is unknown
        ("country", "not_in", ["US", "CN"], ["dee"]),
        ("country", "unknown", None, ["cy"]),
        ("city", "eq", "BERLIN", ["ann", "bo"]),
        ("city", "contains", "erl", ["ann", "bo"]),
        ("tags", "eq", "vip", ["ann"]),
        ("tags", "contains", "espresso", ["ann", "dee"]),
        ("tags", "in", ["espresso", "x"], ["ann"]),
        ("tier", "known", None, ["bo"]),
        ("joined_at", "lt", "2026-01-31", []),
        ("joined_at", "eq", "2026-01-31", ["ann"]),
        ("days_since_joined", "eq", 0, ["bo"]),
        ("birthday_month", "eq", 11, ["bo", "cy"]),
        ("days_to_birthday", "le", 1, ["bo", "cy"]),
        ("days_to_birthday", "eq", 0, ["cy"]),
        ("birthday_this_month", "eq", False, ["ann"]),
        ("has_email", "eq", True, ["ann"]),
        ("profiled", "eq", False, ["cy"]),
        ("customer_id", "in", ["bo", "nobody"], ["bo"]),
    ],
)  # fmt: skip
def test_attributes(view: ShopView, asked: Asked, field: str, op: str, value: Any, who: list[str]) -> None:  # noqa: ANN401
    extra = {} if value is None else {"value": value}
    assert asked(view)(kind="attribute", field=field, op=op, **extra) == who


def test_not_takes_in_the_unknown_and_ne_does_not(view: ShopView, asked: Asked) -> None:
    us = {"kind": "attribute", "field": "country", "value": "US"}
    assert asked(view)(kind="not", of=us) == ["bo", "cy", "dee"]
    joined = {"kind": "attribute", "field": "joined_at", "op": "ge", "value": "2026-11-20"}
    assert asked(view)(**joined) == ["bo"]
    assert asked(view)(kind="not", of=joined) == ["ann", "cy", "dee"]


def test_an_order_is_paid_not_cancelled_and_takes_nothing_back(view: ShopView, asked: Asked) -> None:
    ask = asked(view)
    assert ask(kind="did", event="order") == ["ann", "bo", "cy"]
    assert ask(kind="did", event="order", times=2) == ["ann"]
    assert ask(kind="did", event="order", op="eq", times=1) == ["bo", "cy"]
    assert ask(kind="did", event="order", op="lt", times=2) == ["bo", "cy", "dee"]
    assert ask(kind="never", event="order") == ["dee"]
    assert ask(kind="did", event="return") == ["cy"]


def test_thirty_days_are_thirty_times_24_hours(view: ShopView, asked: Asked) -> None:
    """ann ordered on 2026-10-21 at 12:00, exactly 30 days before; bo one second earlier."""
    ask = asked(view)
    assert ask(kind="did", event="order", within=DAYS_30) == ["ann"]
    assert ask(kind="did", event="order", times=2, within=DAYS_30) == ["ann"]
    assert ask(kind="never", event="order", within=DAYS_30) == ["bo", "cy", "dee"]
    assert ask(kind="last_did", event="order", within={"kind": "ago", "least": 30, "most": 30}) == ["bo"]
    assert ask(kind="last_did", event="order", which="first", within=DAYS_30) == ["ann"]
    assert ask(kind="last_did", event="order", within={"kind": "calendar", "unit": "week"}) == ["ann"]


def test_where_asks_one_line_for_all_of_it(view: ShopView, asked: Asked) -> None:
    ask = asked(view)
    assert ask(kind="did", event="order", where=KETTLES) == ["ann", "bo"]
    both = [*KETTLES, {"field": "quantity", "op": "ge", "value": 2}]
    assert ask(kind="did", event="order", where=both) == ["ann"]
    cups_of_three = [{"field": "category", "value": "Cups"}, {"field": "quantity", "op": "gt", "value": 9}]
    assert ask(kind="did", event="order", where=cups_of_three) == ["cy"]
    assert ask(kind="did", event="order", where=[{"field": "brand", "op": "ne", "value": "Ridge"}]) == ["ann", "bo"]
    assert ask(kind="did", event="order", where=[{"field": "code", "value": "fern15"}]) == ["ann"]
    assert ask(kind="did", event="order", where=[{"field": "discounted", "value": False}]) == ["bo", "cy"]
    assert ask(kind="did", event="order", where=[{"field": "price", "op": "gt", "value": 100}]) == ["bo"]  # 700 CNY
    assert ask(kind="did", event="order", where=[{"field": "hour", "value": 20}]) == ["ann"]
    assert ask(kind="did", event="order", where=[{"field": "weekday", "value": 4}]) == ["ann"]
    assert ask(kind="did", event="view", where=[{"field": "category", "op": "unknown"}]) == ["dee"]
    assert ask(kind="did", event="cart", where=[{"field": "device", "value": "Mobile"}]) == ["dee"]


@pytest.mark.parametrize(
    ("measure", "op", "value", "who"),
    [
        ("spend", "eq", 310, ["ann"]),  # 230 without shipping + 80
        ("spend", "eq", 700, ["bo"]),
        ("spend", "eq", 60, ["cy"]),  # 300 - 120 refunded - 120 taken back
        ("spend", "le", 60, ["cy", "dee"]),
        ("orders", "le", 1, ["bo", "cy", "dee"]),
        ("orders", "between", [1, 2], ["ann", "bo", "cy"]),
        ("aov", "eq", 155, ["ann"]),
        ("aov", "le", 155, ["ann", "cy"]),  # dee has none
        ("units", "eq", 6, ["ann"]),
        ("products", "eq", 2, ["ann"]),
        ("largest_order", "ge", 230, ["ann", "bo"]),
        ("returned_units", "gt", 0, ["cy"]),
        ("return_rate", "eq", 0.4, ["cy"]),
        ("discount_share", "eq", 1, ["ann"]),
        ("days_since_last_order", "le", 1, ["ann"]),
        ("days_since_first_order", "eq", 30, ["ann", "bo"]),
        ("median_gap_days", "eq", 29, ["ann"]),
    ],
)  # fmt: skip
def test_measures(view: ShopView, asked: Asked, measure: str, op: str, value: Any, who: list[str]) -> None:  # noqa: ANN401
    assert asked(view)(kind="measure", measure=measure, op=op, value=value) == who


def test_measures_of_a_span_and_of_lines(view: ShopView, asked: Asked) -> None:
    ask = asked(view)
    recent = {"kind": "last", "n": 7}
    assert ask(kind="measure", measure="spend", op="eq", value=80, within=recent) == ["ann"]
    assert ask(kind="measure", measure="aov", op="ge", value=0, within=recent) == ["ann"]
    cups = [{"field": "category", "value": "cups"}]
    assert ask(kind="measure", measure="spend", op="eq", value=180, where=cups) == ["cy"]  # 300 - 120 taken back
    assert ask(kind="measure", measure="spend", op="eq", value=0, where=cups) == ["bo", "dee"]
    assert ask(kind="measure", measure="units", op="ge", value=4, where=cups) == ["ann", "cy"]


def test_the_top_is_taken_of_those_who_ordered_and_ties_share(view: ShopView, asked: Asked) -> None:
    ask = asked(view)
    assert ask(kind="top", measure="spend", percent=33) == ["bo"]
    assert ask(kind="top", measure="spend", percent=34) == ["ann", "bo"]
    assert ask(kind="top", measure="spend", percent=10, lowest=True) == ["cy"]
    assert ask(kind="top", measure="orders", percent=40) == ["ann", "bo", "cy"]  # bo and cy share the second rank
    assert ask(kind="top", measure="orders", percent=100) == ["ann", "bo", "cy"]
    assert ask(kind="top", measure="spend", percent=100, within={"kind": "last", "n": 7}) == ["ann"]


def test_buckets_are_disjoint_and_stable(view: ShopView, asked: Asked) -> None:
    halves = [asked(view)(kind="bucket", salt="x", start=start, end=start + 50) for start in (0, 50)]
    assert sorted(halves[0] + halves[1]) == ["ann", "bo", "cy", "dee"]
    again = [asked(view)(kind="bucket", salt="x", start=start, end=start + 50) for start in (0, 50)]
    assert halves == again


def test_names_that_the_shop_lacks_are_named_with_the_nearest(view: ShopView, asked: Asked) -> None:
    ask = asked(view)
    with pytest.raises(NotFound, match="Nearest here: Coffee"):
        ask(kind="did", event="order", where=[{"field": "category", "value": "Cofee"}])
    with pytest.raises(NotFound, match="Nearest here: beans"):
        ask(kind="did", event="order", where=[{"field": "product", "op": "in", "value": ["cup", "bean"]}])
    with pytest.raises(NotFound, match="no campaign at all"):
        ask(kind="did", event="received", where=[{"field": "campaign", "value": "M1"}])
    with pytest.raises(NotFound, match="Nearest: lapsing"):
        ask(kind="segment", name="lapsin")


def test_what_needs_more_than_the_shop_says_so(view: ShopView, asked: Asked) -> None:
    with pytest.raises(InvalidInput, match="copilot build churn"):
        asked(view)(kind="measure", measure="churn_risk", value=0.5)
    with pytest.raises(InvalidInput, match="runtime state"):
        asked(view)(kind="consent", channel="email")


class Model:
    """A provider of scores: ann is at risk, bo less so, nobody else was scored."""

    def scores(self, view: ShopView, measure: str) -> dict[str, Any]:
        return {"ann": 0.9, "bo": 0.25} if measure == "churn_risk" else {"ann": 40, "bo": 10.5}


def test_scores_of_a_model_are_compared_and_ranked(view: ShopView, asked: Asked) -> None:
    ask = asked(view, scores=Model())
    assert ask(kind="measure", measure="churn_risk", op="gt", value=0.25) == ["ann"]
    assert ask(kind="measure", measure="churn_risk", op="le", value=0.25) == ["bo"]
    assert ask(kind="measure", measure="expected_value", op="between", value=[10.5, 39]) == ["bo"]
    assert ask(kind="top", measure="churn_risk", percent=50) == ["ann"]
    assert ask(kind="not", of={"kind": "measure", "measure": "churn_risk", "op": "gt", "value": 0.25}) == [
        "bo",
        "cy",
        "dee",
    ]
