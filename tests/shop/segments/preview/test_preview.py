"""What a preview says: figures by hand, notes for the empty, the whole, the impossible and the future."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from shop.errors import InvalidInput, NotFound
from shop.segments.preview import TreePreview, look
from shop.segments.preview.contradictions import contradictions
from shop.segments.tree.read import read_tree
from shop.store.view import ShopView


@pytest.fixture
def view(tiny_shop: Callable[..., Any]) -> Iterator[ShopView]:
    shop = tiny_shop().product("tea", price="10", category="Tea").product("pot", price="50", category="Pots")
    for number in range(10):
        shop.customer(f"c{number}", country="US" if number < 4 else "CN", language="en", email=f"c{number}@x.example")
    for number in range(4):
        shop.order(f"c{number}", "2026-11-01", [("tea", number + 1)])
    shop.order("c9", "2026-11-02", [("pot", 2)]).consent("c0", "email").consent("c1", "email", "opted_out")
    shop.customer("mail@x.example", country="GB")
    with shop.view("2026-11-20T12:00") as opened:
        yield opened


def seen(view: ShopView, state: sqlite3.Connection | None = None, channel: Any = None, **data: Any) -> TreePreview:  # noqa: ANN401
    return look(view, read_tree(json.dumps(data)), "x", channel=channel, state=state)


def test_a_preview_counts_and_profiles(view: ShopView, state: sqlite3.Connection) -> None:
    found = seen(view, state, "email", kind="attribute", field="country", value="US")
    assert (found.matched, found.customers, found.share) == (4, 11, Decimal("0.3636"))
    assert found.funnel is not None
    assert (found.funnel.matched, found.funnel.eligible) == (4, 1)
    assert found.words["en"] == "Every customer whose country is “US”."
    assert found.words["zh"] == "满足以下条件的客户：国家为「US」。"
    value = found.value
    assert (value.buyers, value.orders, value.total.amount, value.per_order.amount) == (4, 4, 100, 25)
    assert [amount.amount for amount in value.quantiles.values()] == [10, 10, 20, 30, 40]
    assert [(one.category, one.buyers, one.share, one.share_of_all) for one in found.categories] == [
        ("Tea", 4, Decimal(1), Decimal("0.8")),
    ]  # fmt: skip
    assert next(one for one in found.overlaps if one.name == "new_customers").both == 4
    assert sorted(found.sample) == ["c0", "c1", "c2", "c3"]
    assert found.notes == ()


def test_the_sample_is_the_same_every_time_and_shows_no_address(view: ShopView) -> None:
    first, again = (seen(view, kind="everyone") for _ in range(2))
    assert first == again
    assert len(first.sample) == 5
    [only] = seen(view, kind="attribute", field="country", value="GB").examples
    assert "@" not in only.model_dump_json()
    assert only.customer.startswith("c-")


def notes(found: TreePreview) -> list[str]:
    return [note.kind for note in found.notes]


def test_nobody_and_everybody_are_said(view: ShopView) -> None:
    empty = seen(view, kind="attribute", field="country", value="FR")
    assert (empty.matched, empty.sample, empty.overlaps, notes(empty)) == (0, (), (), ["nobody"])
    assert empty.value.quantiles == {}
    assert notes(seen(view, kind="everyone")) == ["everybody"]


def test_what_can_never_match_is_said_in_both_languages(view: ShopView) -> None:
    found = seen(view, kind="all", of=[
        {"kind": "measure", "measure": "spend", "op": "ge", "value": 100},
        {"kind": "measure", "measure": "spend", "op": "lt", "value": 50}])  # fmt: skip
    assert notes(found) == ["contradiction", "nobody"]
    assert found.notes[0].words == {
        "en": "Nobody can ever match: spend excludes itself.", "zh": "不可能有客户符合条件：消费额自相矛盾。",
    }  # fmt: skip


def test_dates_in_the_future_are_said(view: ShopView) -> None:
    found = seen(view, kind="did", event="order", within={"kind": "dates", "first": "2027-01-01"})
    assert notes(found) == ["nobody", "future"]
    assert "2027-01-01" in found.notes[1].words["en"]


def test_unread_openings_are_said_also_inside_of_other_segments(view: ShopView) -> None:
    found = seen(view, kind="not", of={"kind": "did", "event": "open"})
    assert notes(found) == ["nobody", "tracking"]
    assert found.notes[1].words["en"].startswith("11 of 11 customers did not allow tracking")


def test_thresholds_from_the_data_are_said(view: ShopView) -> None:
    assert notes(seen(view, kind="lifecycle", stages=["new"])) == ["thresholds"]
    [note] = seen(view, kind="rfm", r=[5]).notes
    assert "5 customers who ordered" in note.words["en"]


def test_unknown_names_and_a_missing_state_are_refused(view: ShopView) -> None:
    with pytest.raises(NotFound, match="Nearest here: Tea"):
        seen(view, kind="did", event="order", where=[{"field": "category", "value": "Teas"}])
    with pytest.raises(InvalidInput, match="runtime state"):
        seen(view, None, "email", kind="everyone")


A = {"kind": "attribute", "field": "country", "value": "US"}
NEVER = {"kind": "never", "event": "order", "within": {"kind": "last", "n": 30}}


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ([A, {"kind": "not", "of": A}], ["country"]),
        ([A, {**A, "value": "us"}], []),
        ([A, {**A, "value": "CN"}], ["country"]),
        ([A, {**A, "op": "in", "value": ["CN", "US"]}], []),
        ([NEVER, {"kind": "did", "event": "order", "within": {"kind": "last", "n": 30}}], ["order"]),
        ([NEVER, {"kind": "did", "event": "order", "within": {"kind": "last", "n": 60}}], []),
        ([{"kind": "did", "event": "view", "times": 5},
          {"kind": "did", "event": "view", "op": "lt", "times": 5}], ["view"]),
        ([{"kind": "measure", "measure": "orders", "op": "ge", "value": 2},
          {"kind": "measure", "measure": "orders", "op": "le", "value": 2}], []),
        ([{"kind": "measure", "measure": "orders", "op": "gt", "value": 2},
          {"kind": "measure", "measure": "orders", "op": "between", "value": [1, 2]}], ["orders"]),
        ([{"kind": "attribute", "field": "joined_at", "op": "gt", "value": "2026-01-01"},
          {"kind": "attribute", "field": "joined_at", "op": "lt", "value": "2025-01-01"}], ["joined_at"]),
        ([{"kind": "lifecycle", "stages": ["new"]}, {"kind": "lifecycle", "stages": ["lapsed"]}], ["lifecycle"]),
        ([{"kind": "any", "of": [A, {**A, "value": "CN"}]}, A], []),
    ],
)  # fmt: skip
def test_contradictions(conditions: list[Any], names: list[str]) -> None:
    assert contradictions(read_tree(json.dumps({"kind": "all", "of": conditions}))) == names
