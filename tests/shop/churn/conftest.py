"""A population whose hazard is known: every customer orders at a rate of their own until they leave for good."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import pytest

from shop.store.view import ShopView

TinyShop: TypeAlias = Any
FIRST_DAY = datetime(2025, 6, 1, tzinfo=UTC)
CUT = "2026-11-01"
DAYS = 620
"""From the first day to well over 90 days after the cut."""
PEOPLE = 900
WriteBuild = Callable[[TinyShop, Path], Path]


@dataclass(frozen=True)
class Population:
    """A build of a shop with a known hazard, and the shop itself for tests that change it."""

    shop: TinyShop
    build: Path

    def view(self, at: str | None = CUT) -> ShopView:
        """Open it as of `at`."""
        return ShopView(self.build, at)


def _tiny_module() -> ModuleType:
    name = "tests_shop_tiny_shop"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / "tiny_shop.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _write(shop: TinyShop, path: Path) -> Path:
    """Write a TinyShop in bulk: row by row it would take a minute."""
    import duckdb
    import pyarrow as pa

    with duckdb.connect(str(path)) as connection:
        connection.execute(resources.files("shop.store").joinpath("schema.sql").read_text(encoding="utf-8"))
        meta = {"shop": shop.info.model_dump_json(), "data_end": "2027-02-10T23:59:59"}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))
        for table, rows in shop.tables.items():
            arriving = pa.Table.from_pylist(rows)
            connection.register("arriving", arriving)
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM arriving")
            connection.unregister("arriving")
    return path


def _live(shop: TinyShop, chance: random.Random, name: str) -> None:
    """One life: from the first order on at a rate of one's own; after each order one may leave for good."""
    shop.customer(name, country="CN", language="zh")
    rate, size = chance.gammavariate(1.2, 1 / 40), chance.lognormvariate(0, 0.5)
    day = chance.uniform(0, DAYS - 120)
    while day < DAYS:
        price = str(round(80 * size * chance.uniform(0.7, 1.3), 2))
        moment = FIRST_DAY + timedelta(days=day)
        shop.order(name, moment.isoformat(timespec="seconds"), [(f"p{chance.randrange(4)}", 1, price)])
        if chance.random() < 0.12:
            return
        day += chance.expovariate(rate)


@pytest.fixture(scope="session")
def write_build() -> WriteBuild:
    """Return a function that writes a TinyShop into a build file in bulk."""
    return _write


@pytest.fixture(scope="session")
def new_population(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Population]:
    """Return a function that makes a population of so many customers."""

    def make(people: int) -> Population:
        folder = tmp_path_factory.mktemp("population")
        shop = _tiny_module().TinyShop(folder)
        for number in range(4):
            shop.product(f"p{number}", category=f"kind {number % 2}")
        chance = random.Random(5)
        for number in range(people):
            _live(shop, chance, f"c{number:04d}")
        return Population(shop, _write(shop, folder / "shop-1.duckdb"))

    return make


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where tests that only read keep the population's model, so that it is learnt once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def population(new_population: Callable[[int], Population]) -> Population:
    """One population that many tests read."""
    return new_population(PEOPLE)
