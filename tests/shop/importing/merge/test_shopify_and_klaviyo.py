"""Shopify's and Klaviyo's exports of one shop become one shop, whose people are matched by e-mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shop.errors import ForeignShop
from shop.importing.adapters.klaviyo import KlaviyoSource
from shop.importing.adapters.shopify import ShopifySource
from shop.importing.csv_source import ShopOverrides
from shop.importing.pipeline import import_source


@pytest.fixture
def both(town: Any, exports: tuple[Path, Path]) -> Any:  # noqa: ANN401
    """The town with both exports; `report` is that of the second import."""
    stated = ShopOverrides(id="t", zone="America/New_York")
    import_source(ShopifySource(exports[0], shop=stated), town.home, clock=town.clock, adapter="shopify")
    town.report = import_source(KlaviyoSource(exports[1]), town.home, clock=town.clock, adapter="klaviyo", merge=True)
    return town


def test_people_are_matched_by_email(both: Any) -> None:  # noqa: ANN401
    found = dict(both.rows("SELECT customer_id, email FROM customers"))
    assert {found[id_] for id_ in ("7001", "7002", "7003")} == {"ada@example.com", "bo@example.com", "cy@example.com"}
    assert len(found) == len(set(found.values())) == 6
    aliases = both.rows("SELECT a.customer_id, c.customer_id FROM customer_aliases a JOIN customers c"
                        " USING (customer_key) ORDER BY ALL")  # fmt: skip
    assert aliases == [("01A", "7001"), ("01B", "7002"), ("01C", "7003")]


def test_orders_and_events_reach_the_one_person(both: Any) -> None:  # noqa: ANN401
    events = both.rows("SELECT kind, customer_id FROM events JOIN customers USING (customer_key) ORDER BY happened_at")
    assert {id_ for kind, id_ in events if kind in ("view", "cart", "checkout")} == {"7001"}
    # The order that Klaviyo heard of is Shopify's: it counts once, with Shopify's lines.
    assert both.rows("SELECT count(*), sum(total) FROM orders WHERE order_id = '#1003'")[0][0] == 1
    lines = "SELECT count(*) FROM order_lines JOIN orders USING (order_key) WHERE order_id = '#1003'"
    assert both.rows(lines) == [(3,)]
    assert both.rows("SELECT city, language FROM customers WHERE customer_id = '7001'") == [("Albany", "en")]


def test_where_they_differ_is_reported_without_personal_data(both: Any) -> None:  # noqa: ANN401
    conflicts = {(one.table, one.column): one for one in both.report.conflicts}
    assert conflicts["orders", "total"].samples == ("#1003",)
    assert conflicts["consents", "sms"].samples == ("7003",)
    assert not any("@" in sample or "+1" in sample for one in both.report.conflicts for sample in one.samples)
    totals = both.report.totals
    assert totals.read == totals.kept + totals.repaired + totals.quarantined


def test_a_no_of_either_holds_and_attesting_one_does_not_vouch_for_the_other(both: Any) -> None:  # noqa: ANN401
    sources = both.rows("SELECT DISTINCT source FROM consents ORDER BY ALL")
    assert sources == [("imported",), ("imported-klaviyo",)]
    assert "7002" not in both.eligible()
    assert "7003" not in both.eligible("sms")
    assert "7003" not in both.eligible("email"), "unsubscribed in Klaviyo, an undated yes in Shopify"
    assert "7001" in both.eligible()


def test_merging_again_changes_nothing(both: Any, exports: tuple[Path, Path]) -> None:  # noqa: ANN401
    before = both.tables()
    import_source(KlaviyoSource(exports[1]), both.home, clock=both.clock, adapter="klaviyo", merge=True)
    assert both.tables() == before
    import_source(ShopifySource(exports[0]), both.home, clock=both.clock, adapter="shopify", merge=True)
    assert both.tables() == before


def test_a_stated_other_shop_is_refused_and_a_guessed_one_joins(both: Any, exports: tuple[Path, Path]) -> None:  # noqa: ANN401
    with pytest.raises(ForeignShop):
        import_source(
            KlaviyoSource(exports[1], shop=ShopOverrides(id="other")), both.home, clock=both.clock, merge=True
        )
    assert both.rows("SELECT count(*) FROM customers") == [(6,)]
