"""The tau2 retail shop: variants, users and orders of one JSON file; no dates, no consent."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shop.consent import CONSENT_MIGRATIONS, eligible
from shop.errors import ImportRefused
from shop.importing.adapters import tau2_retail
from shop.state import SHOP_MIGRATIONS, open_state


def _variant(id_: str, color: str, available: bool, price: float) -> dict[str, Any]:
    return {"item_id": id_, "options": {"color": color, "style": "crew neck"}, "available": available, "price": price}


def _order(id_: str, status: str, payments: list[tuple[str, float]], item: str) -> dict[str, Any]:
    return {
        "order_id": id_, "user_id": "noah_1", "address": {"country": "USA"}, "status": status, "fulfillments": [],
        "items": [{"name": "T-Shirt", "product_id": "10", "item_id": item, "price": 50.88, "options": {}}],
        "payment_history": [{"transaction_type": kind, "amount": amount} for kind, amount in payments],
    }  # fmt: skip


DOCUMENT = {
    "products": {
        "10": {"name": "T-Shirt", "product_id": "10",
               "variants": {"11": _variant("11", "blue", True, 50.88), "12": _variant("12", "red", False, 49.67)}},
        "20": {"name": "Laptop", "product_id": "20", "variants": {"21": _variant("21", "grey", False, 2674.4)}},
    },
    "users": {"noah_1": {
        "user_id": "noah_1", "name": {"first_name": "Noah", "last_name": "Brown"}, "email": "noah@example.com",
        "address": {"address1": "986 Sunset Drive", "city": "Denver", "country": "USA", "zip": "80279"},
        "payment_methods": {}, "orders": [],
    }},
    "orders": {
        "#1": _order("#1", "pending", [("payment", 50.88)], "11"),
        "#2": _order("#2", "cancelled", [("payment", 50.88), ("refund", 50.88)], "12"),
        "#3": _order("#3", "pending", [], "11"),
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def small(load: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    path = tmp_path_factory.mktemp("tau2") / "db.json.gz"
    path.write_bytes(gzip.compress(json.dumps(DOCUMENT).encode()))
    return load("tau2-retail", path)


def test_the_collections_are_counted_apart(small: Any) -> None:  # noqa: ANN401
    assert [(file.file, file.read, file.quarantined) for file in small.report.files] == [
        ("db.json.gz: users", 1, 0), ("db.json.gz: products", 3, 0), ("db.json.gz: orders", 3, 0),
        ("db.json.gz: orders.items", 3, 0),
    ]  # fmt: skip
    assert "The source has no dates: every order is dated 2025-01-01, which is not a fact." in small.report.notes


def test_variants_and_stock(small: Any) -> None:  # noqa: ANN401
    assert small.rows("SELECT variant_id, title FROM variants ORDER BY 1") == [
        ("11", "blue"),
        ("12", "red"),
        ("21", ""),
    ]
    assert small.rows("SELECT name, text FROM product_attributes WHERE product_key = 0") == [("style", "crew neck")]
    assert small.rows("SELECT product_id, quantity FROM stock_now JOIN products USING (product_key)") == [("20", 0)]


def test_orders_are_paid_when_a_payment_says_so(small: Any) -> None:  # noqa: ANN401
    assert small.rows("SELECT order_id, status, is_sale, total, refunded FROM orders ORDER BY 1") == [
        ("#1", "paid", True, Decimal("50.88"), 0), ("#2", "cancelled", False, Decimal("50.88"), Decimal("50.88")),
        ("#3", "pending", False, 0, 0),
    ]  # fmt: skip


def test_nobody_may_be_contacted(small: Any, tmp_path: Path) -> None:  # noqa: ANN401
    state = open_state(tmp_path / "state.sqlite", (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))
    with small.view() as view:
        assert view.rows("SELECT email, country, city FROM customers") == [("noah@example.com", "US", "Denver")]
        funnel = eligible(view, state, ["noah_1"], "email").funnel
    state.close()
    assert [(item.reason, item.count) for item in funnel.excluded] == [("no_consent", 1)]


CUT = gzip.compress(b"{}", mtime=0)[:-6]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"users": {}}', CUT, b'{"users": [], "products": {}, "orders": {}}'],
)
def test_other_files_are_refused_and_leave_no_shop(content: bytes, load: Any, tmp_path: Path) -> None:  # noqa: ANN401
    for name in ("db.json", "db.json.gz"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ImportRefused):
            load("tau2-retail", tmp_path / name)


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "db.json.gz"
    with gzip.open(path, "wb", compresslevel=1) as handle:
        for _ in range(tau2_retail.LARGEST // 10_000_000 + 1):
            handle.write(b" " * 10_000_000)
    with pytest.raises(ImportRefused, match="more than"):
        tau2_retail.read_document(path)


def test_the_real_file(load: Any, shared_data: Any) -> None:  # noqa: ANN401
    shop = load("tau2-retail", shared_data("tau2_retail/db.json.gz"))
    assert shop.rows("SELECT count(*) FROM customers") == [(500,)]
    assert shop.rows("SELECT count(*) FROM products") == [(50,)]
    assert shop.rows("SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 1") == [
        ("cancelled", 102), ("delivered", 373), ("paid", 525),
    ]  # fmt: skip
    assert shop.report.totals.quarantined == shop.report.totals.repaired == 0
