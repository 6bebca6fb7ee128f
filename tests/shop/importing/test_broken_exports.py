"""Sixty more broken files, of any name: one folder holds them all, is imported once, and the rest arrives."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import Workbook

from shop.clock import FixedClock
from shop.errors import ImportRefused
from shop.home import Home
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport
from shop.store.view import ShopView

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


class Case(NamedTuple):
    """A file, how many ids with its name arrive, what the report counts, and where an issue must point."""

    file: str
    content: bytes
    arrived: int
    reasons: dict[str, int]
    issue: tuple[int, str] | None = None
    told: str = ""

    @property
    def id(self) -> str:
        return self.file.replace(".", "-")


def text(rows: str, encoding: str = "utf-8") -> bytes:
    return f"customer_id,nickname,phone,birthday\n{rows}".encode(encoding)


def book(rows: list[list[object]], **states: str) -> bytes:
    """A workbook as a program writes it; `states` adds sheets by visibility."""
    made = Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for title, state in states.items():
        if title == "only":
            sheet.sheet_state = state
            made.create_chartsheet()
        else:
            made.create_sheet(title).sheet_state = state
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def inline(*cells: str) -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


HEADER = inline("customer_id", "nickname", "phone")


def raw(sheet: str, **parts: str) -> bytes:
    """A workbook put together by hand, to be wrong in ways that no program is."""
    content = {
        "[Content_Types].xml": f'<Types xmlns="{PACK}/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACK}/relationships"><Relationship Id="rId1" Target="xl/workbook.xml" '
        f'Type="{RELS}/officeDocument"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="S" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACK}/relationships"><Relationship Id="rId1" '
        f'Target="worksheets/sheet1.xml" Type="{RELS}/worksheet"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>one</t></si></sst>',
    } | {name.replace("__", "/").replace("_xml", ".xml"): value for name, value in parts.items()}  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in content.items():
            archive.writestr(name, value)
    return target.getvalue()


def parts(count: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.xml", "")
    return target.getvalue()


def locked(content: bytes) -> bytes:
    """Set the bit of every entry that says it is encrypted."""
    return re.sub(rb"(PK\x03\x04..|PK\x01\x02....)\x00", lambda found: found[1] + b"\x01", content, flags=re.DOTALL)


def damaged(content: bytes) -> bytes:
    place = content.index(b"xl/worksheets/sheet1.xml") + 40
    return content[:place] + b"\xff\xff\xff\xff" + content[place + 4 :]


def people(name: str, *rows: list[object]) -> bytes:
    return book(
        [["customer_id", "nickname", "phone", "birthday"], *([f"{name}-{n}", *row] for n, row in enumerate(rows))]
    )


TEN = "".join(f"{{}}-{n},王{n},1380000000{n},\n" for n in range(10))

DELIMITED = [
    Case("u16le.csv", text("u16le-1,A,,\nu16le-2,B,,\n", "utf-16-le"), 2, {}, told="UTF-16-LE"),
    Case("u16be.csv", text("u16be-1,A,,\nu16be-2,B,,\n", "utf-16-be"), 2, {}, told="UTF-16-BE"),
    Case("gbkinutf8.csv", text(TEN.replace("{}", "gbkinutf8")) + "gbkinutf8-x,王,,\n".encode("gbk"), 11,
         {"damaged_text": 1}, (12, "nickname"), told="damaged"),
    Case("utf8ingbk.csv", text(TEN.replace("{}", "utf8ingbk"), "gbk") + "utf8ingbk-x,王芳,,\n".encode(), 11, {}),
    Case("twofiles.csv", text("twofiles-1,A,,\n") + b"\xef\xbb\xbf" + text("twofiles-2,B,,\n"), 2,
         {"repeated_header": 1}, (3, "")),
    Case("markinside.csv", text("markinside-1,A,,\n") + "\ufeffmarkinside-2,B,,\n".encode(), 2,
         {"invisible_removed": 1}, (3, "customer_id")),
    Case("zero.csv", text("zero-1,A\x00B,,\n"), 0, {"not_text": 1}, (0, ""), told="zero bytes"),
    Case("wide.csv", (",".join(f"c{n}" for n in range(100_000)) + "\n").encode(), 0, {"too_many_columns": 1}, (0, "")),
    Case("long.csv", text(f'long-1,"{"x" * 1_000_000}",,\nlong-2,B,,\n'), 2, {"too_long": 1}, (2, "nickname")),
    Case("types.csv", text("types-1,A,call me,soon\n"), 1, {"bad_phone": 1, "unreadable_date": 1}, (2, "birthday")),
    Case("years.csv", text("years-1,A,,9999-12-31\nyears-2,B,,0001-01-01\n"), 2, {"out_of_range": 2}, (3, "birthday")),
    Case("nodate.csv", text("nodate-1,A,,2026-02-30\n"), 1, {"unreadable_date": 1}, (2, "birthday")),
    Case("surrogate.csv", text(TEN.replace("{}", "surrogate").replace("王", "王小芳"))
         + b"surrogate-\xed\xa0\x80,B,,\n", 11, {}, told="damaged"),
    Case("onlysurrogate.csv", text("") + b"onlysurrogate-\xed\xa0\x80,B,,\n", 0, {"not_text": 1}, (0, "")),
    Case("control.csv", text("control-\x01\x1f3,C,,\n"), 1, {"invisible_removed": 1}, (2, "customer_id")),
    Case("rounded.csv", text("1.23457E+17,A,,\nrounded-2,B,,\n"), 1, {"damaged_id": 1}, (2, "customer_id")),
    Case("astext.csv", text('="astext-1",A,"=""13800000000""",\n'), 1, {}),
    Case("oldmac.csv", text('oldmac-1,"A\nB",,\n').replace(b"\n", b"\r"), 1, {}),
    Case("caret.csv", text("caret-1,A,,\n").replace(b",", b"^"), 0, {}, told="caret.csv: fits no table"),
    Case("twice.csv", b"customer_id,nickname,nickname,phone\ntwice-1,A,B,\n", 1, {}, told="also means 'nickname'"),
    Case("sameid.csv", text("sameid-1,A,,\nsameid-1,B,,\n"), 1, {"duplicate_id": 1}, (3, "customer_id")),
    Case("page.csv", b"<html><body><table><tr><td>customer_id</td></tr></table>\n", 0, {}, told="page.csv: fits no"),
    Case("packed.csv", b"\x1f\x8b\x08\x00" + bytes(40), 0, {"not_text": 1}, (0, ""), told="compressed"),
    Case("quotes.csv", text('quotes-1,"""A,,\nquotes-2,B,,\n'), 1, {"unbalanced_quote": 1}, (2, "")),
    Case("sum.csv", text("sum-1,A,,\n合计,1,,\n"), 1, {"total_row": 1}, (3, "")),
    Case("masked.csv", text("masked-1,张*,138****1234,\n"), 1, {"bad_phone": 1}, (2, "phone")),
    Case("empty.tsv", b"", 0, {"empty_file": 1}, (0, "")),
    Case("cut.tsv", text("cut-1,A,,\ncut-2,B").replace(b",", b"\t"), 1, {"too_few_cells": 1}, (3, "")),
]  # fmt: skip

