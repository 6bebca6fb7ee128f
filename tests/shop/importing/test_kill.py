"""An import that is killed leaves the shop that was there, also for who has it open, and can be run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from shop.home import Home
from shop.importing.quality import QualityReport
from shop.store.view import ShopView

# Imports half of the folder, says so, and waits to be killed.
STUCK = """
import sys, time
from collections.abc import Iterator
from pathlib import Path
from shop.home import Home
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.pipeline import import_source

class Stuck(CsvSource):
    def tables(self):
        for table in super().tables():
            if table.name == "order_lines":
                print("half", flush=True)
                time.sleep(120)
            yield table

import_source(Stuck(Path(sys.argv[1]), shop=ShopOverrides(id="t", zone="UTC", currency="CNY")), Home(sys.argv[2]))
"""


class Shop(Protocol):
    folder: Path
    home: Home

    def write(self, name: str, content: str | bytes) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def rows(self, sql: str) -> list[tuple[object, ...]]: ...


def test_a_killed_import_leaves_the_previous_shop_and_can_be_repeated(shop: Shop) -> None:
    shop.load()
    shop.write("customers.csv", "customer_id\nc1\n")
    with ShopView(shop.home.current_build()) as reader:
        process = subprocess.Popen(
            [sys.executable, "-c", STUCK, str(shop.folder), str(shop.home)], stdout=subprocess.PIPE, text=True
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "half\n"
            assert len(shop.home.builds()) == 2
            os.kill(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        assert reader.rows("SELECT count(*) FROM customers") == [(3,)]
        assert shop.rows("SELECT count(*) FROM customers") == [(3,)]
        shop.load()
        assert reader.rows("SELECT count(*) FROM customers") == [(3,)]
    assert shop.rows("SELECT count(*) FROM customers") == [(1,)]
    assert shop.home.current_build().name == "shop-2.duckdb"
