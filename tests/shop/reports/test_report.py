"""Reports on a shop whose answers can be counted on fingers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from importlib import resources
from typing import Any, TypeAlias

import pytest

from shop.evidence import MoneyValue, NumberValue, Value
from shop.reason import REASON_KINDS
from shop.record import LANGUAGES
from shop.reports import Cause, Report, parse_period, report
from shop.reports.words import reason_words, remark

TinyShop: TypeAlias = Any


@pytest.fixture
def shop(tiny_shop: Callable[..., Any]) -> TinyShop:
    """Two weeks in November: one order in the first, three and a return document in the second (9 to 15)."""
    shop = tiny_shop().product("p1", price="100").product("p2", price="30", category="tea")
    shop.customer("c1", country="CN", acquisition="shop").customer("c2", country="US", acquisition="friend")
    shop.order("c1", "2026-11-02", [("p1", 1)], country="CN")
    shop.order("c1", "2026-11-09", [("p1", 2)], country="CN", shipping="12", refunded="50")
    shop.order("c2", "2026-11-15T23:59:59", [("p2", 1, "10")], currency="USD", country="US")
    shop.order(None, "2026-11-11", [("p1", 1)], country="CN")
    shop.order("c2", "2026-11-12", [("p2", 1)], status="cancelled")
    shop.order("c1", "2026-11-13", [("p2", -1)], country="CN")
    return shop.order("c2", "2026-11-16", [("p2", 1)])


def made(shop: TinyShop, period: str = "last-week", at: str = "2026-11-20T23:59:59", **more: Any) -> Report:  # noqa: ANN401
    with shop.view(at) as view:
        return report(view, parse_period(period, view.at.date()), **more)


def field(found: Report, measure: str, name: str = "value", group: str = "", section: str = "sales") -> Value | None:
    [figure] = [
        one for one in found.figures if (one.section, one.measure, one.group) == (section, measure, group)
    ]  # fmt: skip
    return figure.evidence.fields.get(name)


def cny(text: str) -> MoneyValue:
    return MoneyValue(money=Decimal(text), currency="CNY")


def number(text: str, unit: str = "") -> NumberValue:
    return NumberValue(number=Decimal(text), unit=unit)


def test_sales_orders_and_average_follow_the_conventions(shop: TinyShop) -> None:
    found = made(shop)
    # 200 - 50 refunded, 10 USD at 7, a guest's 100, and 30 taken back; shipping and the cancelled order count nowhere.
    assert field(found, "sales") == cny("290.00")
    assert field(found, "orders") == number("3")
    assert field(found, "aov") == cny("96.67")
    assert field(found, "customers") == number("2")
    assert field(found, "new_customers") == number("1")
    assert field(found, "repeat_rate") == number("50.0", "%")
    assert field(found, "returned") == cny("80.00")
    assert (field(found, "units"), field(found, "returned_units")) == (number("4"), number("1"))
    assert field(found, "return_rate") == number("25.0", "%")


def test_changes_against_the_week_before(shop: TinyShop) -> None:
    found = made(shop)
    assert field(found, "sales", "previous") == cny("100.00")
    assert field(found, "sales", "change") == number("190.0", "%")
    assert field(found, "repeat_rate", "change") == number("50.0", "pp")
    assert found.year_before is None
    assert "no_year_before" in {remark.code for remark in found.remarks}


def test_zero_before_or_no_data_say_no_comparison(shop: TinyShop) -> None:
    found = made(shop)
    assert field(found, "returned", "previous") == cny("0.00")
    assert field(found, "returned", "change") is None
    assert field(found, "returned", "no_comparison") is not None
    first = made(shop, "2026-11-02..2026-11-08")
    assert first.previous is None
    assert "no_previous" in {remark.code for remark in first.remarks}
    assert field(first, "sales", "previous") is None
    assert field(first, "sales", "no_comparison") is not None


def test_a_period_without_orders_has_no_average(shop: TinyShop) -> None:
    found = made(shop, "2026-11-17..2026-11-18")
    assert {figure.measure for figure in found.of("sales")} >= {"sales", "orders"}
    assert "aov" not in {figure.measure for figure in found.of("sales")}
    assert field(found, "sales", "change") == number("-100.0", "%")


def test_an_empty_shop_has_a_report(tiny_shop: Callable[..., Any]) -> None:
    found = made(tiny_shop().customer("c1"))
    assert field(found, "sales") == cny("0.00")
    assert {"no_orders", "no_views"} <= {remark.code for remark in found.remarks}


def test_orders_without_a_rate_are_counted_and_named(shop: TinyShop) -> None:
    shop.order("c1", "2026-11-10", [("p1", 1)], currency="JPY")
    found = made(shop)
    assert field(found, "orders") == number("4")
    assert field(found, "sales") == cny("290.00")
    assert field(found, "aov") == cny("96.67")
    [remark] = [one for one in found.remarks if one.code == "no_rate"]
    assert "1 orders in JPY" in remark.words["en"]
    assert "JPY" in remark.words["zh"]


def test_groups(shop: TinyShop) -> None:
    found = made(shop)
    assert field(found, "sales", group="CN", section="country") == cny("220.00")
    assert field(found, "sales", group="US", section="country") == cny("70.00")
    assert field(found, "orders", group="", section="channel") == number("1")  # the guest
    assert field(found, "goods", group="coffee", section="category") == cny("300.00")
    assert field(found, "goods", group="tea", section="category") == cny("40.00")
    assert [figure.title for figure in found.of("product")] == ["P1", "P1", "P2", "P2"]


def test_the_funnel_asks_for_the_steps_in_order_and_in_time(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1")
    for number_ in range(5):
        shop.customer(f"c{number_}").event(f"c{number_}", "view", "2026-11-09T10:00", "p1")
    for customer, at in (("c0", "2026-11-09T11:00"), ("c1", "2026-11-09T11:00"), ("c2", "2026-11-24T10:00:01")):
        shop.event(customer, "cart", at, "p1")
    shop.event("c3", "cart", "2026-11-09T09:00", "p1")  # before the view
    shop.event("c0", "checkout", "2026-11-23T10:00").event("c1", "checkout", "2026-11-09T10:30")  # c1: before the cart
    shop.order("c0", "2026-11-23T10:00", [("p1", 1)]).order("c1", "2026-11-10", [("p1", 1)])
    shop.order("c4", "2026-10-20", [("p1", 1)])
    found = made(shop, "2026-11-09..2026-11-15", "2026-12-10T23:59:59")
    reached = [field(found, "reached", group=step, section="funnel") for step in ("view", "cart", "checkout", "order")]
    assert reached == [number("5"), number("2"), number("1"), number("1")]
    assert field(found, "went_on", group="cart", section="funnel") == number("40.0", "%")
    assert field(found, "dropped", group="cart", section="funnel") == number("3")
    assert "funnel_open" not in {remark.code for remark in found.remarks}
    assert "funnel_open" in {remark.code for remark in made(shop, "2026-11-09..2026-11-15", "2026-11-23T09:00").remarks}


def outcomes(shop: TinyShop, arm: str, people: int, ordered: int, held_out: bool = False) -> None:
    for place in range(people):
        name = f"{arm}{place}"
        shop.customer(name)
        shop.row(
            "outcomes", campaign_id="M1", customer_key=shop.key("customer", name), arm=arm, held_out=held_out,
            delivered=not held_out, opened=not held_out, clicked=False, ordered=place < ordered,
            revenue=Decimal(10) if place < ordered else None, currency="USD" if place < ordered else "",
        )  # fmt: skip


def test_a_campaign_against_its_hold_out(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop()
    shop.row(
        "campaigns", campaign_id="M1", name="Hello", channel="email", sent_at=datetime(2026, 11, 10), arms=["letter"],
        holdout_share=Decimal("0.5"),
    )  # fmt: skip
    outcomes(shop, "letter", 70, 56)
    outcomes(shop, "held", 80, 48, held_out=True)
    shop.consent("letter0", "tracking").consent("letter1", "tracking", "opted_out")
    found = made(shop)

    def arm(measure: str, name: str = "value") -> Value | None:
        return field(found, measure, name, "M1/letter", "campaign")

    assert (arm("lift"), arm("lift", "low"), arm("lift", "high")) == (
        number("20.0", "pp"), number("5.2", "pp"), number("33.4", "pp"),
    )  # fmt: skip
    assert arm("revenue") == cny("3920.00")
    assert arm("lift_revenue") == cny("14.00")
    assert (arm("trackable"), arm("opened"), arm("clicked")) == (number("1"), number("1"), number("0"))
    assert not [one for one in found.of("campaign") if one.group == "M1/held" and one.measure in ("opened", "lift")]


def test_a_hold_out_with_few_buyers_gives_no_interval_of_revenue(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop()
    shop.row("campaigns", campaign_id="M1", name="Hello", channel="email", sent_at=datetime(2026, 11, 10))
    outcomes(shop, "letter", 50, 20)
    outcomes(shop, "held", 20, 4, held_out=True)
    found = made(shop)
    assert field(found, "lift_revenue", "value", "M1/letter", "campaign") == cny("14.00")
    assert field(found, "lift_revenue", "low", "M1/letter", "campaign") is None
    assert field(found, "lift", "low", "M1/letter", "campaign") is not None
    assert "few_buyers" in {remark.code for remark in found.remarks}


def test_openings_without_consent_to_tracking_are_not_shown(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop()
    shop.row("campaigns", campaign_id="M1", name="Hello", channel="email", sent_at=datetime(2026, 11, 10))
    outcomes(shop, "letter", 3, 1)
    shop.consent("letter0", "tracking", source="form")
    shop.info = shop.info.model_copy(update={"sample": False})  # there a source must be attested
    for attested, shown in (((), False), (("form",), True)):
        found = made(shop, attested=attested)
        assert ("opened" in {one.measure for one in found.of("campaign")}) is shown
        assert ("no_tracking" in {one.code for one in found.remarks}) is not shown
        assert "no_holdout" in {one.code for one in found.remarks}


def test_causes_are_handed_in(shop: TinyShop) -> None:
    words = {"en": "longer away than usual", "zh": "间隔变长"}
    causes = [Cause(key="rhythm", words=words, customers=7, of=9, source="churn 1")]
    found = made(shop, causes=causes)
    assert field(found, "churn_cause", group="rhythm", section="churn") == number("7")
    assert found.of("churn")[0].title == words["en"]


def test_figures_are_numbered_evidence_and_the_same_every_time(shop: TinyShop) -> None:
    first, second = made(shop, "last-30-days"), made(shop, "last-30-days")
    assert first.model_dump_json() == second.model_dump_json()
    assert [one.evidence.id for one in first.figures] == [f"F{n}" for n in range(1, len(first.figures) + 1)]
    assert all(one.evidence.kind == "figure" and one.evidence.source for one in first.figures)


def test_every_remark_and_measure_that_the_code_names_has_words_in_both_languages() -> None:
    folder = resources.files("shop.reports")
    code = "".join(item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.endswith(".py"))
    codes = set(re.findall(r'ledger\.remark\("(\w+)"', code)) | {"no_previous", "no_year_before"}
    assert len(codes) >= 12
    for words in [remark(name) for name in sorted(codes)] + [reason_words(kind) for kind in REASON_KINDS]:
        assert set(words) == set(LANGUAGES)