PRICES = b"product_id,name,price\n"
NO_PRICE = {"unreadable_number": 1, "missing_required": 1}
GOODS = [
    Case("huge.csv", PRICES + b"huge-1,A,1e400\nhuge-2,B," + b"9" * 400 + b"\nhuge-3,C,5\n", 1,
         {"unreadable_number": 1, "out_of_range": 1, "missing_required": 2}, (3, "price")),
    Case("negative.csv", PRICES + b"negative-1,A,-5\nnegative-2,B,5\n", 1, {"negative_price": 1}, (2, "price")),
    Case("words.csv", PRICES + b"words-1,A,cheap\nwords-2,B,5\n", 1, NO_PRICE, (2, "price")),
    Case("otherdecimal.csv", PRICES + b"otherdecimal-1,A,\"1,2,3\"\n", 0, NO_PRICE, (2, "price")),
]  # fmt: skip

COLUMNS: list[object] = ["customer_id", "nickname", "phone"]
GOOD = people("x", ["A", None, None], ["B", None, None])
WORKBOOKS = [
    Case("x.xlsx", GOOD, 2, {}),
    Case("half.xlsx", GOOD[: len(GOOD) // 2], 0, {"damaged_file": 1}, (0, "")),
    Case("bytes.xlsx", bytes(range(256)) * 9, 0, {"not_text": 1}, (0, "")),
    Case("csv.xlsx", text("csv-1,A,,\n"), 0, {"not_text": 1}, (0, "")),
    Case("nothing.xlsx", b"", 0, {"empty_file": 1}, (0, "")),
    Case("password.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), 0, {"encrypted_file": 1}, (0, "")),
    Case("renamed.xlsx", OLE + "Workbook".encode("utf-16-le"), 0, {"not_text": 1}, (0, ""), told="old .xls"),
    Case("page.xls", b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table>", 0, {"not_text": 1}, (0, ""),
         told="web page"),
    Case("letter.xlsx", parts(3), 0, {"not_text": 1}, (0, "")),
    Case("parts.xlsx", parts(5001), 0, {"too_large_file": 1}, (0, "")),
    Case("bomb.xlsx", raw(sheet_xml(HEADER) + " " * 30_000_000), 0, {"too_large_file": 1}, (0, ""), told="unpacks"),
    Case("locked.xlsx", locked(GOOD), 0, {"encrypted_file": 1}, (0, "")),
    Case("crc.xlsx", damaged(GOOD), 0, {"damaged_file": 1}, (0, "")),
    Case("laughs.xlsx", raw(LAUGHS + sheet_xml(HEADER + inline("&b;", "A", ""))), 0, {"damaged_file": 1}, (0, "")),
    Case("laughs2.xlsx", raw(sheet_xml(HEADER), xl__sharedStrings_xml=LAUGHS + f'<sst xmlns="{MAIN}"/>'), 0,
         {"damaged_file": 1}, (0, ""), told="entities"),
    Case("lost.xlsx", raw("").replace(b"worksheets/sheet1.xml", b"worksheets/sheetX.xml", 1), 0, {"damaged_file": 1}),
    Case("broken.xlsx", raw(sheet_xml(HEADER + inline("broken-1", "A", "") + "<row><c></row>")), 0,
         {"damaged_file": 1}, (0, ""), told="ParseError"),
    Case("index.xlsx", raw(sheet_xml(HEADER + '<row><c t="s"><v>99</v></c></row>')), 0, {"unreadable_file": 1},
         (0, "")),
    Case("far.xlsx", raw(sheet_xml(HEADER + '<row r="99999999"><c/></row>')), 0, {"too_large_file": 1}, (0, "")),
    Case("liar.xlsx", raw(sheet_xml(HEADER + inline("liar-1", "A", ""), '<dimension ref="A1:XFD1048576"/>')), 1, {}),
    Case("wide.xlsx", raw(sheet_xml(inline("customer_id", "nickname", *("c" * 20_000)))), 0, {"too_many_columns": 1}),
    Case("long.xlsx", raw(sheet_xml(HEADER + inline("long.xlsx-1", "x" * 1_000_000, ""))), 1, {"too_long": 1},
         (2, "nickname")),
    Case("sheets.xlsx", book([]), 0, {"empty_file": 1}, (0, "")),
    Case("header.xlsx", book([COLUMNS]), 0, {"header_only": 1}, (0, "")),
    Case("formula.xlsx", people("formula", ["A", "=1+1", None], ["B", None, None]), 1,
         {"formula_without_value": 1}, (2, "")),
    Case("floats.xlsx", book([COLUMNS, [1.2345678901234567e17, "A"], ["floats-1", "B"]]), 1,
         {"damaged_id": 1}, (2, "customer_id")),
    Case("zeros.xlsx", book([COLUMNS, [123456789012345000, "A"]]), 0, {"damaged_id": 1},
         (2, "customer_id")),
    Case("errors.xlsx", people("errors", ["#N/A", None, None]), 1, {}),
    Case("endless.xlsx", raw(sheet_xml(HEADER + '<row><c t="inlineStr"><is><t>endless-1</t></is></c><c/><c><v>1e400</v>'
                                       "</c></row>")), 1, {"bad_phone": 1}, (2, "phone")),
    Case("serial.xlsx", people("serial", ["A", None, 99999999]), 1, {"unreadable_date": 1}, (2, "birthday")),
    Case("prose.xlsx", book([["Dear all"], ["see below"]]), 0, {"no_header": 1}, (0, "")),
]  # fmt: skip

CASES = [*DELIMITED, *GOODS, *WORKBOOKS]


class Imported(NamedTuple):
    report: QualityReport
    ids: list[str]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Import a good folder with every broken file in it, once."""
    path = tmp_path_factory.mktemp("broken")
    folder = path / "folder"
    folder.mkdir()
    (folder / "orders.csv").write_text("order_id,customer_id,placed_at,total\no1,,2026-01-01,5\n", encoding="utf-8")
    for case in CASES:
        (folder / case.file).write_bytes(case.content)
    home = Home(path / "home")
    source = CsvSource(folder, shop=ShopOverrides(id="t", zone="Asia/Shanghai", currency="CNY"))
    report = import_source(source, home, clock=NOW)
    with ShopView(home.current_build()) as view:
        rows = view.rows("SELECT customer_id FROM customers UNION ALL SELECT product_id FROM products")
    return Imported(report, [str(row[0]) for row in rows])


def test_there_are_more_than_sixty() -> None:
    assert len({case.file for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_broken_export_is_explained_and_the_rest_arrives(imported: Imported, case: Case) -> None:
    report, ids = imported
    found = [file for file in report.files if file.file == case.file]
    assert (found[0].reasons if found else {}) == case.reasons
    stem = case.file.removesuffix(".csv").removesuffix(".tsv")
    stem = stem if stem == "long.xlsx" else stem.removesuffix(".xlsx")
    assert len([one for one in ids if one.startswith(f"{stem}-")]) == case.arrived
    issues = [issue for issue in report.issues if issue.file == case.file]
    if case.issue:
        assert case.issue in {(issue.row, issue.field) for issue in issues}
    if case.told:
        assert any(case.told in issue.value for issue in issues) or any(
            case.told in note and case.file in note for note in report.notes
        )


def test_the_books_add_up(imported: Imported) -> None:
    for file in imported.report.files:
        assert file.read == file.kept + file.repaired + file.quarantined
    assert all(len(issue.value) <= 80 for issue in imported.report.issues)


def test_a_broken_workbook_alone_leaves_the_shop_that_was_there(tmp_path: Path) -> None:
    path, home = tmp_path / "people.xlsx", Home(tmp_path / "home")
    for content in (GOOD, next(case.content for case in CASES if case.file == "bomb.xlsx")):
        path.write_bytes(content)
        source = CsvSource(path, shop=ShopOverrides(id="t", zone="UTC", currency="CNY"))
        if content is GOOD:
            import_source(source, home, clock=NOW)
            continue
        with pytest.raises(ImportRefused, match="too_large_file"):
            import_source(source, home, clock=NOW)
    assert list(home.builds()) == [1]
    with ShopView(home.current_build()) as view:
        assert view.rows("SELECT customer_id FROM customers") == [("x-0",), ("x-1",)]


@pytest.mark.parametrize("name", ["half.xlsx", "password.xlsx", "bomb.xlsx", "laughs.xlsx", "page.xls", "wide.csv"])
def test_alone_it_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    case = next(case for case in CASES if case.file == name)
    path = tmp_path / name
    path.write_bytes(case.content)
    with pytest.raises(ImportRefused, match=f"{re.escape(name)}: {next(iter(case.reasons))}"):
        CsvSource(path, shop=ShopOverrides(currency="CNY")).shop()
