"""Reads exports of shop systems (有赞, 千牛, 企微 and the like): CSV files and workbooks of any name and header.

No such system documents its export as a fixed format, so headers are matched by meaning (exports.yaml lists those that
are known, in Chinese and English) and confirmed in a map file. Known forms:

- orders and lines together, one row per line: 订单号, 订单状态, 下单时间/付款时间, 买家昵称/会员名, 收货人手机,
  商品名称, 规格, 商品编码/商家编码, 数量, 单价, 实付金额, 运费, 优惠金额, 退款金额;
- one row per order (订单编号, 买家会员名, 买家实际支付金额, 订单创建时间) beside one row per line (订单编号, 标题,
  价格, 购买数量, 商家编码): products come from the lines where no file lists them;
- orders whose buyers are known by a contact alone (Order Number, Order Date, Email (Billing)): buyers come from them;
- contacts of 企微: 客户昵称, 外部联系人ID, 所属员工, 添加时间, 标签, 手机号. Being added is no consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from shop.importing.contract import RawRow, RawTable
from shop.importing.csv_files import csv_grid
from shop.importing.flat import FlatFile
from shop.importing.grids import NO_VALUE, Grid
from shop.importing.identity import buyer_id, phones_of
from shop.importing.matching import FLAT, Match, column_of, match
from shop.importing.tables import TABLES
from shop.importing.xlsx_cells import serial_date
from shop.importing.xlsx_sheets import read_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
DELIMITED = (".csv", ".tsv")
_CONTACTS = ("wecom_id", "phone", "email")


class Matched(NamedTuple):
    """A grid and what it is taken for."""

    grid: Grid
    match: Match


def grids_of(path: Path) -> Iterator[Grid]:
    """Yield the grids of one file: its sheets, or itself."""
    if path.suffix.casefold() in WORKBOOKS:
        yield from read_workbook(path)
    else:
        yield csv_grid(path)


def matched(grid: Grid, mapping: Mapping[str, str] | None) -> Matched:
    """Return the grid with what it is taken for; raises InvalidInput for a map that names what does not exist."""
    return Matched(grid, Match("", ()) if grid.problem else match(grid, mapping))


def tables_of(
    found: list[Matched], present: set[str], notes: list[str], people: Iterable[RawTable] = ()
) -> Iterator[RawTable]:
    """Yield the tables that grids give, in the contract's order. `present`: the tables that other files give.

    Flat files give buyers and products only where nothing else does; where customers are known (`people`: those of
    other files), buyers are found among them by their phone. What was assumed is added to `notes`.
    """
    given = present | {one.match.table for one in found if one.match.table != FLAT}
    flats = []
    phones, placed = _phones(found, people), _placed(found)
    for one in found:
        notes.extend(note for note in (*one.grid.notes, *one.match.notes) if note not in notes)
        if one.grid.problem is not None:
            # A table without columns holds no rows; it carries what was wrong into the report.
            yield RawTable("orders", one.grid.file, (), iter([one.grid.problem]))
        elif one.match.table == FLAT:
            flats.append(flat_file(one, phones, placed))
            notes.extend(flats[-1].notes())
    if any("products" in flat.given for flat in flats) and "products" not in given:
        notes.append("There is no products table: prices are those of each product's latest sale in the orders.")
    for table in TABLES:
        yield from (_table(one) for one in found if one.match.table == table.name)
        for flat in flats:
            made = _from_flat(flat, table.name, given)
            if made is not None:
                yield made


def _from_flat(flat: FlatFile, table: str, given: set[str]) -> RawTable | None:
    """Return the table that a flat file gives, or None. Its buyers and products count where nothing else gives them."""
    if table not in flat.given or (table in ("customers", "products") and table in given):
        return None
    made = {"orders": flat.orders, "order_lines": flat.lines, "customers": flat.customers, "products": flat.products}
    return made[table]()


def _phones(found: list[Matched], people: Iterable[RawTable]) -> dict[str, str]:
    """Return the phones of known customers, where there is a flat file whose buyers could be among them."""
    if not any(one.match.table == FLAT for one in found):
        return {}
    return phones_of(chain(people, (_table(one) for one in found if one.match.table == "customers")))


def _placed(found: list[Matched]) -> dict[str, str]:
    """Return order id -> when it was placed, where a file of lines does not say it and another file does."""
    undated = [one for one in found if one.match.table == FLAT and not _dated(one)]
    placed: dict[str, str] = {}
    for one in found if undated else ():
        if one.match.table == "orders":
            raw = _table(one)
            places = [raw.columns.index(name) for name in ("order_id", "placed_at") if name in raw.columns]
            rows = (row.cells for row in raw.rows if not row.problem and len(row.cells) == len(raw.columns))
            placed.update((cells[places[0]].strip(), cells[places[1]]) for cells in rows if len(places) == 2)
        elif one.match.table == FLAT and _dated(one):
            placed.update(flat_file(one, {}, {}).placed())
    return placed


def _dated(one: Matched) -> bool:
    return any(meaning.target == "orders.placed_at" for meaning in one.match.meanings)


def flat_file(one: Matched, phones: Mapping[str, str], placed: Mapping[str, str]) -> FlatFile:
    """Return the grid as a file that holds several tables; `phones` are those of known customers, `placed` the moments
    of orders that other files state."""
    targets = tuple(meaning.target for meaning in one.match.meanings)
    # A recipient's phone may be another customer's: only what is surely the buyer's names one.
    sure = any(meaning.target == "customers.phone" and meaning.sure for meaning in one.match.meanings)
    return FlatFile(one.grid.file, targets, lambda: _rows(one, FLAT), phones if sure else {}, placed)


def _table(one: Matched) -> RawTable:
    table = one.match.table
    columns: list[str] = []
    places: list[int] = []
    for place, meaning in enumerate(one.match.meanings):
        for name in meaning.target.split("+") if meaning.target else ():
            if name not in columns:
                columns.append(name)
                places.append(place)
    rows = _projected(_rows(one, table), places)
    if table == "customers" and "customer_id" not in columns:
        return RawTable(table, one.grid.file, ("customer_id", *columns), _identified(rows, columns))
    return RawTable(table, one.grid.file, tuple(columns), rows)


def _rows(one: Matched, table: str) -> Iterator[RawRow]:
    """Yield the grid's rows: numbers in date columns become dates, formulas without a value problems."""
    kinds = [column_of(table, meaning.target) for meaning in one.match.meanings]
    used = [place for place, meaning in enumerate(one.match.meanings) if meaning.target]
    dates = [place for place, column in enumerate(kinds) if column and column.kind in ("date", "moment")]
    width = len(one.grid.headers)
    for row in one.grid.rows():
        if row.problem or len(row.cells) != width:
            yield row
            continue
        bare = [one.grid.headers[place] for place in used if row.cells[place] == NO_VALUE]
        if bare:
            yield RawRow(row.number, bare, "formula_without_value")
            continue
        cells = ["" if cell == NO_VALUE else cell for cell in row.cells]
        if one.grid.first_day is not None:
            for place in dates:
                cells[place] = serial_date(cells[place], one.grid.first_day)
        yield RawRow(row.number, cells)


def _projected(rows: Iterator[RawRow], places: list[int]) -> Iterator[RawRow]:
    for row in rows:
        whole = not row.problem and row.number and all(place < len(row.cells) for place in places)
        yield RawRow(row.number, [row.cells[place] for place in places]) if whole else row


def _identified(rows: Iterator[RawRow], columns: list[str]) -> Iterator[RawRow]:
    """Give customers without an id column one from their contact id, phone or e-mail."""
    for row in rows:
        if row.problem or len(row.cells) != len(columns):
            yield row
            continue
        known = dict(zip(columns, row.cells, strict=True))
        wecom, phone, email = (known.get(name, "") for name in _CONTACTS)
        yield RawRow(row.number, [buyer_id(wecom=wecom, phone=phone, email=email), *row.cells])
