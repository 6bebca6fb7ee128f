"""Workbooks as shop systems write them: titles, merged cells, totals, hidden sheets, dates and numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from shop.importing.exports import is_total, named_table, table_meaning
from shop.importing.grids import find_header
from shop.importing.mapped import grids_of, matched, tables_of
from shop.importing.spool import Spool
from shop.importing.texts import read_id
from shop.importing.xlsx_cells import cell_text, serial_date
from shop.importing.xlsx_guard import inspect
from shop.importing.xlsx_scan import Merge, TooLarge, column_number, scan_sheet

HEADER = ["订单号", "下单时间", "实付金额", "商品名称", "数量", "单价"]


def rows_of(tmp_path: Path, fill: Callable[[Workbook, Worksheet], None]) -> dict[str, list[list[str]]]:
    """Write a workbook, read it as an import does, and return the rows of each table (problems as their reason)."""
    book = Workbook()
    fill(book, book.worksheets[0])
    path = tmp_path / "导出.xlsx"
    book.save(path)
    found = [matched(grid, None) for grid in grids_of(path)]
    read: dict[str, list[list[str]]] = {}
    for raw in tables_of(found, {"customers", "products"}, []):
        cells = [[row.problem] if row.problem else row.cells for row in raw.rows]
        read.setdefault(raw.name, []).extend(cells)
    return read


def test_a_title_merged_orders_and_a_total(tmp_path: Path) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.append(["某店 订单导出"])
        sheet.append(["导出时间:2026-11-01"])
        sheet.append(HEADER)
        sheet.append(["o1", datetime(2026, 1, 2, 10), 30, "帐篷", 1, 10])
        sheet.append([None, None, None, "杯子", 2, 10])
        sheet.append(["o2", 46027.5, "12.10", "杯子", "1", "12.10"])
        sheet.append(["合计", None, 42.1])
        for area in ("A1:F1", "A2:F2", "A4:A5", "B4:B5", "C4:C5"):
            sheet.merge_cells(area)

    read = rows_of(tmp_path, fill)
    assert [row[:1] + row[2:] for row in read["orders"]] == [
        ["o1", "2026-01-02 10:00:00", "30"], ["o2", "2026-01-05 12:00:00", "12.10"]
    ]  # fmt: skip
    assert [row[0] for row in read["order_lines"]] == ["o1", "o1", "o2", "total_row"]


def test_a_header_of_two_storeys(tmp_path: Path) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.append(["订单号", "下单时间", "实付金额", "商品信息", None, None])
        sheet.append([None, None, None, "商品名称", "数量", "单价"])
        sheet.append(["o1", "2026-01-02", 20, "杯子", 2, 10])
        for area in ("A1:A2", "B1:B2", "C1:C2", "D1:F1"):
            sheet.merge_cells(area)

    assert [row[0] for row in rows_of(tmp_path, fill)["orders"]] == ["o1"]


def test_a_value_merged_over_columns_stays_in_the_first(tmp_path: Path) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.append(["客户编号", "昵称", "城市"])
        sheet.append(["c1", "阳光", None])
        sheet.merge_cells("B2:C2")

    assert rows_of(tmp_path, fill)["customers"] == [["c1", "阳光", ""]]


def test_sheets_are_matched_by_name_or_header_and_hidden_ones_left_out(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.title = "客户"
        sheet.append(["编号说明"])
        sheet.append(["客户编号", "昵称"])
        sheet.append(["c1", "阳光"])
        other = book.create_sheet("Sheet2")
        other.append(["订单号", "下单时间", "实付金额"])
        other.append([20260101, date(2026, 1, 1), 5])
        secret = book.create_sheet("旧客户")
        secret.append(["客户编号", "昵称"])
        secret.append(["c9", "秘密"])
        secret.sheet_state = "veryHidden"

    read = rows_of(tmp_path, fill)
    assert read["customers"] == [["c1", "阳光"]]
    assert read["orders"] == [["20260101", "2026-01-01 00:00:00", "5"]]
    (_, second) = grids_of(tmp_path / "导出.xlsx")
    assert (second.file, second.table) == ("导出.xlsx [Sheet2]", "")
    notes = [note for grid in grids_of(tmp_path / "导出.xlsx") for note in grid.notes]
    assert notes == ["导出.xlsx: the hidden sheet '旧客户' was not read."]


def test_serials_count_from_the_workbooks_own_first_day(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet.append(["订单号", "下单时间", "实付金额"])
        sheet.append(["o1", 44565, 5])

    assert rows_of(tmp_path, fill)["orders"] == [["o1", "2026-01-05 00:00:00", "5"]]


def test_a_formula_counts_with_its_stored_value_only(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["客户编号", "昵称", "无关"])
    sheet.append(["c1", '="x"', "=1"])
    sheet.append(["c2", "乙", "=1"])
    target = io.BytesIO()
    book.save(target)
    path = tmp_path / "客户.xlsx"
    for stored, expected in (("", ["formula_without_value"]), ("甲", ["c1", "甲"])):
        with zipfile.ZipFile(target) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                text = old.read(name)
                if stored:
                    text = text.replace(
                        b'<c r="B2"><f>"x"</f><v></v></c>', '<c r="B2" t="str"><f>"x"</f><v>甲</v></c>'.encode()
                    )
                    text = text.replace(
                        b'<c r="B2"><f>"x"</f><v /></c>', '<c r="B2" t="str"><f>"x"</f><v>甲</v></c>'.encode()
                    )
                new.writestr(name, text)
        (raw,) = tables_of([matched(grid, None) for grid in grids_of(path)], set(), [])
        rows = list(raw.rows)
        assert [rows[0].problem] == expected if not stored else rows[0].cells == expected
        assert rows[1].cells == ["c2", "乙"]
        assert rows[0].number == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("#N/A", ""), ("a", "a"), (True, "true"), (5, "5"), (5.0, "5"), (0.1 + 0.2, "0.3"),
     (1e-7, "0.0000001"),
     (123456789012345, "123456789012345"), (123456789012345678, "123456789012345678"),
     (123456789012345000, "1.23456789012345E+17"), (1.2345678901234567e17, "1.23456789012346E+17"),
     (float("inf"), "inf"), (datetime(2026, 1, 5, 9, 59, 59, 999_998), "2026-01-05 10:00:00"),
     (datetime(9999, 12, 31, 23, 59, 59, 999_999), "9999-12-31 23:59:59"), (time(10, 5), "10:05:00"), (object(), "")],
)  # fmt: skip
def test_values_become_text_without_invented_digits(value: object, text: str) -> None:
    assert cell_text(value) == text


@settings(max_examples=50, deadline=None)
@given(number=st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_whole_number_that_a_sheet_keeps_comes_back(number: int) -> None:
    assert cell_text(float(number)) == cell_text(number) == str(number)


@pytest.mark.parametrize("cell", ["1.23457E+17", "1,23457E+17", "9E+15"])
def test_an_id_that_lost_digits_is_no_id(cell: str) -> None:
    with pytest.raises(ValueError, match="damaged_id"):
        read_id(cell)
    assert read_id("1E5") == "1E5"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("46027.5", "2026-01-05 12:00:00"), ("46027", "2026-01-05 00:00:00"), ("2026-01-05", "2026-01-05"), ("5", "5"),
     ("20260105", "20260105"), ("1767571200", "1767571200"), ("", ""), ("46027.x", "46027.x"), ("٤٦٠٢٧", "٤٦٠٢٧")],
)  # fmt: skip
def test_only_day_numbers_become_dates(cell: str, expected: str) -> None:
    assert serial_date(cell, date(1899, 12, 30)) == expected


def test_the_scan_finds_rows_merges_and_bare_formulas_across_blocks() -> None:
    rows = "".join(f'<x:row r="{n}"><x:c r="B{n}"><x:f>A1</x:f></x:c></x:row>' for n in range(1, 9001))
    text = f'<x:sheetData>{rows}</x:sheetData><x:mergeCells><x:mergeCell ref="A2:AB3"/></x:mergeCells>'
    found = scan_sheet(io.BytesIO(text.encode()))
    assert (found.last_row, found.bare_count, found.bare[9000]) == (9000, 9000, [2])
    assert found.merges == [Merge(2, 1, 3, 28)]
    assert [column_number(name) for name in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16384]
    merges = '<mergeCell ref="A1:B2"/>' * 300_001
    with pytest.raises(TooLarge, match="merged"):
        scan_sheet(io.BytesIO(f"<sheetData></sheetData><mergeCells>{merges}".encode()))


def test_a_formula_whose_result_is_an_empty_text_has_a_value() -> None:
    cells = '<row><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><f>C1</f><v>0</v></c><c r="C1"><f/></c></row>'
    assert scan_sheet(io.BytesIO(f"<sheetData>{cells}</sheetData>".encode())).bare == {1: [3]}


def test_a_missing_file_is_a_damaged_one(tmp_path: Path) -> None:
    assert inspect(tmp_path / "gone.xlsx").reason == "damaged_file"


def test_a_spool_can_be_read_by_two_in_turns() -> None:
    spool = Spool()
    for number in range(40_000):
        spool.add(number, [str(number), "王\ud800"])
    first, second = spool.rows(), spool.rows()
    assert [next(first), next(second), next(first)] == [
        (0, ["0", "王\ud800"]),
        (0, ["0", "王\ud800"]),
        (1, ["1", "王\ud800"]),
    ]
    assert sum(1 for _ in second) == 39_999
    assert sum(1 for _ in first) == 39_998


@pytest.mark.parametrize(
    ("cell", "total"),
    [("合计", True), ("总计：", True), ("合计:12笔", True), ("Total", True), ("Grand Total 12", True),
     ("合计商贸", False), ("总计算器", False), ("", False), ("12", False), ("o1", False), ("x" * 100, False)],
)  # fmt: skip
def test_rows_that_add_up_are_known_by_their_first_cell(cell: str, total: bool) -> None:
    assert is_total(cell) is total


def test_the_header_is_the_row_with_most_known_names() -> None:
    assert find_header([["店铺", "店铺"], ["订单号", "下单时间"], ["o1", "状态"]], "") == 1
    assert find_header([["甲", "甲"], ["a", "b"]], "") == 1
    assert find_header([["甲"], ["乙", ""]], "") is None


def test_names_and_headers_of_exports() -> None:
    assert [named_table(name) for name in ("订单明细2026", "客户列表", "商品", "All Orders", "Sheet1")] == [
        "order_lines", "customers", "products", "orders", ""
    ]  # fmt: skip
    assert table_meaning("customers", "外部联系人ID").target == "customer_id+wecom_id"
    assert (table_meaning("orders", "实付金额(元)").target, table_meaning("customers", "OAID").unused != "") == (
        "total", True
    )  # fmt: skip
