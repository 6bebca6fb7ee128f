"""Shopify's exports with their quirks: customers and consents, variants, orders over several rows, the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.errors import ImportRefused
from shop.importing.adapters.shopify import ShopifySource
from shop.importing.adapters.shopify_products import Ware, Wares
from shop.importing.quality import FileQuality, QualityReport


class Admin(Protocol):
    folder: Path
    report: QualityReport

    def write(self, name: str, rows: Sequence[Mapping[str, str]], like: str = "", drop: Sequence[str] = ()) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def file(self, name: str, **stated: str) -> FileQuality: ...
    def rows(self, sql: str) -> list[tuple[object, ...]]: ...


def test_customers_and_their_consents(loaded: Admin) -> None:
    assert loaded.rows("SELECT customer_id, first_name, email, phone, country, city, tags, birthday FROM customers")[0][
        :7
    ] == ("7001", "Ada", "ada@example.com", "+15550001111", "US", "Albany", ["vip", "repeat"])
    assert loaded.rows("SELECT birthday::VARCHAR FROM customers WHERE customer_id = '7001'") == [("1990-02-03",)]
    consents = loaded.rows(
        "SELECT customer_id, channel, state, source, given_at FROM consents JOIN customers USING (customer_key)"
    )
    assert consents == [
        ("7001", "email", "opted_in", "imported", None), ("7001", "sms", "opted_in", "imported", None),
        ("7002", "email", "opted_out", "imported", None), ("7002", "sms", "opted_out", "imported", None),
        ("7003", "email", "opted_in", "imported", None), ("7003", "sms", "opted_in", "imported", None),
    ]  # fmt: skip


def test_an_address_phone_is_nobodys_consent(loaded: Admin) -> None:
    assert loaded.rows("SELECT customer_id FROM customers WHERE phone = '' ORDER BY 1") == [("7002",), ("7003",)]


def test_without_a_customer_id_the_address_is_the_key(admin: Admin) -> None:
    rows = [
        {"First Name": "Ann", "Email": "Ann@Example.com"}, {"First Name": "Phil", "Phone": "'+44 20 7946 0000"},
        {"First Name": "Mo", "Default Address City": "Oslo"}, {"First Name": "Mo", "Default Address City": "Rome"}, {},
    ]  # fmt: skip
    admin.write("customers_export.csv", [*rows, {"Tags": "nobody"}], drop=["Customer ID"])
    report = admin.file("customers_export.csv", currency="GBP")
    ids = [id_ for (id_,) in admin.rows("SELECT customer_id FROM customers ORDER BY customer_key")]
    assert ids[:2] == ["ann@example.com", "+442079460000"]
    assert len(set(ids)) == 4
    assert all(str(id_).startswith("person-") for id_ in ids[2:])
    assert (report.kept, report.quarantined, report.reasons["missing_required"]) == (4, 1, 1)
    admin.load(currency="GBP")
    assert [id_ for (id_,) in admin.rows("SELECT customer_id FROM customers ORDER BY customer_key")] == ids


def test_products_variants_and_pictures(loaded: Admin) -> None:
    report = loaded.report
    assert loaded.rows("SELECT product_id, variant_id, title, sku FROM variants JOIN products USING (product_key)") == [
        ("tent", "TENT-R2", "Red / 2P", "TENT-R2"), ("tent", "TENT-B4", "Blue / 4P", "TENT-B4"),
        ("mug", "mug", "", ""), ("old-lamp", "LAMP", "", "LAMP"), ("new-lamp", "LAMP", "", "LAMP"),
        ("secret", "secret", "", ""), ("card", "card/$25.00", "$25.00", ""),
    ]  # fmt: skip
    assert loaded.rows("SELECT ref, alt FROM pictures ORDER BY position") == [
        ("https://cdn.example.com/t1.jpg?v=1,2", "Tent, front"), ("https://cdn.example.com/t2.jpg", ""),
        ("https://cdn.example.com/t3.jpg", "Bag"),
    ]  # fmt: skip
    assert any("1 more rows hold a further picture" in note for note in report.notes)
    file = next(file for file in report.files if file.file == "products_export.csv")
    assert (file.read, file.kept, file.reasons) == (7, 7, {})
    texts = dict(
        (row[0], row[1:])
        for row in loaded.rows(
            "SELECT product_id, name, category, description FROM product_texts JOIN products USING (product_key)"
        )
    )
    assert texts["tent"] == ("Ridge Tent", "Tents", "Two rooms")
    assert texts["mug"][1] == "Mugs"


def test_prices_stock_and_what_is_not_advertised(loaded: Admin) -> None:
    prices = "SELECT variant_id, currency, price, list_price FROM prices JOIN variants USING (variant_key) LIMIT 3"
    assert loaded.rows(prices) == [
        ("TENT-R2", "USD", Decimal("99"), Decimal("129")), ("TENT-B4", "USD", Decimal("149"), None),
        ("mug", "USD", Decimal("12.5"), None),
    ]  # fmt: skip
    # Only what is tracked has a stock: the blue tent shows 0 because nobody counts it.
    assert loaded.rows("SELECT variant_id, quantity FROM facts.stock JOIN variants USING (variant_key) ORDER BY 1") == [
        ("TENT-R2", 4), ("mug", 9),
    ]  # fmt: skip
    assert loaded.rows("SELECT product_id FROM products WHERE status = 'active' ORDER BY 1") == [
        ("card",), ("mug",), ("tent",),
    ]  # fmt: skip


def test_attributes_hold_for_every_variant(loaded: Admin) -> None:
    assert loaded.rows(
        "SELECT product_id, label, text, number, unit FROM product_attributes JOIN products USING (product_key)"
        " ORDER BY product_key, position"
    ) == [
        ("tent", "Poles", "aluminium", None, ""), ("mug", "Weight", "", Decimal("250"), "g"),
        ("card", "Gift card", "yes", None, ""),
    ]  # fmt: skip


def test_orders_over_several_rows(loaded: Admin) -> None:
    orders = loaded.rows(
        "SELECT order_id, customer_id, placed_at::VARCHAR, o.status, currency, total, discount, shipping, refunded,"
        " o.country, codes FROM orders o LEFT JOIN customers USING (customer_key) ORDER BY order_id"
    )
    assert orders == [
        ("#1000", None, "2026-01-04 15:11:12", "pending", "USD", Decimal("12.5"), 0, 0, 0, "", []),
        ("#1001", "7001", "2026-01-05 15:11:12", "cancelled", "USD", Decimal("12.5"), 0, 0, 0, "", []),
        # The refund of 25 holds 5 of shipping, which was never spent on goods.
        ("#1002", "7002", "2026-01-31 23:30:00", "refunded", "EUR", Decimal("25"), 0, 5, 20, "DE", []),
        ("#1003", "7001", "2026-03-01 15:11:12", "shipped", "USD", Decimal("259.5"), 7, 6, 99, "US", ["SPRING"]),
    ]
    assert loaded.rows("SELECT spend_base FROM orders ORDER BY order_id DESC LIMIT 2") == [(Decimal("154.5"),), (None,)]


def test_lines_find_their_variant_by_sku_then_by_name(loaded: Admin) -> None:
    lines = loaded.rows(
        "SELECT order_id, line_no, product_id, variant_id, quantity, unit_price, l.discount, l.total FROM order_lines l"
        " JOIN orders USING (order_key) LEFT JOIN products p ON p.product_key = l.product_key"
        " LEFT JOIN variants v ON v.variant_key = l.variant_key ORDER BY order_id DESC, line_no"
    )
    assert [tuple(line) for line in lines] == [
        ("#1003", 1, "tent", "TENT-R2", 2, Decimal("99"), 7, Decimal("191")),
        ("#1003", 2, "mug", "mug", 5, Decimal("12.5"), 0, Decimal("62.5")),
        ("#1003", 3, None, None, 1, 0, 0, 0),
        # Two lamps share the SKU; the name tells them apart.
        ("#1002", 1, "old-lamp", "LAMP", 1, Decimal("20"), 0, Decimal("20")),
        ("#1001", 1, "mug", "mug", 1, Decimal("12.5"), 0, Decimal("12.5")),
        ("#1000", 1, "mug", "mug", 1, Decimal("12.5"), 0, Decimal("12.5")),
    ]


def test_the_report_adds_up(loaded: Admin) -> None:
    files = {file.file: file for file in loaded.report.files}
    assert all(file.read == file.kept + file.repaired + file.quarantined for file in files.values())
    assert {name: (file.read, file.reasons) for name, file in files.items()} == {
        "customers_export.csv": (3, {}), "products_export.csv": (7, {}), "discounts_export.csv": (1, {}),
        "orders_export.csv": (6, {"unknown_product": 1}), "orders_export.csv (orders)": (4, {"unknown_customer": 1}),
    }  # fmt: skip


def test_an_order_whose_first_row_is_broken_is_left_out_whole(full: Admin) -> None:
    path = full.folder / "orders_export.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], lines[1][:60], *lines[2:]]) + "\n", encoding="utf-8")
    file = full.file("orders_export.csv")
    assert full.rows("SELECT order_id FROM orders ORDER BY 1") == [("#1000",), ("#1001",), ("#1002",)]
    assert (file.read, file.quarantined) == (6, 3)
    assert (file.reasons["too_few_cells"], file.reasons["unknown_order"]) == (1, 2)


def test_an_export_in_parts_counts_every_order_once(full: Admin) -> None:
    text = (full.folder / "orders_export.csv").read_text(encoding="utf-8")
    (full.folder / "orders_export.csv").unlink()
    for part in (1, 2):
        (full.folder / f"orders_export_{part}.csv").write_text(text, encoding="utf-8")
    report = full.load()
    assert full.rows("SELECT count(*) FROM orders") == [(4,)]
    assert full.rows("SELECT count(*) FROM order_lines") == [(6,)]
    assert report.totals.quarantined == 10


def test_only_orders_make_buyers_without_consent(full: Admin) -> None:
    (full.folder / "customers_export.csv").unlink()
    full.load()
    assert full.rows("SELECT customer_id, email FROM customers ORDER BY 1") == [
        ("+15550001111", ""), ("ada@example.com", "ada@example.com"), ("bo@example.com", "bo@example.com"),
        ("stranger@example.com", "stranger@example.com"),
    ]  # fmt: skip
    assert full.rows("SELECT count(*) FROM consents") == [(0,)]
    assert full.rows("SELECT count(*) FROM orders WHERE customer_key IS NULL") == [(0,)]


def test_the_older_form_of_customers(admin: Admin) -> None:
    (admin.folder / "customers.csv").write_text(
        "First Name,Last Name,Email,Company,City,Country,Country Code,Phone,Accepts Marketing\n"
        "Ann,Lee,ann@example.com,,Leeds,United Kingdom,,,yes\n",
        encoding="utf-8",
    )
    admin.load(currency="GBP")
    assert admin.rows("SELECT customer_id, country, city FROM customers") == [("ann@example.com", "GB", "Leeds")]
    assert admin.rows("SELECT channel, state FROM consents") == [("email", "opted_in")]


def test_refused_sources(admin: Admin, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"neither customers_export\.csv"):
        admin.load()
    with pytest.raises(ImportRefused, match="not a folder"):
        ShopifySource(tmp_path / "nothing").shop()
    admin.write("customers_export.csv", [{"Email": "a@example.com"}])
    with pytest.raises(ImportRefused, match="No currency"):
        admin.load()
    (admin.folder / "shop.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ImportRefused, match=r"shop\.json: 5 problems:\n  id: .*\n  name: .*\n  zone: "):
        admin.load()


def test_shop_json_is_believed(full: Admin) -> None:
    document = (
        '{"id":"t","name":"Tents","zone":"UTC","currency":"EUR","url":"https://shop.example","sender":{"name":"T"}}'
    )
    (full.folder / "shop.json").write_text(document, encoding="utf-8")
    full.load()
    assert full.rows("SELECT url FROM products WHERE product_id IN ('tent', 'secret') ORDER BY product_key") == [
        ("https://shop.example/products/tent",), ("",),
    ]  # fmt: skip
    assert full.rows("SELECT DISTINCT currency FROM prices") == [("EUR",)]


def test_an_empty_export_is_reported(full: Admin) -> None:
    (full.folder / "products_export.csv").write_text("", encoding="utf-8")
    assert full.file("products_export.csv").reasons == {"empty_file": 1}
    assert full.rows("SELECT count(*) FROM order_lines WHERE product_key IS NOT NULL") == [(0,)]


@given(
    lines=st.lists(
        st.lists(st.tuples(st.integers(1, 9), st.integers(0, 99_999)), min_size=1, max_size=4), min_size=1, max_size=5
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_totals_and_lines_of_any_orders_survive(admin: Admin, lines: list[list[tuple[int, int]]]) -> None:
    rows: list[dict[str, str]] = []
    for number, items in enumerate(lines):
        total = sum(units * each for units, each in items)
        for place, (quantity, cents) in enumerate(items):
            row = {"Name": f"#{number}", "Lineitem quantity": str(quantity), "Lineitem price": f"{cents / 100:.2f}"}
            head = {"Financial Status": "paid", "Currency": "USD", "Total": f"{total / 100:.2f}"} if not place else {}
            rows.append(row | head | {"Created at": "2026-01-05 10:11:12 -0500", "Email": f"{number}@example.com"})
    admin.write("orders_export.csv", rows)
    source = ShopifySource(admin.folder)
    tables = {
        table.name: [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
        for table in source.tables()
    }
    assert [order["order_id"] for order in tables["orders"]] == [f"#{number}" for number in range(len(lines))]
    assert len(tables["order_lines"]) == len(rows)
    for order in tables["orders"]:
        own = [line for line in tables["order_lines"] if line["order_id"] == order["order_id"]]
        assert [line["line_no"] for line in own] == [str(place + 1) for place in range(len(own))]
        assert sum(int(line["quantity"]) * Decimal(line["unit_price"]) for line in own) == Decimal(order["total"])


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "s1", "s2"]), st.sampled_from(["n1", "n2"]))))
@settings(max_examples=50, deadline=None)
def test_a_ware_is_found_only_where_one_fits(entries: list[tuple[str, str, str]]) -> None:
    wares = Wares()
    for product, sku, name in entries:
        wares.add(Ware(product, f"{product}-{sku}-{name}"), sku, name)
    for sku in ("", "s1", "s2"):
        for name in ("n1", "n2"):
            by_sku = {e for e in entries if sku and e[1] == sku}
            by_name = {e for e in entries if e[2] == name}
            fitting = by_sku if len(by_sku) == 1 else by_name
            wanted = next((f"{p}-{s}-{n}" for p, s, n in fitting), None) if len(fitting) == 1 else None
            found = wares.find(sku, name)
            assert (found.variant_id if found else None) == wanted
