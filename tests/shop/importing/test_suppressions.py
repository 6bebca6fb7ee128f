"""A source's suppressions reach the running shop, stay whatever is imported later, and come only with a new shop."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from shop.clock import FixedClock
from shop.consent import CONSENT_MIGRATIONS, eligible
from shop.errors import ImportRefused
from shop.home import Home
from shop.importing.contract import RawSuppression
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport
from shop.state import SHOP_MIGRATIONS, open_state
from shop.store.view import ShopView
from shop.suppression import suppress, suppressed

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
SOME = (
    RawSuppression("email", " ANN@example.com", "bounced", "2026-01-02 08:00", "gone.csv", 2),
    RawSuppression("sms", "138 0000 0000", "", "", "gone.csv", 3),
    RawSuppression("email", "nothing", "bounced", "", "gone.csv", 4),
    RawSuppression("wecom", " ", "left", "", "gone.csv", 5),
    RawSuppression("email", "bo@example.com", "asked", "someday", "gone.csv", 6),
)


class Shop(Protocol):
    folder: Path
    home: Home

    def write(self, name: str, content: str | bytes) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...


class WithSuppressions(CsvSource):
    def suppressions(self) -> Iterator[RawSuppression]:
        yield from SOME


def load(shop: Shop) -> QualityReport:
    overrides = ShopOverrides(id="t", zone="Asia/Shanghai", currency="CNY")
    return import_source(WithSuppressions(shop.folder, shop=overrides), shop.home, clock=NOW)


def listed(state: sqlite3.Connection) -> list[tuple[object, ...]]:
    return state.execute(
        "SELECT channel, reason, added_at FROM suppression ORDER BY channel, reason, added_at"
    ).fetchall()


def test_addresses_are_added_as_the_import_writes_them(shop: Shop) -> None:
    report = load(shop)
    with closing(open_state(shop.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        assert suppressed(state, "email", ["ann@example.com", "bo@example.com", "cy@example.com"]) == {
            "ann@example.com", "bo@example.com",
        }  # fmt: skip
        assert suppressed(state, "sms", ["+8613800000000", "13800000000"]) == {"+8613800000000", "13800000000"}
        assert listed(state) == [
            ("email", "asked", "2026-11-22T12:00:00+00:00"), ("email", "bounced", "2026-01-02T00:00:00+00:00"),
            # As it is written, with +86, and its last digits.
            *[("sms", "imported", "2026-11-22T12:00:00+00:00")] * 3,
        ]  # fmt: skip
        with ShopView(shop.home.current_build()) as view:
            assert eligible(view, state, ["c1"], "email").ids == []
    file = next(file for file in report.files if file.file == "gone.csv")
    assert (file.read, file.kept, file.repaired, file.quarantined) == (5, 2, 1, 2)
    assert file.reasons == {"bad_email": 1, "missing_required": 1, "unreadable_date": 1}


def test_no_import_shortens_the_list(shop: Shop) -> None:
    with closing(open_state(shop.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        suppress(state, "email", "ann@example.com", "complained", datetime(2025, 1, 1, tzinfo=UTC))
    load(shop)
    load(shop)
    shop.load()
    with closing(open_state(shop.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        assert suppressed(state, "email", ["ann@example.com", "bo@example.com"]) == {
            "ann@example.com",
            "bo@example.com",
        }
        assert ("email", "complained", "2025-01-01T00:00:00+00:00") in listed(state)
        assert len(listed(state)) == 5


def test_a_refused_import_adds_nothing(shop: Shop) -> None:
    for path in shop.folder.iterdir():
        path.unlink()
    shop.write("customers.csv", "customer_id\n")
    with pytest.raises(ImportRefused):
        load(shop)
    assert not shop.home.state.exists()


def test_a_source_without_any_leaves_the_state_alone(shop: Shop) -> None:
    shop.load()
    assert not shop.home.state.exists()
