"""Several sources in one home: folders of files under names of their own, and the exports of the adapters' tests."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shop.clock import FixedClock
from shop.consent.eligible import eligible
from shop.consent.records import CONSENT_MIGRATIONS
from shop.home import Home
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport
from shop.record import Channel
from shop.state import SHOP_MIGRATIONS, open_state
from shop.store.view import ShopView

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
Files = dict[str, str]
"""What a source gives: the text of each file by its name."""


class Town:
    """A home and the sources that are imported into it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.home = Home(path / "home")
        self.clock = NOW

    def give(self, name: str, files: Files, *, merge: bool = True, id_space: str = "shop") -> QualityReport:
        """Import the files as the source of this name."""
        folder = self.path / name
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        source = CsvSource(folder, shop=ShopOverrides(id="t", zone="UTC", currency="EUR"))
        if id_space != "shop":
            source.id_space = id_space  # type: ignore[attr-defined]
        return import_source(source, self.home, clock=NOW, merge=merge, adapter="csv", name=name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the shop."""
        with ShopView(self.home.current_build(), NOW.now()) as view:
            return view.rows(sql)

    def eligible(self, channel: Channel = "email", *, sample: bool = True) -> list[str]:
        """Return who may be contacted; as in a sample shop, where every source of consent counts."""
        with (
            closing(open_state(self.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state,
            ShopView(self.home.current_build(), NOW.now(), state) as view,
        ):
            view.shop = view.shop.model_copy(update={"sample": sample})
            ids = [id_ for (id_,) in view.rows("SELECT customer_id FROM customers ORDER BY ALL")]
            return eligible(view, state, ids, channel).ids

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of the shop, by table; `meta` tells of the import and is left out."""
        with ShopView(self.home.current_build(), NOW.now()) as view:
            names = view.rows(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = 'facts' AND schema_name = 'main'"
                " AND table_name <> 'meta' ORDER BY ALL"
            )
            return {name: view.rows(f"FROM facts.{name}") for (name,) in names}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def make_town(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Town]:
    return lambda: Town(tmp_path_factory.mktemp("town"))


def _helpers(folder: str) -> ModuleType:
    """Load the conftest of another adapter's tests: tests are no package, so it cannot be imported by name."""
    name = f"tests_{folder}_helpers"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / folder / "conftest.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture
def exports(tmp_path: Path) -> tuple[Path, Path]:
    """The folders of a Shopify and a Klaviyo export of one shop."""
    shopify, klaviyo = _helpers("adapters_shopify"), _helpers("adapters_klaviyo")
    (tmp_path / "s").mkdir()
    (tmp_path / "k").mkdir()
    admin, account = shopify.Admin(tmp_path / "s"), klaviyo.Account(tmp_path / "k")
    admin.write("customers_export.csv", shopify.CUSTOMERS)
    admin.write("products_export.csv", shopify.PRODUCTS)
    admin.write("orders_export.csv", shopify.ORDERS)
    admin.write("discounts_export.csv", [shopify.DISCOUNT])
    for name, text in klaviyo.FILES.items():
        account.write(name, text)
    return admin.folder, account.folder
