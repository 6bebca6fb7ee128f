"""Imports of public data sets: small files in their published form, and the real ones where they are at hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shop.clock import FixedClock
from shop.home import Home
from shop.importing.adapters import ADAPTERS
from shop.importing.pipeline import import_source
from shop.importing.quality import FileQuality, QualityReport
from shop.store.view import ShopView

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
REPOSITORY = Path(__file__).resolve().parents[4]


class Imported:
    """The outcome of one import: its report, and questions to the shop."""

    def __init__(self, home: Home, report: QualityReport) -> None:
        self.home = home
        self.report = report

    def file(self, name: str) -> FileQuality:
        """Return what the report says of one file, derived or not."""
        return next(file for file in (*self.report.files, *self.report.derived) if file.file == name)

    def view(self, at: str | None = None) -> ShopView:
        """Open the shop."""
        return ShopView(self.home.current_build(), at)

    def rows(self, sql: str, at: str | None = None) -> list[tuple[Any, ...]]:
        """Ask the shop."""
        with self.view(at) as view:
            return view.rows(sql)


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], Imported]:
    """Return a function that imports a data set into a home of its own."""

    def run(adapter: str, path: Path) -> Imported:
        home = Home(tmp_path_factory.mktemp("home"))
        return Imported(home, import_source(ADAPTERS[adapter](path), home, clock=NOW))

    return run


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return a function that finds a file or folder of the real data, or skips the test and says where it looked."""
    stated = os.environ.get("COPILOT_SHARED_DATA")
    folder = Path(stated) if stated else REPOSITORY.parent / "shared" / "data"

    def find(name: str) -> Path:
        if not (folder / name).exists():
            pytest.skip(f"no {name} in {folder}; say where the data sets are with COPILOT_SHARED_DATA")
        return folder / name

    return find


@pytest.fixture(scope="session")
def parquet() -> Callable[[Path, dict[str, list[Any]]], Path]:
    """Return a function that writes columns as a parquet file."""

    def write(path: Path, columns: dict[str, list[Any]]) -> Path:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table(columns), path)
        return path

    return write
