"""The import as a whole: the report adds up, builds are equal, views read them, other shops are refused."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest

from shop.errors import ForeignShop, HomeBusy, ImportRefused
from shop.home import Home
from shop.importing.contract import RawDocument, RawPicture, RawRow, RawTable
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport
from shop.store.view import ShopView
from shop.types import BrandBook, Policy, Promotion, Sender, ShopInfo

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
TABLES = (
    "meta", "customers", "consents", "products", "product_texts", "product_attributes", "pictures", "variants",
    "prices", "stock", "orders", "order_lines", "events", "reviews", "promotions", "codes", "policies", "brand_books",
    "campaigns", "outcomes", "tickets", "customer_features",
)  # fmt: skip


class Shop(Protocol):
    folder: Path
    home: Home

    def write(self, name: str, content: str | bytes) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def rows(self, sql: str, at: datetime | None = None) -> list[tuple[object, ...]]: ...


def test_the_build_holds_what_the_files_say(shop: Shop) -> None:
    report = shop.load()
    assert report.data_end == "2026-03-04T23:59:59+08:00"
    assert (report.totals.read, report.totals.kept) == (16, 16)
    assert shop.rows("SELECT order_id, customer_key, is_sale, spend_base FROM orders ORDER BY order_key") == [
        ("o1", 0, True, 199), ("o2", 0, True, 25), ("o3", 1, False, None), ("o4", None, True, Decimal("12.5")),
    ]  # fmt: skip
    assert shop.rows("SELECT product_key, variant_key, quantity FROM order_lines") == [
        (0, 0, 1), (1, 2, 2), (0, 0, 1), (1, 2, 1)
    ]  # fmt: skip
    assert shop.rows("SELECT orders, spend_base, returned_units, median_gap_days FROM facts.customer_features") == [
        (2, 224, 0, pytest.approx(54.958, abs=0.001))
    ]
    assert shop.rows("SELECT currency, price FROM price_now WHERE variant_key = 0 ORDER BY 1") == [
        ("CNY", 199),
        ("USD", 28),
    ]
    assert shop.rows("SELECT name, number, unit, text, language FROM product_attributes") == [
        ("weight", Decimal("1.2"), "kg", "", "en"), ("material", None, "", "nylon", "en"),
    ]  # fmt: skip


def test_lines_and_events_are_sorted_by_time(shop: Shop) -> None:
    shop.write("orders.csv", "order_id,placed_at,total\no9,2026-03-01,1\no1,2026-01-01,1\no5,2026-02-01,1\n")
    shop.write("order_lines.csv", "order_id,product_id,quantity,total\no5,p2,1,1\no9,p2,1,1\no1,p2,1,1\n")
    shop.write("events.csv", "customer_id,kind,happened_at\nc1,view,2026-03-04\nc1,cart,2026-03-02\n")
    shop.load()
    assert shop.rows("SELECT order_key FROM order_lines") == [(0,), (1,), (2,)]
    assert shop.rows("SELECT kind FROM events") == [("cart",), ("view",)]


def test_two_imports_of_one_folder_make_equal_tables(make_shop: Callable[[str], Shop]) -> None:
    dumps = []
    for name in ("a", "b"):
        shop = make_shop(name)
        shop.write("customers.csv", "customer_id,email\n" + "".join(f"c{n % 90},a{n}@x.de\n" for n in range(100)))
        shop.load()
        dumps.append({table: shop.rows(f"FROM facts.{table}") for table in TABLES})
    assert dumps[0] == dumps[1]


def test_a_second_import_replaces_the_first_and_sweeps(shop: Shop) -> None:
    for count in (1, 2, 3):
        shop.write("customers.csv", "customer_id\n" + "".join(f"c{n}\n" for n in range(count)))
        shop.load()
        assert shop.rows("SELECT count(*) FROM customers") == [(count,)]
    assert sorted(shop.home.builds()) == [2, 3]
    assert {path.name for path in shop.home.path.iterdir()} == {
        "import.lock", "shop.current", "shop-2.duckdb", "shop-3.duckdb"
    }  # fmt: skip
    assert stat.S_IMODE(shop.home.current_build().stat().st_mode) == 0o600


def test_another_shop_is_refused_and_nothing_changes(shop: Shop) -> None:
    shop.load()
    with pytest.raises(ForeignShop, match="'other'"):
        shop.load(id="other")
    assert list(shop.home.builds()) == [1]
    assert shop.rows("SELECT count(*) FROM customers") == [(3,)]


def test_one_import_at_a_time(shop: Shop) -> None:
    with shop.home.import_lock(), pytest.raises(HomeBusy):
        shop.load()


def test_a_damaged_build_does_not_stop_a_new_import(shop: Shop) -> None:
    shop.load()
    shop.home.current_build().write_bytes(b"not a database")
    shop.load()
    assert shop.rows("SELECT count(*) FROM customers") == [(3,)]


def test_views_answer_as_of_a_moment(shop: Shop) -> None:
    shop.write(
        "price_history.csv", "product_id,currency,price,starts_at\np2,CNY,15,2026-01-01\np2,CNY,12.5,2026-02-01\n"
    )
    shop.write("stock.csv", "product_id,quantity,counted_at\np2,0,2026-01-10\np2,9,2026-02-10\n")
    shop.load()
    january = datetime(2026, 1, 20, tzinfo=UTC)
    price, stock = (
        "SELECT price FROM price_now WHERE variant_key = 2 AND currency = 'CNY'",
        "SELECT quantity FROM stock_now WHERE variant_key = 2",
    )
    assert (shop.rows(price, january), shop.rows(stock, january)) == ([(15,)], [(0,)])
    assert (shop.rows(price), shop.rows(stock)) == ([(Decimal("12.5"),)], [(9,)])
    assert shop.rows("SELECT count(*) FROM orders", january) == [(1,)]


def test_the_catalogue_is_right_at_the_end_of_the_data_where_the_history_differs(shop: Shop) -> None:
    shop.write("price_history.csv", "product_id,currency,price,starts_at\np2,CNY,15,2026-01-01\np2,CNY,99,2026-09-01\n")
    shop.write("stock.csv", "product_id,quantity,counted_at\np2,0,2026-01-10\n")
    shop.load()
    price = "SELECT price FROM price_now WHERE variant_key = 2 AND currency = 'CNY'"
    assert shop.rows(price) == [(Decimal("12.5"),)]
    assert shop.rows(price, datetime(2026, 2, 1, tzinfo=UTC)) == [(15,)]
    assert shop.rows(price, datetime(2026, 10, 1, tzinfo=UTC)) == [(99,)]
    assert shop.rows("SELECT quantity FROM stock_now WHERE variant_key = 2") == [(9,)]


def test_without_customers_they_are_made_from_the_orders_without_consent(shop: Shop) -> None:
    (shop.folder / "customers.csv").unlink()
    report = shop.load()
    assert shop.rows("SELECT customer_id FROM customers") == [("c1",), ("c2",)]
    assert shop.rows("SELECT count(*) FROM consents") == [(0,)]
    assert any("2 customers were made" in note for note in report.notes)


def test_a_live_shop_is_marked(shop: Shop, make_shop: Callable[[str], Shop]) -> None:
    source = ListSource()
    import_source(source, shop.home, live=True)
    with ShopView(shop.home.current_build()) as view:
        assert view.shop.live


PROMOTION = {
    "id": "SPRING", "name": {"en": "Spring"}, "currency": "CNY", "effect": {"kind": "percent", "percent": 10},
    "policy": {"starts_at": "2026-03-01T00:00:00+08:00", "ends_at": "2027-04-01T00:00:00+08:00"},
}  # fmt: skip


def test_good_promotions_are_kept_and_bad_ones_named(shop: Shop) -> None:
    bad = PROMOTION | {"id": "BAD", "effect": {"kind": "percent", "percent": 120}}
    shop.write("promotions.json", json.dumps({"version": 1, "promotions": [PROMOTION, bad, PROMOTION, 7]}))
    report = shop.load()
    found = next(file for file in report.files if file.file == "promotions.json")
    assert (found.read, found.kept, found.quarantined) == (4, 1, 3)
    assert found.reasons == {"bad_document": 2, "duplicate_id": 1}
    first = next(issue for issue in report.issues if issue.file == "promotions.json")
    assert (first.field, first.value) == (
        "$.promotions[1].effect.percent.percent",
        "Input should be less than or equal to 100",
    )
    ((document,),) = shop.rows("SELECT document FROM promotions")
    assert Promotion.model_validate_json(str(document)).effect.kind == "percent"


@pytest.mark.parametrize("text", ["{", "[]", '{"promotions": 3}', '{"version": 9, "promotions": []}', "[" * 100_000])
def test_a_promotions_file_of_another_form_is_refused_alone(shop: Shop, text: str) -> None:
    shop.write("promotions.json", text)
    found = next(file for file in shop.load().files if file.file == "promotions.json")
    assert (found.read, found.quarantined) == (1, 1)


POLICY = (
    "---\nid: returns\nlanguage: en\ntitle: Returns\nversion: 1.0\nfacts:\n  return_days: 30\n---\n"
    "Send it back in 30 days.\n"
)
BRAND = (
    "---\nlanguage: zh\nbrand: 山行\nvoice: 直接\naddress: 你\nsignature: 小林\nbanned: [亲]\npreferred: []\n"
    "version: 1\nlines:\n- {id: B1, text: 山在那里, owner: Lin, approved_on: 2026-01-02, expires_on: 2027-01-01}\n---\n"
)


def test_policies_and_brand_books_are_read(shop: Shop) -> None:
    shop.write("policies/returns.md", POLICY)
    shop.write("policies/twice.md", POLICY)
    shop.write("policies/bare.md", "No front matter")
    shop.write("policies/odd.md", "---\nid: [\n---\n")
    shop.write("brand/zh.md", BRAND)
    shop.write("brand/en.md", BRAND.replace("language: zh", "language: en").replace("id: B1", "id: L1"))
    report = shop.load()
    assert {file.file: (file.kept, list(file.reasons)) for file in report.files if "/" in file.file} == {
        "policies/bare.md": (0, ["bad_document"]), "policies/odd.md": (0, ["bad_document"]),
        "policies/returns.md": (1, []), "policies/twice.md": (0, ["duplicate_id"]),
        "brand/en.md": (0, ["bad_document"]), "brand/zh.md": (1, []),
    }  # fmt: skip
    ((policy,),) = shop.rows("SELECT document FROM policies")
    read = Policy.model_validate_json(str(policy))
    assert (read.facts, read.version, read.body) == ({"return_days": "30"}, "1.0", "Send it back in 30 days.")
    ((book,),) = shop.rows("SELECT document FROM brand_books")
    assert BrandBook.model_validate_json(str(book)).lines[0].id == "B1"


def test_pictures_are_kept_by_content(shop: Shop) -> None:
    shop.write("products.csv", "product_id,name,price,picture,picture_alt_en\n"
               "p1,Tent,5,a.png|https://x.example/b.png|gone.png,A tent\np2,Mug,6,copy.png,\n")  # fmt: skip
    shop.write("pictures/a.png", PNG)
    shop.write("pictures/copy.png", PNG)
    shop.write("pictures/evil.png", b"<svg onload=alert(1)>")
    report = shop.load()
    rows = shop.rows("SELECT product_key, position, ref, language, alt FROM pictures")
    assert [row[:2] + row[3:] for row in rows] == [(0, 1, "en", "A tent"), (0, 2, "", ""), (1, 1, "", "")]
    assert rows[0][2] == rows[2][2]
    assert rows[1][2] == "https://x.example/b.png"
    assert (shop.home.media / str(rows[0][2]).removeprefix("media:")).read_bytes() == PNG
    assert len(list(shop.home.media.iterdir())) == 1
    assert {file.file: file.reasons for file in report.files}["pictures"] == {"not_a_picture": 1}


class ListSource:
    """A source of two rows, as an adapter would be written."""

    generated = True

    def shop(self) -> ShopInfo:
        return ShopInfo(id="t", name="T", zone="UTC", currency="EUR", sample=True, sender=Sender(name="T"))

    def tables(self) -> Iterator[RawTable]:
        rows = [RawRow(2, ["c1", "2030-01-01", "skipped"]), RawRow(3, ["c2", "", ""], "unbalanced_quote")]
        yield RawTable("customers", "people", ("customer_id", "joined_at", ""), iter(rows))

    def documents(self) -> Iterator[RawDocument]:
        return iter(())

    def pictures(self) -> Iterator[RawPicture]:
        return iter(())


def test_any_source_is_imported_and_generated_data_may_lie_in_the_future(tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []
    report = import_source(ListSource(), Home(tmp_path), progress=lambda file, rows: seen.append((file, rows)))
    assert (report.totals.kept, report.totals.quarantined, report.data_end) == (1, 1, "2030-01-01T23:59:59+00:00")
    assert seen[-1] == ("people", 2)


def test_a_folder_without_customers_and_orders_is_refused(tmp_path: Path, shop: Shop) -> None:
    (shop.folder / "customers.csv").unlink()
    (shop.folder / "orders.csv").unlink()
    (shop.folder / "products.csv").unlink()
    with pytest.raises(ImportRefused, match=r"customers\.csv"):
        shop.load()
