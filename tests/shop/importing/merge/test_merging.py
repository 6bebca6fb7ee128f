"""Upserts by (source, id), people joined by declared keys, and what wins where sources differ."""

from __future__ import annotations

from typing import Any

import pytest

from shop.importing.quality import Conflict, QualityReport

PEOPLE = "SELECT customer_id FROM customers ORDER BY ALL"
ALIASES = "SELECT a.customer_id, c.customer_id FROM customer_aliases a JOIN customers c USING (customer_key) ORDER BY 1"


def conflict(report: QualityReport, table: str, column: str) -> Conflict:
    return next(one for one in report.conflicts if (one.table, one.column) == (table, column))


def test_rows_are_upserted_by_source_and_id(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {
        "customers.csv": "customer_id,first_name\nc1,Ann\nc2,Bo\n",
        "products.csv": "product_id,variant_id,name,price\np1,p1-s,Tent,10\np1,p1-l,Tent,12\np2,,Mug,5\n",
        "orders.csv": "order_id,customer_id,placed_at,total\no1,c1,2026-01-05,22\n",
        "order_lines.csv": "order_id,product_id,variant_id,quantity,unit_price\no1,p1,p1-s,1,10\no1,p1,p1-l,1,12\n",
        "events.csv": "customer_id,kind,happened_at\nc1,view,2026-01-01\nc1,view,2026-01-01\nc2,cart,2026-01-02\n",
    })  # fmt: skip
    report = town.give("shop", {
        "customers.csv": "customer_id,first_name\nc2,Bob\nc3,Cy\n",
        "products.csv": "product_id,variant_id,name,price\np1,p1-s,Ridge Tent,11\n",
        "orders.csv": "order_id,customer_id,placed_at,total\no1,c1,2026-01-05,10\n",
        "order_lines.csv": "order_id,product_id,variant_id,quantity,unit_price\no1,p1,p1-s,1,10\n",
        "events.csv": "customer_id,kind,happened_at\nc1,view,2026-01-01\nc3,cart,2026-01-02\n",
    })  # fmt: skip
    assert (report.totals.read, report.totals.kept) == (7, 7)
    assert town.rows("SELECT customer_id, first_name FROM customers ORDER BY 1") == [
        ("c1", "Ann"), ("c2", "Bob"), ("c3", "Cy")
    ]  # fmt: skip
    assert town.rows("SELECT variant_id FROM variants ORDER BY 1") == [("p1-s",), ("p2",)]
    assert town.rows("SELECT count(*), sum(quantity) FROM order_lines") == [(1, 1)]
    assert town.rows("SELECT kind, count(*) FROM events GROUP BY 1 ORDER BY 1") == [("cart", 2), ("view", 2)]
    assert report.conflicts == ()


def test_people_are_joined_by_id_ouid_email_and_phone(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": "customer_id,email,phone,ouid,country\nc1,a@x.example,,,\n"
                       "c2,,020 7946 0001,,GB\nc3,,,U3,\nc4,,,,\nc5,e@x.example,,,\n"})  # fmt: skip
    town.give("mail", {"customers.csv": "customer_id,email,phone,ouid,country\nm1,A@X.example,,,\n"
                       "m2,,+442079460001,,\nm3,,,U3,\nc4,,,,\nm5,other@x.example,,,\n"}, id_space="mail")  # fmt: skip
    assert town.rows(ALIASES) == [("m1", "c1"), ("m2", "c2"), ("m3", "c3")]
    # c4 is an id of its own in each of the two, so these are two people.
    assert town.rows(PEOPLE) == [("c1",), ("c2",), ("c3",), ("c4",), ("c5",), ("m5",), ("mail:c4",)]
    town.give("till", {"customers.csv": "customer_id,first_name\nc4,Dee\n"})
    assert town.rows("SELECT first_name FROM customers WHERE customer_id = 'c4'") == [("Dee",)]


@pytest.mark.parametrize(("shop", "mail", "column"), [
    ("c1,Ann,office@x.example,\nc2,Bo,office@x.example,\n", "m1,Cy,office@x.example,\n", "email"),
    ("c1,Ann,,+442079460001\n", "m1,Bo,,+442079460001\n", "phone"),
    ("c1,Ann,family@x.example,\n", "m1,Bo,family@x.example,\n", "email"),
    ("c1,,a@x.example,\nc2,,,+442079460001\n", "m1,,a@x.example,+442079460001\nm2,,b@x.example,\n", "phone"),
])  # fmt: skip
def test_a_key_that_does_not_tell_people_apart_joins_nobody(town: Any, shop: str, mail: str, column: str) -> None:  # noqa: ANN401
    header = "customer_id,first_name,email,phone\n"
    town.give("shop", {"customers.csv": header + shop})
    report = town.give("mail", {"customers.csv": header + mail}, id_space="mail")
    found = conflict(report, "customers", column)
    assert found.count == 1
    assert found.rule.startswith("not joined")
    assert "c1" in found.samples or "c2" in found.samples
    joined = town.rows(ALIASES)
    assert joined == ([("m1", "c1")] if "m2" in mail else [])


