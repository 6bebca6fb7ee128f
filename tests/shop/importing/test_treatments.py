"""Each treatment of the contract, seen from outside: the report and the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from shop.errors import InvalidInput
from shop.importing.quality import FileQuality, QualityReport
from shop.importing.treatments import explain, rules


class Shop(Protocol):
    folder: Path

    def write(self, name: str, content: str | bytes) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def file(self, name: str) -> FileQuality: ...
    def rows(self, sql: str) -> list[tuple[object, ...]]: ...


CUSTOMERS = "customer_id,first_name,email,phone,country,language,zone,joined_at,email_consent\n"
ORDERS = "order_id,customer_id,placed_at,status,currency,total,shipping,refunded\n"
LINES = "order_id,line_no,product_id,variant_id,quantity,unit_price,discount,total\n"
PRODUCTS = "product_id,variant_id,name,price,currency,list_price,status,url,picture,rating\n"
EVENTS = "customer_id,kind,happened_at,product_id,variant_id,value,currency\n"

# file, header, row, reason, (kept, repaired, quarantined)
KEPT, REPAIRED, QUARANTINED = (1, 0, 0), (0, 1, 0), (0, 0, 1)
CASES = [
    ("customers.csv", CUSTOMERS, "c1,Ann,a@x.de,+49301234567,DE,de,Europe/Berlin,2026-01-01,yes", "", KEPT),
    ("customers.csv", CUSTOMERS, ",Ann,,,,,,,", "missing_required", QUARANTINED),
    ("customers.csv", CUSTOMERS, "c1,,no-address,,,,,,", "bad_email", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,,,call me,,,,,", "bad_phone", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,,,,Atlantis,,,,", "unknown_country", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,,,,,klingon,,,", "unknown_language", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,,,,,,Mars/Base,,", "unknown_zone", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,,,,,,,never,", "unreadable_date", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,,,,,,,2030-01-01,", "future_date", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,,,,,,,,perhaps", "unknown_word", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,<i>Ann</i>,,,,,,,", "markup_removed", REPAIRED),
    ("customers.csv", CUSTOMERS, "c1,An\u202en,,,,,,,", "invisible_removed", REPAIRED),
    ("customers.csv", CUSTOMERS, f"c1,{'x' * 600},,,,,,,", "too_long", REPAIRED),
    ("customers.csv", CUSTOMERS, f"{'c' * 300},,,,,,,,", "too_long", QUARANTINED),
    ("customers.csv", CUSTOMERS, "c1,Ann", "too_few_cells", QUARANTINED),
    ("customers.csv", CUSTOMERS, "c1,Ann,,,,,,,,extra", "too_many_cells", QUARANTINED),
    ("orders.csv", ORDERS, "o1,c1,20/11/2026,paid,CNY,5,0,0", "", KEPT),
    ("orders.csv", ORDERS, "o1,,2026-11-20,paid,CNY,5,0,0", "", KEPT),
    ("orders.csv", ORDERS, "o1,nobody,2026-11-20,paid,CNY,5,0,0", "unknown_customer", REPAIRED),
    ("orders.csv", ORDERS, "o1,c1,,paid,CNY,5,0,0", "missing_required", QUARANTINED),
    ("orders.csv", ORDERS, "o1,c1,2026-02-30,paid,CNY,5,0,0", "unreadable_date", QUARANTINED),
    ("orders.csv", ORDERS, "o1,c1,2027-11-20,paid,CNY,5,0,0", "future_date", QUARANTINED),
    ("orders.csv", ORDERS, "o1,c1,2026-11-20,mislaid,CNY,5,0,0", "unknown_word", REPAIRED),
    ("orders.csv", ORDERS, "o1,c1,2026-11-20,paid,XQX,5,0,0", "unknown_currency", QUARANTINED),
    ("orders.csv", ORDERS, "o1,c1,2026-11-20,paid,CNY,€5,0,0", "currency_conflict", QUARANTINED),
    ("orders.csv", ORDERS, "o1,c1,2026-11-20,paid,CNY,five,0,0", "unreadable_number", REPAIRED),
    ("orders.csv", ORDERS, "o1,c1,2026-11-20,refunded,CNY,5,0,", "refund_assumed_full", REPAIRED),
    ("order_lines.csv", LINES, "nowhere,1,p1,p1-s,1,5,0,5", "unknown_order", QUARANTINED),
    ("order_lines.csv", LINES, "o1,1,nothing,,1,5,0,5", "unknown_product", REPAIRED),
    ("order_lines.csv", LINES, "o1,1,p1,nothing,1,5,0,5", "unknown_variant", REPAIRED),
    ("order_lines.csv", LINES, "o1,1,p1,p1-s,-2,5,0,-10", "return", KEPT),
    ("order_lines.csv", LINES, "o1,1,p1,p1-s,0,5,0,0", "zero_quantity", QUARANTINED),
    ("order_lines.csv", LINES, "o1,1,p1,p1-s,many,5,0,5", "unreadable_number", QUARANTINED),
    ("order_lines.csv", LINES, "o1,1,p1,p1-s,1,,,", "no_amount", REPAIRED),
    ("products.csv", PRODUCTS, "p9,,Tent,-5,CNY,,,,,", "negative_price", QUARANTINED),
    ("products.csv", PRODUCTS, "p9,,Tent,,CNY,,,,,", "missing_required", QUARANTINED),
    ("products.csv", PRODUCTS, "p9,,Tent,50,CNY,40,,,,", "list_price_below_price", REPAIRED),
    ("products.csv", PRODUCTS, "p9,,Tent,50,CNY,,,javascript:x,,", "bad_address", REPAIRED),
    ("products.csv", PRODUCTS, "p9,,Tent,50,CNY,,,,lost.png,", "picture_missing", REPAIRED),
    ("products.csv", PRODUCTS, "p9,,Tent,50,CNY,,,,,11", "out_of_range", REPAIRED),
    ("products.csv", PRODUCTS, "p9,,Tent,50,CNY,,mislaid,,,", "unknown_word", REPAIRED),
    ("events.csv", EVENTS, "nobody,view,2026-11-20,p1,,,", "unknown_customer", QUARANTINED),
    ("events.csv", EVENTS, "c1,view,2026-11-20,nothing,,,", "unknown_product", REPAIRED),
    ("events.csv", EVENTS, "c1,view,2026-11-20,p1,nothing,,", "unknown_variant", REPAIRED),
    ("events.csv", EVENTS, "c1,danced,2026-11-20,p1,,,", "unknown_word", QUARANTINED),
    ("events.csv", EVENTS, "c1,view,2026-12-20,p1,,,", "future_date", QUARANTINED),
    ("events.csv", EVENTS, "c1,cart,2026-11-20,p1,,$5,CNY", "", KEPT),
    ("price_history.csv", "product_id,price,starts_at\n", "nothing,5,2026-01-01", "unknown_product", QUARANTINED),
    ("price_history.csv", "product_id,variant_id,price,starts_at\n", "p1,zz,5,2026-01-01",
     "unknown_variant", QUARANTINED),
    ("price_history.csv", "product_id,price,starts_at\n", "p1,5,2027-01-01", "", KEPT),
    ("stock.csv", "product_id,quantity,counted_at\n", "nothing,5,2026-01-01", "unknown_product", QUARANTINED),
    ("reviews.csv", "review_id,product_id,rating,body\n", "r1,nothing,5,Good", "unknown_product", QUARANTINED),
    ("reviews.csv", "review_id,product_id,rating,body\n", "r1,p1,6,Good", "out_of_range", QUARANTINED),
    ("reviews.csv", "review_id,product_id,customer_id,rating,body\n", "r1,p1,nobody,5,Good",
     "unknown_customer", REPAIRED),
    ("outcomes.csv", "campaign_id,customer_id,arm\n", "nowhere,c1,a", "unknown_campaign", QUARANTINED),
    ("tickets.csv", "ticket_id,customer_id,opened_at\n", "t1,nobody,2026-01-01", "unknown_customer", REPAIRED),
    ("campaigns.csv", "campaign_id,name,channel,sent_at\n", "m1,May,pigeon,2026-05-01", "unknown_word", QUARANTINED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "header", "row", "reason", "sums"), CASES, ids=[f"{c[0]}-{c[3]}-{c[2][:25]}" for c in CASES]
)
def test_treatment(shop: Shop, file: str, header: str, row: str, reason: str, sums: tuple[int, int, int]) -> None:
    shop.write(file, header + row + "\n")
    found = shop.file(file)
    assert found.reasons == ({reason: 1} if reason else {})
    assert (found.kept, found.repaired, found.quarantined) == sums
    assert found.read == 1


@pytest.mark.parametrize(
    ("file", "header", "first", "second"),
    [("customers.csv", "customer_id,first_name\n", "c1,First", "c1,Second"),
     ("products.csv", "product_id,name,price\n", "p1,First,5", "p1,Second,6"),
     ("orders.csv", "order_id,placed_at,total\n", "o1,2026-01-01,5", "o1,2026-01-02,6"),
     ("order_lines.csv", LINES, "o1,1,p1,,1,5,0,5", "o1,1,p2,,1,6,0,6"),
     ("reviews.csv", "review_id,product_id,rating,body\n", "r1,p1,5,First", "r1,p1,4,Second"),
     ("codes.csv", "pool,code\n", "a,X1", "a,X1"),
     ("stock.csv", "product_id,quantity,counted_at\n", "p2,5,2026-01-01", "p2,6,2026-01-01"),
     ("price_history.csv", "product_id,price,starts_at\n", "p2,5,2026-01-01", "p2,6,2026-01-01"),
     ("campaigns.csv", "campaign_id,name,channel,sent_at\n", "m,First,sms,2026-01-01", "m,Second,sms,2026-01-01")],
)  # fmt: skip
def test_of_two_rows_with_one_key_the_first_is_kept(
    shop: Shop, file: str, header: str, first: str, second: str
) -> None:
    shop.write(file, f"{header}{first}\n{second}\n")
    found = shop.file(file)
    assert (found.read, found.quarantined, found.reasons) == (2, 1, {"duplicate_id": 1})


def test_what_stays_of_a_repaired_row(shop: Shop) -> None:
    shop.write("orders.csv", ORDERS + "o1,nobody,2026-11-20,mislaid,CNY,5,0,0\no2,c1,2026-11-20,refunded,CNY,15,5,\n")
    shop.write("order_lines.csv", LINES + "o1,,nothing,,2,2.5,,\no1,,p2,,1,,,7\n")
    shop.load()
    assert shop.rows("SELECT customer_key, status, is_sale FROM orders WHERE order_id = 'o1'") == [
        (None, "pending", False)
    ]
    assert shop.rows("SELECT refunded, spend_base FROM orders WHERE order_id = 'o2'") == [(10, 0)]
    assert shop.rows("SELECT line_no, product_key IS NULL, unit_price, total FROM order_lines") == [
        (1, True, 2.5, 5), (2, False, 7, 7)
    ]  # fmt: skip


def test_an_order_without_a_total_is_summed_from_its_lines(shop: Shop) -> None:
    shop.write("orders.csv", "order_id,placed_at,discount,shipping\no1,2026-01-01,3,4\n")
    shop.write("order_lines.csv", LINES + "o1,,p2,,2,10,,\n")
    report = shop.load()
    assert shop.rows("SELECT total, spend_base FROM orders") == [(21, 17)]
    assert any("state no total" in note for note in report.notes)


def test_an_amount_names_the_currency_of_a_row_that_does_not(shop: Shop) -> None:
    shop.write("orders.csv", "order_id,placed_at,total\no1,2026-01-01,€ 5\no2,2026-01-01,5\n")
    shop.write("order_lines.csv", LINES)
    shop.load()
    assert shop.rows("SELECT currency, spend_base FROM orders ORDER BY order_id") == [("EUR", None), ("CNY", 5)]


def test_every_reason_of_the_table_is_explained_and_others_are_not() -> None:
    assert all(explain(reason).endswith((".", ";")) for reason in rules())
    with pytest.raises(InvalidInput):
        explain("bad_luck")
