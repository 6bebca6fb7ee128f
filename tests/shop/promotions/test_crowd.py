"""Eligibility of many at once says of each what `eligible` says of them alone; a shop's people are read as columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.promotions import OfferContext, Remaining, eligible
from shop.promotions.crowd import Column, People, column_of, counted, crowd_eligible
from shop.promotions.crowd.reading import read_people
from shop.segments.builtin import members
from shop.types import Promotion
from tools.customer import eligible_promotions

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = ("a", "b", "c")
IDS = ("", "c1", "c2", "c3", "c4")

_leaf = st.one_of(
    st.builds(lambda names: {"kind": "segment", "names": names}, st.lists(st.sampled_from(NAMES), min_size=1)),
    st.builds(lambda names: {"kind": "group", "names": names}, st.lists(st.sampled_from(NAMES), min_size=1)),
    st.builds(
        lambda type_, ids: {"kind": "customer", "type": type_, "ids": ids},
        st.sampled_from(("any", "new", "returning", "known")),
        st.lists(st.sampled_from(IDS[1:]), max_size=2),
    ),
    st.sampled_from(
        (
            {"kind": "orders", "nth": [2, 4]}, {"kind": "orders", "every": 3}, {"kind": "orders", "min": 1, "max": 3},
            {"kind": "birthday", "before_days": 3, "after_days": 3, "zone": "Asia/Shanghai"},
            {"kind": "country", "names": ["CN", "US"]}, {"kind": "channel", "names": ["email"]},
            {"kind": "time", "weekdays": [5], "zone": "Asia/Shanghai"},
            {"kind": "time", "hours": [{"start": "22:00", "end": "06:00"}]},
            {"kind": "time", "windows": [{"starts_at": "2026-11-20T12:00:00Z", "ends_at": "2026-11-21T00:00:00Z"}]},
            {"kind": "attribute", "of": "customer", "name": "size", "number": {"above": 9}},
            {"kind": "attribute", "of": "customer", "name": "size", "present": False},
            {"kind": "attribute", "of": "basket", "name": "size", "present": True},
            {"kind": "total", "min": "10"}, {"kind": "quantity", "min": "2"}, {"kind": "code", "codes": ["X"]},
            {"kind": "shipping", "methods": ["air"]},
        )
    ),
)  # fmt: skip


def _without_codes(tree: dict[str, Any]) -> bool:
    inner = {"all": tree.get("of"), "any": tree.get("of"), "not": [tree.get("of")]}.get(tree["kind"], [])
    return tree["kind"] != "code" and all(_without_codes(one) for one in inner)


_tree = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds(lambda of: {"kind": "all", "of": of}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda of: {"kind": "any", "of": of}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda of: {"kind": "not", "of": of}, inner.filter(_without_codes)),
    ),
    max_leaves=6,
)


@st.composite
def _promotions(draw: st.DrawFn) -> list[Promotion]:
    return [
        Promotion.model_validate(
            {
                "id": f"p{number}", "name": {"en": "x"}, "currency": draw(st.sampled_from(("CNY", "USD"))),
                "code_pool": draw(st.sampled_from(("", "", "dry", "full"))),
                "when": draw(st.none() | _tree), "effects": [{"kind": "fixed", "amount": "1"}],
                "policy": {
                    "paused": draw(st.booleans()) and draw(st.booleans()),
                    "starts_at": draw(st.sampled_from((None, AT, AT + timedelta(hours=5)))),
                    "ends_at": draw(st.sampled_from((None, AT + timedelta(hours=9)))),
                },
                "limits": draw(st.sampled_from(({}, {"per_customer": 2}, {"uses": 5}, {"budget": "9"}))),
            }
        )
        for number in range(draw(st.integers(1, 4)))
    ]  # fmt: skip


@st.composite
def _people(draw: st.DrawFn) -> People:
    size = draw(st.integers(1, 12))

    def column(*values: object) -> Column:
        return column_of(draw(st.lists(st.sampled_from(values), min_size=size, max_size=size)))

    def flags() -> Any:  # noqa: ANN401 - an array
        import numpy as np

        return np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=np.bool_)

    columns = {
        "customer_id": column(*IDS), "country": column("", "CN", "GB"), "currency": column("CNY", "USD"),
        "orders": column(None, 0, 1, 2, 3), "returning": column(None, False, True),
        "birthday": column(None, date(1990, 11, 22), date(1992, 2, 29), date(1980, 5, 1)),
        "at": column(AT - timedelta(hours=1), AT, AT + timedelta(hours=11, minutes=3), AT + timedelta(days=1)),
    }  # fmt: skip
    kept = draw(st.sets(st.sampled_from(sorted(columns))))
    remaining = draw(st.sampled_from(({}, {"p0": Remaining(uses=0)}, {"p1": Remaining(money=Decimal(0), today=0)})))
    return People(
        size=size,
        base=OfferContext(at=AT, currency="CNY", channel=draw(st.sampled_from((None, "email"))), remaining=remaining),
        columns={name: columns[name] for name in kept},
        attributes={"size": column(None, "9", "10", Decimal(11))} if draw(st.booleans()) else {},
        segments={name: flags() for name in NAMES if draw(st.booleans())},
        groups={name: flags() for name in NAMES if draw(st.booleans())},
        used={"p0": column_of(draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))).codes},
    )


@given(_promotions(), _people())
@settings(max_examples=300, deadline=None)
def test_the_crowd_is_judged_like_each_alone(promotions: list[Promotion], people: People) -> None:
    free = {"full": 3, "dry": 0}
    together = list(crowd_eligible(promotions, people, free))
    for row in range(people.size):
        alone = eligible(promotions, people.context(row), free)
        assert [bool(verdict.ok[row]) for verdict in together] == [verdict.ok for verdict in alone]
        for many, one in zip(together, alone, strict=True):
            assert {kind for kind, rows in many.reasons.items() if rows[row]} == {x.kind for x in one.reasons}


def test_counts_name_the_most_frequent_reason_first() -> None:
    people = People(3, OfferContext(at=AT, currency="CNY"), {"country": column_of(["CN", "US", ""])})
    both = [{"kind": "country", "names": ["CN"]}, {"kind": "customer", "type": "new"}]
    [verdict] = crowd_eligible([_fixed({"id": "p", "when": {"kind": "all", "of": both}})], people)
    found = counted(verdict)
    assert (found.asked, found.eligible, found.why_not) == (3, 0, {"only_new": 3, "wrong_country": 2})


def test_a_shop_is_judged_at_once_as_each_customer_alone(tiny_shop: Any) -> None:  # noqa: ANN401 - loaded by path
    shop = tiny_shop().product("p1", price="100")
    for number, country in enumerate(("CN", "US", "GB", "CN", "")):
        shop.customer(f"c{number}", country=country)
    shop.order("c0", "2026-11-01", [("p1", 2)], codes=["TEN"]).order("c1", "2026-11-02", [("p1", 1)])
    documents = (
        {"id": "new", "when": {"kind": "customer", "type": "new"}},
        {"id": "cn", "when": {"kind": "country", "names": ["CN"]}, "code": "TEN", "limits": {"per_customer": 1}},
        {"id": "usd", "currency": "USD", "when": {"kind": "segment", "names": ["active", "new_customers"]}},
    )
    promotions = [_fixed(document) for document in documents]
    for place, item in enumerate(promotions):
        shop.row("promotions", promotion_id=item.id, position=place, document=item.model_dump_json(by_alias=True))
    with shop.view("2026-11-20") as view:
        inside = {name: members(view, name) for name in ("active", "new_customers")}
        people = read_people(view, promotions, "email", inside)
        together = list(crowd_eligible(promotions, people, {}))
        for row, id_ in enumerate(people.columns["customer_id"].values):
            alone = {item.promotion_id: item.eligible for item in eligible_promotions(view, id_, "email")}
            assert {verdict.promotion.id: bool(verdict.ok[row]) for verdict in together} == alone
        some = read_people(view, promotions, "email", inside, ["c1", "c4", "nobody"])
        assert list(some.columns["customer_id"].values) == ["c1", "c4"]


def _fixed(document: dict[str, Any]) -> Promotion:
    effects = [{"kind": "fixed", "amount": "1"}]
    return Promotion.model_validate({"name": {"en": "x"}, "currency": "CNY", "effects": effects, **document})
