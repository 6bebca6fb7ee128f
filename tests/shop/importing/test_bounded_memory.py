"""The worst files are read, or refused, by a process that may not take more than a few hundred megabytes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

# Address space above what the process has after its imports. Without bounds each of these files takes gigabytes.
ROOM = 300_000_000
READ = """
import json, resource, sys
from pathlib import Path
import openpyxl, yaml, pydantic
from babel import Locale
from shop.importing.cleaning import ShopDefaults, TableCleaner
from shop.importing.columns import Conventions
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.quality import Tally
from zoneinfo import ZoneInfo

pages = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (pages + int(sys.argv[2]),) * 2)
source = CsvSource(Path(sys.argv[1]), shop=ShopOverrides(id="t", zone="UTC", currency="CNY"))
tally = Tally()
for raw in source.tables():
    cleaner = TableCleaner(raw, Conventions(ZoneInfo("UTC"), "day_first"), ShopDefaults("CNY", ""), tally)
    kept = sum(len(chunk.numbers) for chunk in cleaner.chunks())
print(json.dumps({"kept": kept, "reasons": tally.reasons.get(raw.file, {})}))
"""
HEADER = "customer_id,nickname,phone\n"


def zipped(sheet_start: bytes, block: bytes, times: int, end: bytes) -> bytes:
    """A workbook whose one sheet unpacks to `times` blocks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(sheet_start)
            for _ in range(times):
                part.write(block)
            part.write(end)
    return target.getvalue()


def many_long_cells(path: Path) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(HEADER)
        for number in range(350):
            handle.write(f"c{number},{'x' * 1_000_000},\n")


def never_closed(path: Path) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(HEADER + 'c1,"')
        for _ in range(300):
            handle.write("x" * 1_000_000)


def wide(path: Path) -> None:
    row = ",".join(f"h{number}" for number in range(100_000)) + "\n"
    with path.open("w", encoding="utf-8") as handle:
        handle.write(row)
        for _ in range(300):
            handle.write(row)


def bomb(path: Path) -> None:
    path.write_bytes(zipped(b"<worksheet><sheetData>", b" " * 1_000_000, 900, b"</sheetData></worksheet>"))


def one_row(path: Path) -> None:
    # Random enough to pass the ratio: only the length of the row tells.
    block = b"".join(b"<c><v>%d</v></c>" % (number * 7919 % 1_000_003) for number in range(60_000))
    path.write_bytes(zipped(b"<worksheet><sheetData><row>", block, 60, b"</row></sheetData></worksheet>"))


@pytest.mark.parametrize(
    ("make", "name", "kept", "reasons"),
    [
        (many_long_cells, "customers.csv", 350, {"too_long": 350}),
        (never_closed, "customers.csv", 0, {"line_too_long": 1}),
        (wide, "customers.csv", 0, {"too_many_columns": 1}),
        (bomb, "customers.xlsx", 0, {"too_large_file": 1}),
        (one_row, "customers.xlsx", 0, {"too_large_file": 1}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_memory_is_bounded(tmp_path: Path, make: object, name: str, kept: int, reasons: dict[str, int]) -> None:
    assert callable(make)
    make(tmp_path / name)
    command = [sys.executable, "-c", READ, str(tmp_path), str(ROOM)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    (tmp_path / name).unlink()
    assert done.returncode == 0, done.stderr[-500:]
    assert json.loads(done.stdout) == {"kept": kept, "reasons": reasons}
