"""A small shop as a folder of files, and the ways in which the tests spoil and import it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shop.clock import FixedClock
from shop.home import Home
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.pipeline import import_source
from shop.importing.quality import FileQuality, QualityReport
from shop.store.view import ShopView

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
FILES = {
    "customers.csv": "customer_id,first_name,email,phone,country,email_consent\n"
    "c1,Ann,ann@example.com,13800000000,CN,yes\nc2,Bo,bo@example.com,,US,no\nc3,Cy,cy@example.com,,GB,\n",
    "products.csv": "product_id,variant_id,name_en,price,price_usd,list_price,stock,attributes_en\n"
    "p1,p1-s,Tent,199,28,299,3,weight: 1.2 kg; material: nylon\np1,p1-l,Tent,249,35,299,4,\np2,,Mug,12.5,2,,9,\n",
    "orders.csv": "order_id,customer_id,placed_at,status,currency,total,shipping\n"
    "o1,c1,2026-01-05 10:00,paid,CNY,209,10\no2,c1,2026-03-01 09:00,delivered,CNY,25,0\n"
    "o3,c2,2026-03-02 09:00,cancelled,USD,28,0\no4,,2026-03-03 09:00,paid,CNY,12.5,0\n",
    "order_lines.csv": "order_id,product_id,variant_id,quantity,unit_price\n"
    "o1,p1,p1-s,1,199\no2,p2,,2,12.5\no3,p1,p1-s,1,28\no4,p2,,1,12.5\n",
    "events.csv": "customer_id,kind,happened_at,product_id\n"
    "c1,view,2026-03-04T01:00:00Z,p1\nc2,cart,2026-03-04 12:00,p2\n",
}


class Shop:
    """The folder, the home, and the last import of one test."""

    def __init__(self, path: Path) -> None:
        self.folder = path / "folder"
        self.folder.mkdir()
        self.home = Home(path / "home")
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        """Write one file of the folder."""
        target = self.folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def load(self, **stated: str) -> QualityReport:
        """Import the folder."""
        overrides = ShopOverrides(**({"id": "t", "zone": "Asia/Shanghai", "currency": "CNY"} | stated))
        return import_source(CsvSource(self.folder, shop=overrides), self.home, clock=NOW)

    def file(self, name: str) -> FileQuality:
        """Import and return what the report says of one file."""
        return next(file for file in self.load().files if file.file == name)

    def rows(self, sql: str, at: datetime | None = None) -> list[tuple[object, ...]]:
        """Ask the imported shop."""
        with ShopView(self.home.current_build(), at) as view:
            return view.rows(sql)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def make_shop(tmp_path: Path) -> Callable[[str], Shop]:
    def make(name: str) -> Shop:
        (tmp_path / name).mkdir()
        return Shop(tmp_path / name)

    return make
