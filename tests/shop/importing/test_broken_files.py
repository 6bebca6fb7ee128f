"""Files as they really arrive: broken in every known way. The import finishes, and says what was wrong where."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from shop.errors import ImportRefused
from shop.importing.decode import detect
from shop.importing.quality import QualityReport


class Shop(Protocol):
    folder: Path

    def write(self, name: str, content: str | bytes) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def rows(self, sql: str) -> list[tuple[object, ...]]: ...


HEADER = "customer_id,first_name,city\n"
GOOD = "c1,Ann,York\nc2,Bo,Bath\n"
TEN = "".join(f"c{number},王{number},北京\n" for number in range(10))

# name, content of customers.csv, ids that arrive, reasons of the file
CASES: list[tuple[str, bytes, int, dict[str, int]]] = [
    ("plain", (HEADER + GOOD).encode(), 2, {}),
    ("utf-8 with mark", (HEADER + TEN).encode("utf-8-sig"), 10, {}),
    ("utf-16", (HEADER + TEN).encode("utf-16"), 10, {}),
    ("gbk", (HEADER + TEN).encode("gbk"), 10, {}),
    ("gb18030", (HEADER + "c1,\U00020000,深圳\n").encode("gb18030"), 1, {}),
    ("windows-1252", (HEADER + "c1,Müller,Köln\nc2,José,Málaga\n").encode("cp1252"), 2, {}),
    ("empty", b"", 0, {"empty_file": 1}),
    ("blank lines only", b"\n\n\n", 0, {"empty_file": 1}),
    ("header only", HEADER.encode(), 0, {"header_only": 1}),
    ("zero bytes", b"\x00" * 5000, 0, {"not_text": 1}),
    ("spreadsheet", b"PK\x03\x04" + bytes(range(256)), 0, {"not_text": 1}),
    ("semicolons", (HEADER + GOOD).replace(",", ";").encode(), 2, {}),
    ("tabs", (HEADER + GOOD).replace(",", "\t").encode(), 2, {}),
    ("pipes", (HEADER + GOOD).replace(",", "|").encode(), 2, {}),
    ("sep line", ("sep=;\n" + (HEADER + GOOD).replace(",", ";")).encode(), 2, {}),
    ("windows line ends", (HEADER + GOOD).replace("\n", "\r\n").encode(), 2, {}),
    ("old mac line ends", (HEADER + GOOD).replace("\n", "\r").encode(), 2, {}),
    ("blank lines between", (HEADER + "\n" + GOOD.replace("\n", "\n\n") + ",,\n").encode(), 2, {}),
    ("cut last line", (HEADER + GOOD + "c3,C").encode(), 2, {"too_few_cells": 1}),
    ("cut inside a character", (HEADER + TEN + "c10,Cy,北京").encode()[:-1], 11, {"damaged_text": 1}),
    ("no last line end", (HEADER + GOOD.rstrip()).encode(), 2, {}),
    ("unquoted separator", (HEADER + "c1,Ann,York, UK\nc2,Bo,Bath\n").encode(), 1, {"too_many_cells": 1}),
    ("padded cells", (HEADER + "c1,Ann,York,,\nc2,Bo,Bath\n").encode(), 2, {}),
    ("quoted separator", (HEADER + 'c1,"Ann, B",York\nc2,Bo,Bath\n').encode(), 2, {}),
    ("quoted line break", (HEADER + 'c1,"Ann\nB",York\nc2,Bo,Bath\n').encode(), 2, {}),
    ("inch mark", (HEADER + 'c1,Ann 5" tall,York\nc2,Bo,Bath\n').encode(), 2, {}),
    ("inner quotes", (HEADER + 'c1,"Ann "A" B",York\nc2,Bo,Bath\n').encode(), 2, {}),
    ("open quote", (HEADER + 'c1,"Ann,York\nc2,Bo,Bath\nc3,Cy,Rye\n').encode(), 2, {"unbalanced_quote": 1}),
    ("open quote far", (HEADER + 'c0,"Ann,York\n' + TEN * 100).encode(), 10,
     {"unbalanced_quote": 1, "duplicate_id": 990}),
    ("two open quotes", (HEADER + 'c1,"Ann,York\nc2,Bo,Bath\nc3,Cy,"Rye\n').encode(), 1, {"unbalanced_quote": 2}),
    ("endless cell", (HEADER + f"c1,{'x' * 1_000_000},York\nc2,Bo,Bath\n").encode(), 2, {"too_long": 1}),
    ("endless line", (HEADER + f"c1,{'x' * 3_000_000},York\nc2,Bo,Bath\n").encode(), 1, {"line_too_long": 1}),
    ("zero byte late", (HEADER + "c1,A\x00nn,York\n").encode().replace(b"\x00", b"\x01"), 1, {"invisible_removed": 1}),
    ("no id column", b"first_name,city\nAnn,York\n", 0, {"missing_column": 1, "missing_required": 1}),
    ("header twice", (HEADER.replace("city", "first_name") + "c1,Ann,Other\n").encode(), 1, {}),
    ("unknown column", (HEADER.replace("city", "shoe size") + "c1,Ann,42\n").encode(), 1, {}),
    ("prose", b"Dear all,\nplease find the customers attached.\nBest\n", 0,
     {"missing_column": 1, "too_few_cells": 2}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "arrived", "reasons"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_broken_file_is_explained_and_the_rest_arrives(
    shop: Shop, content: bytes, arrived: int, reasons: dict[str, int]
) -> None:
    shop.write("customers.csv", content)
    report = shop.load()
    assert {file.file: file.reasons for file in report.files}["customers.csv"] == reasons
    assert shop.rows("SELECT count(*) FROM customers") == [(arrived,)]
    assert shop.rows("SELECT count(*) FROM products") == [(2,)]
    for file in report.files:
        assert file.read == file.kept + file.repaired + file.quarantined
    assert report.totals.read == sum(file.read for file in report.files)
    assert all(issue.file and issue.reason and len(issue.value) <= 80 for issue in report.issues)


def test_an_issue_names_file_row_and_field(shop: Shop) -> None:
    shop.write("customers.csv", 'customer_id,email\nc1,"a\nb"\nc2,nowhere\n')
    issues = {(issue.file, issue.row, issue.field, issue.reason) for issue in shop.load().issues}
    assert ("customers.csv", 4, "email", "bad_email") in issues


def test_issues_are_bounded_while_counts_are_not(shop: Shop) -> None:
    shop.write("customers.csv", "customer_id,email\n" + "".join(f"c{n},bad{n}\n" for n in range(100)))
    report = shop.load()
    listed = [issue for issue in report.issues if issue.reason == "bad_email"]
    assert (len(listed), report.files[0].reasons["bad_email"], report.files[0].repaired) == (20, 100, 100)


def test_chinese_files_of_either_encoding_say_the_same(shop: Shop) -> None:
    text = "客户编号,姓名,手机号,国家,邮件订阅\n甲1,王芳,13800000000,中国,是\n"
    for encoding in ("utf-8", "gbk", "gb18030", "utf-16"):
        shop.write("customers.csv", text.encode(encoding))
        shop.load()
        assert shop.rows("SELECT customer_id, nickname, phone, country FROM customers") == [
            ("甲1", "王芳", "+8613800000000", "CN")
        ]
        assert shop.rows("SELECT channel, state FROM consents") == [("email", "opted_in")]


def test_a_few_damaged_bytes_do_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes((HEADER + TEN * 5).encode() + b"c,\xff,x\n")
    encoding = detect(path)
    assert (encoding.name, "1 damaged" in encoding.note) == ("utf-8-sig", True)


def test_a_folder_without_any_usable_row_changes_nothing(shop: Shop) -> None:
    shop.load()
    before = shop.rows("SELECT customer_id FROM customers")
    for name in ("products.csv", "orders.csv", "order_lines.csv", "events.csv"):
        (shop.folder / name).unlink()
    shop.write("customers.csv", b"\x00\x00")
    with pytest.raises(ImportRefused, match="not_text"):
        shop.load()
    assert shop.rows("SELECT customer_id FROM customers") == before
