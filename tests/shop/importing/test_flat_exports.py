"""Exports of other shop systems: orders and lines together, contacts, and the map that confirms what was guessed."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.clock import FixedClock
from shop.errors import InvalidInput
from shop.home import Home
from shop.importing.contract import RawRow
from shop.importing.csv_source import CsvSource, ShopOverrides, guess_mapping, read_mapping, write_mapping
from shop.importing.flat import FlatFile
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport
from shop.people import customers
from shop.people import greeting_name as greet
from shop.store.view import ShopView

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
HEAD = (
    "订单号,订单状态,下单时间,会员名,收货人手机,实付金额（元）,运费,优惠金额,退款金额,"
    "商品名称,规格,商家编码,数量,单价\n"
)
ONE = (
    HEAD + "1001,交易成功,2026-01-02 10:00,阳光,13800000000,225,10,5,0,帐篷,大,T1,1,200\n"
    "1001,交易成功,2026-01-02 10:00,阳光,13800000000,225,10,5,0,杯子,,M1,2,10\n"
    "1002,交易成功,2026-02-02 10:00,阳光,13900000000,24,0,0,0,杯子,,M1,2,12\n"
    "1003,\"买家已付款,等待卖家发货\",2026-02-03 10:00,张*,138****1234,10,0,0,0,杯子,,M1,1,10\n"
)  # fmt: skip
CONTACTS = (
    "客户昵称,备注,外部联系人ID,所属员工,添加时间,标签,手机号,是否添加企微\n"
    "阳光,怕冷,wm1,小王,2025-01-01,VIP;老客,13800000000,是\n"
)


def load(path: Path, folder: Path, mapping: dict[str, dict[str, str]] | None = None) -> tuple[QualityReport, ShopView]:
    source = CsvSource(folder, mapping=mapping, shop=ShopOverrides(id="t", zone="Asia/Shanghai", currency="CNY"))
    home = Home(path / "home")
    report = import_source(source, home, clock=NOW)
    return report, ShopView(home.current_build())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_one_flat_file_becomes_orders_lines_buyers_and_products(tmp_path: Path, folder: Path) -> None:
    (folder / "订单导出20261101.csv").write_bytes(ONE.encode("gbk"))
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT order_id, total, shipping, discount, status FROM orders ORDER BY 1") == [
            ("1001", 225, 10, 5, "delivered"), ("1002", 24, 0, 0, "delivered"), ("1003", 10, 0, 0, "paid"),
        ]  # fmt: skip
        assert view.rows("SELECT quantity, unit_price FROM order_lines ORDER BY order_key, unit_price") == [
            (2, 10), (1, 200), (2, 12), (1, 10)
        ]  # fmt: skip
        assert view.rows("SELECT product_id FROM products") == [("T1",), ("M1",)]
        assert view.rows("SELECT variant_id, title FROM variants") == [("T1/大", "大"), ("M1", "")]
        # Two orders of one member went to two phones: neither is surely theirs. 张* is nobody: a guest's order.
        assert view.rows("SELECT customer_id, phone FROM customers") == [("阳光", "")]
        assert view.rows("SELECT customer_key FROM orders ORDER BY order_id") == [(0,), (0,), (None,)]
        assert view.rows("FROM consents") == []
    assert {file.file.partition(" ")[2]: file.read for file in report.files} == {
        "": 4, "(orders)": 3, "(customers)": 1, "(products)": 2
    }  # fmt: skip
    told = "\n".join(report.notes)
    assert "not sure of '收货人手机' as customers.phone" in told
    assert "latest sale" in told


def test_a_flat_file_under_the_name_of_orders_is_still_split(tmp_path: Path, folder: Path) -> None:
    (folder / "orders.csv").write_text(ONE, encoding="utf-8")
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT count(*), sum(total) FROM orders") == [(3, 259)]
    assert not report.totals.quarantined


@pytest.mark.parametrize("form", ["repeated", "first row only", "filled once"])
def test_every_way_of_writing_the_order_gives_the_same(tmp_path: Path, folder: Path, form: str) -> None:
    rows = list(csv.reader(io.StringIO(ONE)))
    for row, above in zip(rows[2:], rows[1:], strict=False):
        if row[0] == above[0] and form != "repeated":
            row[5:9] = [""] * 4
            if form == "filled once":
                row[:5] = [""] * 5
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    (folder / "有赞.csv").write_text(target.getvalue(), encoding="utf-8")
    _, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT order_id, total, shipping FROM orders ORDER BY 1") == [
            ("1001", 225, 10), ("1002", 24, 0), ("1003", 10, 0)
        ]  # fmt: skip
        assert view.rows("SELECT count(*) FROM order_lines WHERE order_key = 0") == [(2,)]


def test_amounts_that_differ_within_an_order_are_the_lines(tmp_path: Path, folder: Path) -> None:
    (folder / "千牛.csv").write_text(
        "订单编号,订单创建时间,实付金额,邮费,退款金额,宝贝标题,商家编码,购买数量,价格\n"
        "1,2026-01-02,200,10,0,帐篷,T1,1,220\n1,2026-01-02,20,10,20,杯子,M1,2,10\n", encoding="utf-8"
    )  # fmt: skip
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT total, refunded FROM orders") == [(230, 20)]
        assert view.rows("SELECT total FROM order_lines ORDER BY 1") == [(20,), (200,)]
    assert any("refunded, total differ within an order" in note for note in report.notes)


ORDER_LIST = (
    "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,联系手机,订单创建时间,宝贝标题\n"
    "'2601,tb1,220.00,220.00,交易成功,'13800000000,2026-03-05 10:00:00,\"帐篷，杯子\"\n"
    "'2602,tb2,12.00,0,交易关闭,'13900000000,2026-02-01 10:00:00,杯子\n"
    "'2603,tb1,10.00,10.00,交易成功,'13800000000,2026-01-05 10:00:00,杯子\n"
)
LINE_LIST = (
    "订单编号,标题,价格,购买数量,外部系统编号,商品属性,备注,订单状态,商家编码\n"
    "'2601,帐篷,200.00,1,T1,颜色分类:米色,,交易成功,T1\n'2601,杯子,20.00,1,M1,,,交易成功,M1\n"
    "'2602,杯子,12.00,1,M1,,,交易关闭,M1\n'2603,杯子,10.00,1,M1,,,交易成功,M1\n"
)


def test_lines_beside_orders_name_the_products_where_no_file_lists_them(tmp_path: Path, folder: Path) -> None:
    """The pair of files that 千牛 hands out, newest order first: the price is that of the latest sale all the same."""
    (folder / "ExportOrderList.csv").write_bytes(ORDER_LIST.encode("gbk"))
    (folder / "ExportOrderDetailList.csv").write_bytes(LINE_LIST.encode("gbk"))
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT order_id, total, status FROM orders ORDER BY 1") == [
            ("2601", 220, "delivered"), ("2602", 0, "cancelled"), ("2603", 10, "delivered")
        ]  # fmt: skip
        assert view.rows("SELECT product_id, name FROM products JOIN product_texts USING (product_key) ORDER BY 1") == [
            ("M1", "杯子"), ("T1", "帐篷")
        ]  # fmt: skip
        assert view.rows("SELECT variant_id, price FROM variants JOIN prices USING (variant_key) ORDER BY 1") == [
            ("M1", 20), ("T1/颜色分类:米色", 200)
        ]  # fmt: skip
        assert view.rows("SELECT count(*), count(product_key) FROM order_lines") == [(4, 4)]
        assert view.rows("SELECT customer_id FROM customers ORDER BY 1") == [("tb1",), ("tb2",)]
    assert not report.totals.quarantined


def test_lines_leave_the_products_to_the_file_that_lists_them(tmp_path: Path, folder: Path) -> None:
    (folder / "ExportOrderList.csv").write_bytes(ORDER_LIST.encode("gbk"))
    (folder / "ExportOrderDetailList.csv").write_bytes(LINE_LIST.encode("gbk"))
    (folder / "products.csv").write_text("product_id,name,price\nT1,帐篷,260\nM1,杯子,25\n", encoding="utf-8")
    _, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT product_id FROM products ORDER BY 1") == [("M1",), ("T1",)]
        assert view.rows("SELECT price FROM prices ORDER BY 1") == [(25,), (260,)]
        assert view.rows("SELECT count(product_key) FROM order_lines") == [(4,)]


WOO = (
    "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Country Code (Billing),"
    "Email (Billing),Phone (Billing),Order Shipping Amount,Order Total Amount,Item Name,SKU,Quantity,Item Cost\n"
    "71,wc-completed,2026-05-01 09:00,Ann,Bee,DE,Ann@Shop.example,+4930123456,5.00,55.00,Lamp,L-1,1,30.00\n"
    "71,wc-completed,2026-05-01 09:00,Ann,Bee,DE,Ann@Shop.example,+4930123456,5.00,55.00,Bulb,B-1,2,10.00\n"
    "72,wc-cancelled,2026-05-02 09:00,Cy,Dee,FR,cy@shop.example,,0,30.00,Lamp,L-1,1,30.00\n"
)


@pytest.mark.parametrize("name", ["orders.csv", "wc-orders-export.csv"])
def test_an_english_export_of_lines_gives_buyers_with_their_contacts(tmp_path: Path, folder: Path, name: str) -> None:
    (folder / name).write_text(WOO, encoding="utf-8")
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT order_id, total, shipping, status FROM orders ORDER BY 1") == [
            ("71", 55, 5, "paid"), ("72", 30, 0, "cancelled")
        ]  # fmt: skip
        assert view.rows("SELECT first_name, last_name, email, phone, country FROM customers ORDER BY 1") == [
            ("Ann", "Bee", "ann@shop.example", "+4930123456", "DE"), ("Cy", "Dee", "cy@shop.example", "", "FR")
        ]  # fmt: skip
        assert view.rows("SELECT product_id FROM products ORDER BY 1") == [("B-1",), ("L-1",)]
        assert view.rows("FROM consents") == []
    assert not report.totals.quarantined


def test_orders_alone_give_buyers_known_by_their_contact(tmp_path: Path, folder: Path) -> None:
    (folder / "magento.csv").write_text(
        "ID,Order #,Purchase Date,Grand Total (Purchased),Status,Customer Email,Customer Name\n"
        "1,000071,2026-05-01 09:00,55.00,Complete,ann@shop.example,Ann Bee\n"
        "2,000072,2026-06-01 09:00,15.00,Complete,ann@shop.example,Ann Bee\n", encoding="utf-8",
    )  # fmt: skip
    _, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT order_id, total FROM orders ORDER BY 1") == [("000071", 55), ("000072", 15)]
        assert view.rows("SELECT email FROM customers") == [("ann@shop.example",)]


def test_guests_share_no_id_and_a_stated_id_stays(tmp_path: Path, folder: Path) -> None:
    (folder / "bigcommerce.csv").write_text(
        "Order ID,Customer ID,Customer Name,Customer Email,Order Date,Order Status,Order Total (inc tax)\n"
        "100,12,Ann Bee,ann@shop.example,2026-05-01,Shipped,55.00\n"
        "101,0,Cy Dee,cy@shop.example,2026-05-02,Completed,15.00\n"
        "102,0,Ed Eff,ed@shop.example,2026-05-03,Completed,25.00\n", encoding="utf-8",
    )  # fmt: skip
    _, view = load(tmp_path, folder)
    with view:
        found = view.rows("SELECT customer_id, email FROM customers ORDER BY email")
        assert found[0] == ("12", "ann@shop.example")
        assert len({id_ for id_, _ in found}) == 3
        assert view.rows("SELECT count(*), count(DISTINCT customer_key) FROM orders") == [(3, 3)]


def test_an_id_of_all_guests_makes_no_customer(tmp_path: Path, folder: Path) -> None:
    text = "order_id,customer_id,placed_at,total\n1,0,2026-05-01,5\n2,0,2026-05-02,5\n3,7,2026-05-02,5\n"
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    _, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT customer_id FROM customers") == [("7",)]
        assert view.rows("SELECT count(*), count(customer_key) FROM orders") == [(3, 1)]


def test_lines_may_name_the_stock_keeping_unit_and_a_price_may_be_the_regular_one(tmp_path: Path, folder: Path) -> None:
    (folder / "wc-products.csv").write_text(
        "ID,SKU,Name,Sale price,Regular price,Stock\n101,L-1,Lamp,,39.90,12\n102,B-1,Bulb,4.50,5.00,0\n",
        encoding="utf-8",
    )  # fmt: skip
    (folder / "wc-orders.csv").write_text(WOO, encoding="utf-8")
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT product_id FROM products ORDER BY 1") == [("101",), ("102",)]
        assert view.rows("SELECT price, list_price FROM prices ORDER BY price") == [
            (Decimal("4.5"), 5), (Decimal("39.9"), None)
        ]  # fmt: skip
        assert view.rows("SELECT count(product_key) FROM order_lines") == [(3,)]
    assert not report.totals.quarantined


def test_consent_without_a_channel_is_no_consent(tmp_path: Path, folder: Path) -> None:
    (folder / "客户.csv").write_text(
        "客户姓名,手机号,是否接受营销,归属导购\n李一,13800000000,是,小王\n", encoding="utf-8"
    )
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("FROM consents") == []
        assert view.rows("SELECT staff_owner FROM customers") == [("小王",)]
    assert any("consent counts for one channel" in note for note in report.notes)


AMOUNT = st.decimals("0.01", "9999", places=2)
ORDER = st.lists(st.tuples(AMOUNT, st.integers(1, 9)), min_size=1, max_size=4)


@settings(max_examples=50, deadline=None)
@given(orders=st.lists(ORDER, min_size=1, max_size=6), shipping=AMOUNT, repeated=st.booleans())
def test_a_total_is_never_multiplied_by_its_lines(
    orders: list[list[tuple[Decimal, int]]], shipping: Decimal, repeated: bool
) -> None:
    targets = ("orders.order_id", "orders.total", "orders.shipping", "order_lines.quantity", "order_lines.unit_price")
    rows, expected = [], []
    for number, lines in enumerate(orders):
        total = sum((price * count for price, count in lines), shipping)
        expected.append((str(number), str(total), str(shipping)))
        for place, (price, count) in enumerate(lines):
            amounts = [str(total), str(shipping)] if repeated or place == 0 else ["", ""]
            rows.append(RawRow(len(rows) + 2, [str(number), *amounts, str(count), str(price)]))
    orders_table = FlatFile("x", targets, lambda: iter(rows)).orders()
    place = [orders_table.columns.index(name) for name in ("order_id", "total", "shipping")]
    assert [tuple(row.cells[column] for column in place) for row in orders_table.rows] == expected


def test_contacts_are_customers_and_being_added_is_no_consent(tmp_path: Path, folder: Path) -> None:
    (folder / "企微客户.csv").write_text(CONTACTS, encoding="gb18030")
    report, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT customer_id, wecom_id, nickname, staff_owner, phone, tags FROM customers") == [
            ("wm1", "wm1", "阳光", "小王", "13800000000", ["VIP", "老客"])
        ]
        assert view.rows("FROM consents") == []
    told = "\n".join(report.notes)
    assert "'是否添加企微' was not used: being added or followed is no consent" in told
    assert "'备注' was not used" in told
    assert "not sure of '添加时间' as joined_at" in told


def test_a_column_that_states_consent_is_read(tmp_path: Path, folder: Path) -> None:
    (folder / "企微.csv").write_text("外部联系人ID,客户昵称,企微营销授权\nwm1,甲,同意\nwm2,乙,\n", encoding="utf-8")
    _, view = load(tmp_path, folder)
    with view:
        assert view.rows("SELECT channel, state FROM consents") == [("wecom", "opted_in")]


def test_buyers_are_found_among_the_contacts_by_their_own_phone_only(tmp_path: Path, folder: Path) -> None:
    (folder / "企微客户.csv").write_text(CONTACTS, encoding="utf-8")
    for header, found in (("买家手机号", "wm1"), ("收货人手机", None)):
        rows = ONE.replace("收货人手机", header).replace("会员名", "下单渠道")
        (folder / "订单.csv").write_text(rows, encoding="utf-8")
        _, view = load(tmp_path, folder)
        with view:
            sql = "SELECT customer_id FROM orders LEFT JOIN customers USING (customer_key) WHERE order_id = '1001'"
            assert view.rows(sql) == [(found,)]


def test_masked_names_and_phones_reach_nobody(tmp_path: Path, folder: Path) -> None:
    (folder / "customers.csv").write_text("customer_id,nickname,phone\nc1,张*,138****1234\n", encoding="utf-8")
    report, view = load(tmp_path, folder)
    with view:
        person = customers(view, ["c1"])["c1"]
    assert (person.phone, greet(person, "zh"), greet(person, "en")) == ("", "", "")
    assert report.files[0].reasons == {"bad_phone": 1}


def test_a_draft_of_the_map_can_be_confirmed_as_it_is(tmp_path: Path, folder: Path) -> None:
    (folder / "订单.csv").write_text(ONE.replace("优惠金额", '鞋"码: #1'), encoding="utf-8")
    (folder / "企微客户.csv").write_text(CONTACTS, encoding="utf-8")
    (folder / "broken.xlsx").write_bytes(b"PK")
    (folder / "tickets.csv").write_text("工单号,创建时间,鞋码\n1,2026-01-01,4\n", encoding="utf-8")
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    text = write_mapping(folder)
    assert "请核对" in text
    assert '"收货人手机": "customers.phone"  # NOT SURE' in text
    assert '# "broken.xlsx": damaged_file' in text
    file = tmp_path / "map.yaml"
    file.write_text(text, encoding="utf-8")
    confirmed = read_mapping(file)
    guessed = guess_mapping(folder)
    assert {name: columns for name, columns in confirmed.items() if name != "notes.csv"} == guessed
    assert confirmed["notes.csv"] == {"@table": "", "a": "", "b": ""}
    before, view = load(tmp_path, folder)
    view.close()
    after, view = load(tmp_path, folder, confirmed)
    view.close()
    assert before.totals.read == after.totals.read
    # What is confirmed to be the buyer's phone finds the buyer among the contacts.
    assert before.totals.repaired > after.totals.repaired
    assert any("not sure" in note for note in before.notes)
    assert not any("not sure" in note for note in after.notes)


def test_a_map_corrects_the_guess_and_is_checked(tmp_path: Path, folder: Path) -> None:
    (folder / "alles.csv").write_text("nr;wann;was;wieviel\n1;2026-01-02;Zelt;2\n", encoding="utf-8")
    columns = {"nr": "orders.order_id", "wann": "orders.placed_at", "was": "products.name"}
    good = {"alles.csv": {"@table": "flat", **columns, "wieviel": "order_lines.quantity", "gone": ""}}
    report, view = load(tmp_path, folder, good)
    with view:
        assert view.rows("SELECT quantity FROM order_lines") == [(2,)]
    assert any("columns that it does not have: 'gone'" in note for note in report.notes)
    for bad in ({"@table": "sheets"}, {"@table": "flat", "nr": "order_id"}, {"@table": "orders", "nr": "orders.nr"}):
        with pytest.raises(InvalidInput, match=r"alles\.csv: the map"):
            load(tmp_path, folder, {"alles.csv": bad})


def test_a_guess_that_the_cells_contradict_is_not_sure(tmp_path: Path, folder: Path) -> None:
    (folder / "商品.csv").write_text(
        "商品编号,商品名称,价格,库存\nA1,杯子,10,很多\nA2,锅,20,没有了\n", encoding="utf-8"
    )
    (folder / "orders.csv").write_text("order_id,placed_at,total\n1,2026-01-01,5\n", encoding="utf-8")
    report, view = load(tmp_path, folder)
    view.close()
    assert any("not sure of '库存' as stock (its cells do not look like it)" in note for note in report.notes)


def test_the_currency_of_a_header_counts(folder: Path) -> None:
    (folder / "订单.csv").write_text(ONE, encoding="utf-8")
    assert CsvSource(folder).shop().currency == "CNY"


def test_the_map_is_plain_yaml_whatever_the_headers_hold(folder: Path) -> None:
    header = 'customer_id,"a: b #",\'{[\n'
    (folder / "people.csv").write_text(header + "c1,x,y\n", encoding="utf-8")
    (folder / "map.yaml").write_text(write_mapping(folder), encoding="utf-8")
    assert json.dumps(read_mapping(folder / "map.yaml"))


def test_the_moment_of_an_order_is_that_of_the_row_that_states_it() -> None:
    targets = ("orders.order_id", "orders.placed_at", "order_lines.quantity", "products.name")
    cells = [["1", "2026-01-02", "1", "Tent"], ["1", "", "2", "Cup"], ["2", "2026-02-02", "1", "Cup"]]
    rows = [RawRow(number, row) for number, row in enumerate(cells, 2)]
    assert FlatFile("o.csv", targets, lambda: iter(rows)).placed() == {"1": "2026-01-02", "2": "2026-02-02"}


@pytest.mark.parametrize(("price", "told"), [("", [Decimal("120.0000")]), ("ask us", [])])
def test_the_regular_price_is_the_price_where_none_is_stated_and_never_for_one_that_is_unreadable(
    tmp_path: Path, folder: Path, price: str, told: list[Decimal]
) -> None:
    (folder / "products.csv").write_text(
        f"product_id,name,price,list_price,currency\np1,Tent,{price},120,CNY\np2,Cup,10,,CNY\n", encoding="utf-8"
    )
    (folder / "customers.csv").write_text("customer_id,first_name\nc1,Ann\n", encoding="utf-8")
    (folder / "orders.csv").write_text(
        "order_id,customer_id,placed_at,total,currency\no1,c1,2026-01-02,10,CNY\n", encoding="utf-8"
    )
    with load(tmp_path, folder)[1] as view:
        sold = view.rows("SELECT price FROM prices JOIN products USING (product_key) WHERE product_id = 'p1'")
    assert [price for (price,) in sold] == told