def test_two_ids_of_one_source_stay_two_people(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": "customer_id,email\nc1,a@x.example\n"})
    town.give("shop", {"customers.csv": "customer_id,email\nc2,a@x.example\n"})
    assert town.rows(PEOPLE) == [("c1",), ("c2",)]


def test_where_sources_differ_the_newer_then_the_first_wins(town: Any) -> None:  # noqa: ANN401
    header = "customer_id,first_name,city,tier,tags,objects_to_profiling,updated_at\n"
    town.give("shop", {"customers.csv": header + "c1,Ann,York,,a|b,no,2026-01-01\nc2,Bo,Hull,gold,,,\n"})
    people = "c1,Anna,,silver,b|c,yes,2026-02-01\nc2,Bob,Hull,silver,,,\n"
    report = town.give("till", {"customers.csv": header + people})
    columns = "first_name, city, tier, tags, objects_to_profiling"
    assert town.rows(f"SELECT {columns} FROM customers ORDER BY customer_id") == [
        ("Anna", "York", "silver", ["a", "b", "c"], True), ("Bo", "Hull", "gold", [], False),
    ]  # fmt: skip
    assert [(one.column, one.count, one.samples) for one in report.conflicts] == [
        ("first_name", 2, ("c1", "c2")), ("tier", 1, ("c2",))
    ]  # fmt: skip
    assert "newest updated_at" in report.conflicts[0].rule


def test_a_price_is_never_mixed_from_two_sources(town: Any) -> None:  # noqa: ANN401
    header = "product_id,name,price,list_price,currency,description\n"
    town.give("shop", {"customers.csv": "customer_id\nc1\n", "products.csv": header + "p1,Tent,10,,EUR,\n"})
    report = town.give("feed", {"products.csv": header + "p1,Tent,12,20,USD,Two rooms\n"})
    assert town.rows("SELECT currency, price, list_price FROM price_now") == [("EUR", 10, None)]
    assert town.rows("SELECT description FROM product_texts") == [("Two rooms",)]
    assert {one.column for one in report.conflicts} == {"price", "currency"}


@pytest.mark.parametrize(("total", "placed_at", "owner"), [
    ("20", "2026-01-05", "c1"), ("20", "2026-01-05T15:00", "c1"), ("22", "2026-01-05", None), ("20", "2026-03-05", None)
])  # fmt: skip
def test_an_order_of_two_sources_counts_once(town: Any, total: str, placed_at: str, owner: str | None) -> None:  # noqa: ANN401
    lines = "order_id,product_id,quantity,unit_price\n"
    town.give("shop", {
        "customers.csv": "customer_id,email\nc1,a@x.example\n",
        "orders.csv": "order_id,customer_id,placed_at,total\no1,,2026-01-05,20\n",
        "order_lines.csv": lines + "o1,p1,2,10\n",
    })  # fmt: skip
    report = town.give("till", {
        "customers.csv": "customer_id,email\nt1,a@x.example\n",
        "orders.csv": f"order_id,customer_id,placed_at,total\no1,t1,{placed_at},{total}\n",
        "order_lines.csv": lines + f"o1,p1,1,{total}\n",
    }, id_space="till")  # fmt: skip
    found = town.rows("SELECT customer_id, total FROM orders LEFT JOIN customers USING (customer_key)")
    assert found == [(owner, 20)]
    assert town.rows("SELECT quantity FROM order_lines") == [(2,)]
    assert conflict(report, "order_lines", "quantity").samples == ("o1",)
    for column, differs in (("total", total != "20"), ("placed_at", placed_at != "2026-01-05")):
        told = [one for one in report.conflicts if (one.table, one.column) == ("orders", column)]
        assert [one.samples for one in told] == [("o1",)] * differs
        assert all("ids of their own" in one.fix for one in told)


def test_a_row_about_an_id_that_its_source_does_not_know_is_not_given_to_a_namesake(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": "customer_id\nc1\n"})
    report = town.give("mail", {
        "customers.csv": "customer_id\nm1\n", "events.csv": "customer_id,kind,happened_at\nc1,view,2026-01-01\n"
    }, id_space="mail")  # fmt: skip
    assert town.rows("SELECT count(*) FROM events") == [(0,)]
    assert report.totals.quarantined == 1


def test_orders_of_a_source_without_customers_find_those_of_another(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": "customer_id,first_name\nc1,Ann\n"})
    town.give("till", {"orders.csv": "order_id,customer_id,placed_at,total\no1,c1,2026-01-05,20\no2,c2,2026-01-05,2\n"})
    assert town.rows("SELECT customer_id, first_name FROM customers ORDER BY 1") == [("c1", "Ann"), ("c2", "")]
    assert town.rows("SELECT count(customer_key) FROM orders") == [(2,)]
