"""Forecasts and the watch list: every number of a reason is found again in the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from shop.churn import REASON_CODES, ChurnForecast, ChurnModel, ChurnReason, predict, prepared, watch_list
from shop.churn.design import Family
from shop.churn.features import known_at
from shop.churn.prepare import model_moment
from shop.churn.reasons import Shop, reasons_of
from shop.churn.wording import reason_label, reason_texts
from shop.evidence import DateValue, DaysValue, MoneyValue, NumberValue, Value
from shop.segments.lifecycle import lifecycle
from shop.store.view import ShopView

Population: TypeAlias = Any
TinyShop: TypeAlias = Any
NewShop = Callable[..., Any]


def plain(value: Value) -> Decimal | date:
    match value:
        case DaysValue(days=days):
            return Decimal(days)
        case NumberValue(number=number):
            return number
        case MoneyValue(money=amount):
            return amount
        case DateValue(date=day):
            return day
        case _:
            raise AssertionError(value)


def told(reason: ChurnReason) -> dict[str, Any]:
    return {name: plain(value) for name, value in reason.facts.items()}


def in_store(view: ShopView, id_: str) -> tuple[list[date], list[Decimal]]:
    """Days with an order and the money of each, asked of the build itself."""
    rows = view.rows(
        """SELECT timezone('Asia/Shanghai', timezone('UTC', placed_at))::DATE AS day, sum(total - shipping - refunded)
           FROM facts.orders JOIN facts.customers USING (customer_key)
           WHERE customer_id = ? AND is_sale AND total >= 0 AND placed_at <= ? GROUP BY day ORDER BY day""",
        [id_, view.utc],
    )
    return [row[0] for row in rows], [row[1] for row in rows]


def orders_between(view: ShopView, id_: str, after: date, until: date) -> int:
    """Orders of the days after `after` up to `until`."""
    [(count,)] = view.rows(
        """SELECT count(*) FROM facts.orders JOIN facts.customers USING (customer_key)
           WHERE customer_id = ? AND is_sale AND total >= 0 AND placed_at <= ?
           AND timezone('Asia/Shanghai', timezone('UTC', placed_at))::DATE BETWEEN ? AND ?""",
        [id_, view.utc, after + timedelta(days=1), until],
    )
    return int(count)


def assert_true(view: ShopView, id_: str, reason: ChurnReason) -> None:
    days, money = in_store(view, id_)
    gaps = sorted((b - a).days for a, b in pairwise(days))
    today, facts = view.at.date(), told(reason)
    if "last_order" in facts:
        assert facts["last_order"] == days[-1]
        assert facts["days_since"] == (today - days[-1]).days
    match reason.code:
        case "silent_for_n_rhythms":
            half = len(gaps) // 2
            middle = Decimal(gaps[half] if len(gaps) % 2 else gaps[half - 1] + gaps[half]) / (1 if len(gaps) % 2 else 2)
            assert facts["rhythm_days"] == middle
            assert 0 <= facts["days_since"] / middle - facts["rhythms"] < Decimal("0.1")
        case "silent_for_long":
            assert facts["days_since"] > facts["usual_days"] == lifecycle(view).thresholds.usual_days
        case "single_purchase":
            assert len(days) == 1
        case "fewer_orders_than_before":
            span = timedelta(days=int(facts["days"]))
            assert facts["orders_now"] == orders_between(view, id_, today - span, today)
            assert facts["orders_before"] == orders_between(view, id_, today - 2 * span, today - span)
            assert facts["orders_now"] < facts["orders_before"]
        case "gaps_growing":
            assert facts["last_gap"] == (days[-1] - days[-2]).days
        case "smaller_baskets":
            assert facts["last_spend"] == round(money[-1], 2)
            assert abs(facts["usual_spend"] - sum(money[:-1]) / len(money[:-1])) <= Decimal("0.01")


def test_the_numbers_of_every_reason_are_true_in_the_store(population: Population, folder: Path) -> None:
    seen = set()
    with population.view() as view:
        model = prepared(view, folder)
        for item in watch_list(view, model, 250).items:
            for reason in item.reasons:
                seen.add(reason.code)
                assert_true(view, item.customer_id, reason)
                assert reason.words("en") != reason.words("zh")
    assert {"silent_for_n_rhythms", "single_purchase", "fewer_orders_than_before", "gaps_growing"} <= seen


def test_forecasts_fit_together(population: Population, folder: Path) -> None:
    with population.view() as view:
        model = prepared(view, folder)
        ids = [
            row[0] for row in view.rows("SELECT DISTINCT customer_id FROM sales JOIN customers USING (customer_key)")
        ]
        found = predict(view, model, [*ids, "nobody"])
        assert list(found) == ids
        alone = predict(view, model, ids[:1])
        assert alone[ids[0]] == found[ids[0]]
    for item in found.values():
        assert item.probability is not None
        assert item.expected_value is not None
        assert item.value_at_risk is not None
        if_bought = item.expected_value.amount + item.value_at_risk.amount
        assert abs(item.value_at_risk.amount - item.probability * if_bought) <= Decimal("0.02")
        assert item.risk == ("low" if item.probability < Decimal("0.333") else
                             "medium" if item.probability < Decimal("0.667") else "high")  # fmt: skip
        assert (item.reasons == ()) or item.risk != "low"
        assert item.trained_until <= view.at
    assert len({item.risk for item in found.values()}) == 3


def test_the_watch_list_is_sorted_and_leaves_out_the_lapsed(population: Population, folder: Path) -> None:
    with population.view() as view:
        model = prepared(view, folder)
        whole, short = watch_list(view, model, 10_000), watch_list(view, model, 7)
        stages = lifecycle(view).stages
    assert short.items == whole.items[:7]
    assert (short.at_risk, len(whole.items)) == (whole.at_risk, whole.at_risk)
    stakes = [item.value_at_risk.amount for item in whole.items if item.value_at_risk]
    assert stakes == sorted(stakes, reverse=True)
    assert len(stakes) == whole.at_risk > 20
    assert not {stages[item.customer_id] for item in whole.items} & {"lapsed", "prospect"}
    assert "low" not in {item.risk for item in whole.items}
    assert whole.lapsed == sum(stage == "lapsed" for stage in stages.values())


def test_who_objects_is_neither_learnt_from_nor_forecast(
    new_population: Callable[[int], Any], write_build: Callable[[Any, Path], Path], tmp_path: Path
) -> None:
    made = new_population(320)
    objecting = {row["customer_id"] for row in made.shop.tables["customers"][::4]}
    everyone = [row["customer_id"] for row in made.shop.tables["customers"]]
    for row in made.shop.tables["customers"]:
        row["objects_to_profiling"] = row["customer_id"] in objecting
    with ShopView(write_build(made.shop, tmp_path / "shop-1.duckdb"), "2026-11-01") as view:
        model = prepared(view, None)
        listed = watch_list(view, model, 10_000)
        found = predict(view, model, everyone)
        assert predict(view, model, sorted(objecting)) == {}
        assert not objecting & {item.customer_id for item in listed.items}
        assert listed.objecting == model.card.objecting > 0
    for table in ("orders", "order_lines"):
        keys = {made.shop.key("customer", id_) for id_ in objecting}
        made.shop.tables[table] = [row for row in made.shop.tables[table] if row["customer_key"] not in keys]
    with ShopView(write_build(made.shop, tmp_path / "shop-2.duckdb"), "2026-11-01") as view:
        without = prepared(view, None)
        again = predict(view, without, everyone)
    assert model.learned is not None
    assert list(again) == list(found)
    assert [item.probability for item in again.values()] == [item.probability for item in found.values()]
    assert [item.expected_value for item in again.values()] == [item.expected_value for item in found.values()]


def test_facts_of_reasons_by_hand(tiny_shop: NewShop) -> None:
    shop = tiny_shop().product("p1", price="10").product("p2", price="50").customer("c1")
    for day, product in (("2026-05-01", "p2"), ("2026-05-11", "p2"), ("2026-05-31", "p2"), ("2026-10-21", "p1")):
        shop.order("c1", day, [(product, 2)], discount="1")
    shop.order("c1", "2026-10-22", [("p1", -1)]).event("c1", "view", "2026-09-25", "p1")
    with shop.view("2026-11-20") as view:
        known = known_at(view, view.at, 90)
    row = {name: float(column[0]) for name, column in known.columns.items()}
    families: tuple[Family, ...] = ("pace", "baskets", "returns", "visits", "offers", "orders", "silence")
    found = {family: reasons_of(row, HERE, {family: 1.0}) for family in families}
    facts = {reason.code: told(reason) for reasons in found.values() for reason in reasons}
    assert facts["gaps_growing"] == {"last_gap": 143, "rhythm_days": 15}
    assert facts["smaller_baskets"] == {"last_spend": 19, "usual_spend": 99}
    assert facts["returns_rising"] == {
        "days": 90, "returned_now": 1, "units_now": 2, "returned_before": 0, "units_before": 6,
    }  # fmt: skip
    assert facts["fewer_visits"] == {"visits_now": 0, "visits_before": 1}
    assert facts["bought_only_reduced"] == {"orders": 4, "reduced": 4}
    assert facts["silent_for_n_rhythms"] == {
        "last_order": date(2026, 10, 21), "days_since": 30, "rhythm_days": 20, "rhythms": Decimal("1.5"),
    }  # fmt: skip
    assert "fewer_orders_than_before" not in facts  # 1 in the last 90 days, 0 in the 90 before


def small_shop(tiny_shop: NewShop) -> TinyShop:
    shop = tiny_shop().product("p1").customer("weekly").customer("once").customer("late").customer("never")
    for day in ("2026-10-20", "2026-10-27", "2026-11-03"):
        shop.order("weekly", day, [("p1", 1)])
    shop.order("once", "2026-11-19", [("p1", 1)])
    for day in ("2026-08-01", "2026-08-11", "2026-08-21", "2026-11-02"):
        shop.order("late", day, [("p1", 3)])
    return shop


def test_a_tiny_shop_gets_the_rhythm_rule(tiny_shop: NewShop, tmp_path: Path) -> None:
    with small_shop(tiny_shop).view("2026-11-20") as view:
        model = prepared(view, tmp_path)
        found = predict(view, model, ["late", "once", "weekly", "never"])
        listed = watch_list(view, model, 10)
        assert prepared(view, tmp_path).card == model.card
        assert ChurnModel.load(next(tmp_path.iterdir())).learned is None
    assert model.name == "rhythm rule"
    assert "a model needs 200" in model.card.why_no_model
    assert all(item.probability is item.expected_value is item.value_at_risk is None for item in found.values())
    # weekly: 17 days = 2.4 rhythms of 7; late: 18 days = 1.8 rhythms of 10; once: 1 day of the default usual gap
    assert {id_: item.risk for id_, item in found.items()} == {"late": "medium", "once": "low", "weekly": "medium"}
    [reason] = found["weekly"].reasons
    assert told(reason) == {
        "last_order": date(2026, 11, 3), "days_since": 17, "rhythm_days": 7, "rhythms": Decimal("2.4"),
    }  # fmt: skip
    assert [item.customer_id for item in listed.items] == ["late", "weekly"]  # who spent more comes first


def test_an_empty_shop_is_no_error(tiny_shop: NewShop) -> None:
    with tiny_shop().view() as view:
        model = prepared(view, None)
        assert predict(view, model, ["c1"]) == {}
        assert watch_list(view, model, 5).items == ()


def test_a_live_shop_learns_once_a_week(tiny_shop: NewShop) -> None:
    shop = small_shop(tiny_shop)
    shop.info = shop.info.model_copy(update={"live": True})
    with shop.view("2026-11-20T15:00") as friday, shop.view("2026-11-16T00:00") as monday:
        assert model_moment(friday).isoformat() == "2026-11-16T00:00:00+08:00"
        assert model_moment(monday) == model_moment(friday)
    with small_shop(tiny_shop).view("2026-11-20T15:00") as history:
        assert model_moment(history) == history.at


def test_only_events_before_a_live_models_moment_make_another_model(
    tiny_shop: NewShop, state: sqlite3.Connection
) -> None:
    shop = small_shop(tiny_shop)
    shop.info = shop.info.model_copy(update={"live": True})
    build = shop.build()

    def version() -> str:
        with ShopView(build, "2026-11-20T15:00", state) as view:
            return prepared(view, None).version

    def viewed(moment: str) -> None:
        sql = "INSERT INTO events (customer_id, kind, happened_at) VALUES (?, 'view', ?)"
        state.execute(sql, ("weekly", moment))

    first = version()
    viewed("2026-11-16T10:00:00")
    assert version() == first
    viewed("2026-11-15T15:59:00")  # UTC: one minute before Monday in Shanghai
    assert version() != first


NOTHING = {name: 0.0 for name in (
    "days", "orders", "days_since", "tenure", "median_gap", "longest_gap", "last_gap", "earlier_gap", "orders_now",
    "orders_before", "season_ahead", "season_past", "last_spend", "earlier_spend", "units", "returned", "units_now",
    "returned_now", "reduced", "visits_now", "visits_before",
)}  # fmt: skip
HERE = Shop(date(2026, 11, 20), 90, 30, "CNY")
CASES: list[tuple[Family, str, dict[str, float], dict[str, float]]] = [
    ("silence", "silent_for_n_rhythms", {"days": 3, "median_gap": 10, "days_since": 11}, {"days_since": 10}),
    ("silence", "silent_for_long", {"days": 1, "days_since": 31}, {"days_since": 30}),
    ("orders", "single_purchase", {"orders": 1, "orders_now": 1}, {"orders": 2}),
    ("orders", "fewer_orders_than_before", {"orders": 3, "orders_now": 1, "orders_before": 2}, {"orders_now": 2}),
    ("pace", "gaps_growing", {"days": 4, "last_gap": 16, "earlier_gap": 10}, {"last_gap": 15}),
    ("baskets", "smaller_baskets", {"days": 3, "last_spend": 6, "earlier_spend": 20}, {"last_spend": 7}),
    ("returns", "returns_rising",
     {"units": 10, "returned": 3, "units_now": 4, "returned_now": 2}, {"returned_now": 0, "returned": 1}),
    ("visits", "fewer_visits", {"visits_now": 1, "visits_before": 2}, {"visits_now": 2}),
    ("season", "season_over", {"season_past": 2, "season_ahead": 1}, {"season_ahead": 2}),
    ("offers", "bought_only_reduced", {"orders": 2, "reduced": 2}, {"reduced": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("family", "code", "row", "change"), CASES)
def test_a_reason_is_told_where_it_is_true_and_moved_the_model(
    family: Family, code: str, row: dict[str, float], change: dict[str, float]
) -> None:
    [reason] = reasons_of({**NOTHING, **row}, HERE, {family: 0.1})
    assert reason.code == code
    for language in ("en", "zh"):
        assert "{" not in reason.words(language)
    assert reasons_of({**NOTHING, **row}, HERE, {family: 0.001}) == (reason,)
    assert reasons_of({**NOTHING, **row}, HERE, {family: 0.0}) == ()
    assert code not in [found.code for found in reasons_of({**NOTHING, **row, **change}, HERE, {family: 1.0})]


def test_every_code_has_a_case_and_words() -> None:
    assert {case[1] for case in CASES} == set(REASON_CODES) == set(reason_texts())
    assert all(set(texts) == {"en", "zh", "short_en", "short_zh"} for texts in reason_texts().values())
    assert len({reason_label(code, language) for code in REASON_CODES for language in ("en", "zh")}) == 20


def test_the_strongest_three_come_first() -> None:
    row = {**NOTHING, "days": 4, "last_gap": 30, "earlier_gap": 10, "orders": 1, "days_since": 40, "median_gap": 10,
           "visits_before": 3}  # fmt: skip
    found = reasons_of(row, HERE, {"visits": 0.2, "silence": 0.9, "orders": 0.3, "pace": 0.5, "returns": 2.0})
    assert [reason.code for reason in found] == ["silent_for_n_rhythms", "gaps_growing", "single_purchase"]


def test_a_weak_reason_is_told_only_where_there_is_no_other() -> None:
    row = {**NOTHING, "days": 4, "last_gap": 30, "earlier_gap": 10, "orders": 1, "days_since": 40, "visits_before": 3}
    weak: dict[Family, float] = {"visits": 0.02, "pace": 0.05, "returns": 2.0, "orders": -1.0}
    assert [reason.code for reason in reasons_of(row, HERE, weak)] == ["gaps_growing"]
    strong = reasons_of(row, HERE, {**weak, "visits": 0.1})
    assert [reason.code for reason in strong] == ["fewer_visits"]


def test_a_forecast_survives_json(population: Population, folder: Path) -> None:
    with population.view() as view:
        [item] = watch_list(view, prepared(view, folder), 1).items
    assert ChurnForecast.model_validate_json(item.model_dump_json()) == item
