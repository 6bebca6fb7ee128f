"""The structure that is worth discovering is really in the data, as the truth states it."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

import pytest

from shop.samples import sample_source
from shop.samples.timeline import LAST_DAY

CUSTOMERS = 4000
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def shop() -> tuple[dict[str, Rows], dict[str, Any]]:
    source = sample_source("coffee", CUSTOMERS)
    wanted = {"customers", "orders", "order_lines", "outcomes", "events"}
    tables = {
        table.name: [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
        for table in source.tables()
        if table.name in wanted
    }
    return tables, source.truth()


def _days(text: str) -> int:
    return date.fromisoformat(text[:10]).toordinal()


def test_a_shop_has_about_four_orders_a_customer(shop: tuple[dict[str, Rows], dict[str, Any]]) -> None:
    tables = shop[0]
    assert 3 < len(tables["orders"]) / CUSTOMERS < 5
    assert 1.4 < len(tables["order_lines"]) / len(tables["orders"]) < 2.2


def test_consumables_come_back_at_their_rhythm(shop: tuple[dict[str, Rows], dict[str, Any]]) -> None:
    tables, truth = shop
    placed = {row["order_id"]: (row["customer_id"], _days(row["placed_at"])) for row in tables["orders"]}
    bought: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in tables["order_lines"]:
        if line["product_id"].startswith("CF-10") and int(line["quantity"]) > 0:
            customer, day = placed[line["order_id"]]
            bought[customer, line["product_id"] + line["variant_id"]].append(day)
    gaps = []
    for days in bought.values():
        if len(days) >= 4:
            days.sort()
            gaps.append(median(b - a for a, b in pairwise(days)))
    cycle = truth["cycles"]["days"]["CF-101"]
    assert len(gaps) > 100
    assert median(gaps) == pytest.approx(cycle, rel=0.06)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_hold_outs_have_the_declared_share(shop: tuple[dict[str, Rows], dict[str, Any]], number: int) -> None:
    campaign = shop[1]["campaigns"][number]
    held = [row["held_out"] == "true" for row in shop[0]["outcomes"] if row["campaign_id"] == campaign["id"]]
    share = campaign["holdout"]
    assert len(held) > 800
    assert sum(held) / len(held) == pytest.approx(share, abs=3.5 * math.sqrt(share * (1 - share) / len(held)))


def _rate(rows: Rows) -> tuple[float, float]:
    """Return the share that ordered and the variance of that estimate."""
    share = sum(row["ordered"] == "true" for row in rows) / len(rows)
    return share, share * (1 - share) / len(rows)


@pytest.mark.parametrize("number", [0, 1])
def test_the_effect_is_near_the_truth(shop: tuple[dict[str, Rows], dict[str, Any]], number: int) -> None:
    tables, truth = shop
    campaign = truth["campaigns"][number]
    rows = [row for row in tables["outcomes"] if row["campaign_id"] == campaign["id"]]
    held, treated = (
        _rate([r for r in rows if r["held_out"] == "true"]),
        _rate([r for r in rows if r["held_out"] == "false"]),
    )
    arms = sum(campaign["arms"].values()) / len(campaign["arms"])
    added = sum(truth["segments"][name]["share"] * value for name, value in campaign["added"].items()) * arms
    expected = added * (1 - held[0])
    spread = math.sqrt(held[1] + treated[1])
    assert treated[0] - held[0] == pytest.approx(expected, abs=3.3 * spread)
    assert treated[0] - held[0] > 0


def test_in_the_hold_out_nothing_was_sent(shop: tuple[dict[str, Rows], dict[str, Any]]) -> None:
    held = [row for row in shop[0]["outcomes"] if row["held_out"] == "true"]
    assert {(row["delivered"], row["opened"], row["clicked"]) for row in held} == {("false", "false", "false")}


def test_black_friday_raises_orders(shop: tuple[dict[str, Rows], dict[str, Any]]) -> None:
    days = [row["placed_at"][:10] for row in shop[0]["orders"]]
    peak = sum("2025-11-28" <= day <= "2025-12-01" for day in days) / 4
    usual = sum("2025-10-01" <= day <= "2025-10-28" for day in days) / 28
    assert peak > 2 * usual


def test_some_wait_today(shop: tuple[dict[str, Rows], dict[str, Any]]) -> None:
    """Carts left, wishes before a drop, and alarms for what came back."""
    tables, truth = shop
    recent = [row for row in tables["events"] if _days(row["happened_at"]) > LAST_DAY.toordinal() - 6]
    ordered = {row["customer_id"] for row in tables["orders"] if _days(row["placed_at"]) > LAST_DAY.toordinal() - 6}
    left = {row["customer_id"] for row in recent if row["kind"] == "cart"} - ordered
    assert len(left) > CUSTOMERS * 0.02
    wished = {row["customer_id"] for row in tables["events"]
              if row["kind"] == "wishlist" and row["product_id"] in truth["products"]["price_fell"]}  # fmt: skip
    assert len(wished) > CUSTOMERS * 0.03
    waiting = {row["product_id"] for row in tables["events"] if row["kind"] == "stock_alert"}
    assert waiting
    assert waiting <= set(truth["products"]["back_in_stock"])


def test_consent_is_mixed(shop: tuple[dict[str, Rows], dict[str, Any]]) -> None:
    states = [row["email_consent"] for row in shop[0]["customers"]]
    assert 0.62 < states.count("opted_in") / len(states) < 0.8
    assert states.count("opted_out") > 0
    assert states.count("unknown") > 0
    assert not [row for row in shop[0]["customers"] if row["sms_consent"] == "opted_in" and not row["phone"]
                and row["country"] != "GB"]  # fmt: skip
