"""Parsers of single cells: what goes out as people write it comes back as the same value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.importing.attributes import parse_attributes
from shop.importing.dates import DayOrder, date_reader, day_order, moment_reader
from shop.importing.numbers import (
    currency_in,
    number_reader,
    presumed_currency,
    read_currency,
    read_int,
    uses_decimal_comma,
)
from shop.importing.people import (
    bool_reader,
    chinese_phone,
    read_country,
    read_email,
    read_language,
    read_phone,
    read_zone,
    word_reader,
)
from shop.importing.reading import MEMORY, Mended, Reader, Trouble, Unreadable
from shop.importing.texts import HTML_LIMIT, read_html, read_id, read_list, read_text, read_url
from shop.importing.words import meanings

SHANGHAI = ZoneInfo("Asia/Shanghai")
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)


def full_width(text: str) -> str:
    return text.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789"})


@given(amounts)
@settings(max_examples=100, deadline=None)
def test_an_amount_survives_every_way_of_writing_it(amount: Decimal) -> None:
    english, read = f"{amount:,}", number_reader()
    german = english.translate({ord(","): ".", ord("."): ","})
    french = english.replace(",", "\u202f").replace(".", ",")
    forms = [str(amount), english, french, f"￥{abs(amount)}", f"{amount}元", f"EUR {amount}", full_width(str(amount))]
    assert [read(form) for form in forms] == [amount, amount, amount, abs(amount), amount, amount, amount]
    assert number_reader(comma=True)(german) == amount
    assert read(f"({abs(amount)})") == -abs(amount)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1.299,00", "1299"), ("1 299,00", "1299"), ("1,299.00", "1299"), ("￥1,299", "1299"), ("199元", "199"),
     ("€ 5,99", "5.99"), ("USD 12.50", "12.50"), ("(12.00)", "-12"), ("1'299.50", "1299.50"), ("10%", "0.1"),
     ("１２．５", "12.5"), (".5", "0.5"), ("-3", "-3"), ("1.299.000", "1299000"), ("12,5", "12.5"), ("US$5", "5")],
)  # fmt: skip
def test_amounts(cell: str, value: str) -> None:
    assert number_reader()(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("12 apples", "unreadable_number"), ("abc", "unreadable_number"), ("1,2,3", "unreadable_number"),
     ("1-2", "unreadable_number"), ("inf", "unreadable_number"), ("1e5", "unreadable_number"),
     ("9" * 15, "out_of_range"), ("1.2.3,4", "unreadable_number"), ("12,34,567.1", "unreadable_number")],
)  # fmt: skip
def test_what_is_no_amount_is_said_to_be_none(cell: str, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        number_reader()(cell)
    assert caught.value.reason == reason


def test_a_decimal_comma_column_changes_what_a_point_means() -> None:
    assert uses_decimal_comma(["5,99", "1.299"])
    assert not uses_decimal_comma(["5.99", "1,299"])
    assert not uses_decimal_comma(["5,99", "5.99"])
    assert number_reader(comma=True)("1.299") == 1299
    assert number_reader(comma=False)("1.299") == Decimal("1.299")


def test_whole_numbers() -> None:
    assert [read_int(cell) for cell in ("7", "-2", "2.0", "1,000", "", "NULL")] == [7, -2, 2, 1000, None, None]
    for cell, reason in (("2.5", "unreadable_number"), ("3000000000", "out_of_range")):
        with pytest.raises(Unreadable, match=reason):
            read_int(cell)


def test_currencies_of_amounts_and_cells() -> None:
    assert [currency_in(cell) for cell in ("€ 5,99", "USD 12", "199元", "$5", "￥5", "12.00")] == [
        "EUR",
        "USD",
        "CNY",
        "",
        "",
        "",
    ]
    assert [presumed_currency(cell) for cell in ("$5", "￥5", "5")] == ["USD", "CNY", ""]
    assert [read_currency(cell) for cell in ("rmb", "eur", "£", "")] == ["CNY", "EUR", "GBP", None]
    with pytest.raises(Unreadable, match="unknown_currency"):
        read_currency("XQX")


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
@settings(max_examples=100, deadline=None)
def test_a_moment_survives_every_way_of_writing_it(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    utc = moment.replace(tzinfo=SHANGHAI).astimezone(UTC).replace(tzinfo=None)
    forms = (
        "%Y-%m-%d %H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%d/%m/%Y %H:%M:%S",
        "%Y年%m月%d日 %H:%M:%S",
        "%d.%m.%Y %H:%M:%S",
    )
    read = moment_reader(SHANGHAI)
    assert {read(moment.strftime(form)) for form in forms} == {utc}
    assert moment_reader(SHANGHAI, "month_first")(moment.strftime("%m/%d/%Y %I:%M:%S %p")) == utc
    assert read(moment.strftime("%Y-%m-%d %H:%M:%S +0000")) == moment
    assert read(moment.isoformat() + "Z") == moment
    if moment > datetime(2001, 9, 10):
        seconds = round((moment - datetime(1970, 1, 1)) / timedelta(seconds=1))
        assert read(str(seconds)) == read(str(seconds * 1000)) == moment


@given(st.dates(min_value=date(1910, 1, 1), max_value=date(2100, 1, 1)))
@settings(max_examples=60, deadline=None)
def test_a_day_survives_every_way_of_writing_it(day: date) -> None:
    forms = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%Y年%m月%d日", "%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%B %d, %Y")
    assert {date_reader(SHANGHAI)(day.strftime(form)) for form in forms} == {day}


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2026-13-01", "31/31/2026", "soon", "20 Foo 2026", "2026-01-01 25:00", "99"]
)
def test_what_is_no_date_is_said_to_be_none(cell: str) -> None:
    with pytest.raises(Unreadable, match="unreadable_date"):
        moment_reader(SHANGHAI)(cell)


def test_a_date_far_off_is_out_of_range() -> None:
    for cell in ("0999-01-01", "2500-01-01"):
        with pytest.raises(Unreadable, match="out_of_range"):
            moment_reader(SHANGHAI)(cell)


@pytest.mark.parametrize(
    ("cells", "usual", "expected"),
    [(["20/11/2026", "03/04/2026"], "month_first", ("day_first", False)),
     (["11/20/2026", "03/04/2026"], "day_first", ("month_first", False)),
     (["03/04/2026"], "day_first", ("day_first", True)), (["2026-03-04"], "day_first", ("day_first", False))],
)  # fmt: skip
def test_the_column_tells_day_from_month(cells: list[str], usual: DayOrder, expected: tuple[DayOrder, bool]) -> None:
    assert day_order(cells, usual) == expected


def test_texts_lose_markup_and_what_nobody_sees() -> None:
    assert read_text("  Ann  Lee ") == "Ann  Lee"
    assert read_text("5 < 6 & more") == "5 < 6 & more"
    assert read_text("Tom &amp; Jo") == "Tom & Jo"
    assert read_text("<b>Bob</b><script>x()</script>") == Mended("Bob", ("markup_removed",))
    assert read_text("A\u202eB\u200b") == Mended("AB", ("invisible_removed",))
    assert read_text("👩\u200d🚀") == "👩\u200d🚀"
    assert read_text("x" * 501) == Mended("x" * 500, ("too_long",))
    assert read_text(" ") is None
    with pytest.raises(Unreadable):
        read_text("\u200b")


def test_descriptions_keep_their_paragraphs_and_report_active_content_only() -> None:
    assert read_html("<p>One</p><p>Two<br>Three</p>") == "One\nTwo\nThree"
    assert read_html("<p>Hi</p><script>steal()</script>") == Mended("Hi", ("markup_removed",))
    cut = read_html("<p>" + "y" * (HTML_LIMIT * 2))
    assert isinstance(cut, Mended)
    assert (len(cut.value), cut.reasons) == (HTML_LIMIT, ("too_long",))


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_comes_out_with_control_characters_or_too_long(cell: str) -> None:
    for read in (read_text, read_html):
        try:
            reading = read(cell)
        except Unreadable:
            continue
        text = reading.value if isinstance(reading, Mended) else reading
        assert text is None or not set(text) & {"\u202e", "\u200b", "\ufeff", "\x00", "\x1b"}


def test_ids_lists_and_links() -> None:
    assert read_id(" A-1 ") == "A-1"
    assert read_id("A\u200b1") == Mended("A1", ("invisible_removed",))
    assert read_id("NULL") is None
    with pytest.raises(Unreadable, match="too_long"):
        read_id("x" * 201)
    assert read_list("vip|新客、老客; vip") == ["vip", "新客", "老客"]
    assert read_list('["a, b", "c"]') == ["a, b", "c"]
    assert read_url("https://x.example/a?b=1") == "https://x.example/a?b=1"
    for cell in ("javascript:alert(1)", "ftp://x", "//x", "https://", "http://[x"):
        with pytest.raises(Unreadable, match="bad_address"):
            read_url(cell)


def test_people_and_places() -> None:
    assert read_email(" Ann@Example.COM ") == "ann@example.com"
    assert read_phone("+44 (0)20 7946-0018") == "+4402079460018"
    assert read_phone("0086 138 0000 0000") == "+8613800000000"
    assert chinese_phone("13800000000") == "+8613800000000"
    assert chinese_phone("447000") == "447000"
    countries = ("us", "USA", "United States", "中国", "德国", "Deutschland", "UK", "Germany", "NA", "")
    assert [read_country(cell) for cell in countries] == ["US", "US", "US", "CN", "DE", "DE", "GB", "DE", "NA", None]
    assert [read_language(cell) for cell in ("zh-CN", "EN_us", "中文", "Deutsch", "")] == ["zh", "en", "zh", "de", None]
    assert read_zone("Europe/Berlin") == "Europe/Berlin"


@pytest.mark.parametrize(
    ("read", "cell", "reason"),
    [(read_email, "a@b", "bad_email"), (read_email, "a b@x.de", "bad_email"), (read_email, "a..b@x.de", "bad_email"),
     (read_phone, "12a45", "bad_phone"), (read_phone, "123", "bad_phone"), 
     (read_country, "Atlantis", "unknown_country"),
     (read_language, "klingon", "unknown_language"), (read_zone, "Mars/Base", "unknown_zone")],
)  # fmt: skip
def test_what_is_not_of_the_form_is_refused(read: Callable[[str], Any], cell: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(cell)


@pytest.mark.parametrize("name", ["consent", "orders.status", "events.kind", "products.status", "campaigns.channel"])
def test_every_word_means_what_the_list_says(name: str) -> None:
    read = word_reader(meanings(name))
    assert {read(word.upper()) for word in meanings(name)} == set(meanings(name).values())
    with pytest.raises(Unreadable, match="unknown_word"):
        read("gibberish")


def test_consent_words_are_never_read_as_more_than_they_say() -> None:
    read = word_reader(meanings("consent"))
    assert [read(cell) for cell in ("subscribed", "是", "同意", "1")] == ["opted_in"] * 4
    assert [read(cell) for cell in ("no", "否", "已退订", "不同意", "0")] == ["opted_out"] * 5
    assert [read(cell) for cell in ("", "n/a")] == [None, None]


def test_yes_and_no() -> None:
    read = bool_reader(meanings("bool"))
    assert [read(cell) for cell in ("是", "TRUE", "1", "否", "no", "")] == [True, True, True, False, False, None]


def test_a_reader_remembers_within_bounds() -> None:
    reader = Reader(number_reader())
    assert [reader[cell] for cell in ("1", "x", "1")] == [1, None, 1]
    assert reader.troubled == {"x": Trouble(("unreadable_number",), lost=True)}
    for number in range(MEMORY + 1):
        assert reader[str(number)] == number
    reader.rest()
    assert (len(reader), len(reader.troubled)) == (0, 0)


def test_attributes() -> None:
    lines = parse_attributes("weight: 1.2 kg; 材质：尼龙；fit: 2-person; nonsense; Made In: 100% wool")
    assert [(line.name, line.number, line.unit, line.text) for line in lines] == [
        ("weight", Decimal("1.2"), "kg", ""), ("材质", None, "", "尼龙"), ("fit", None, "", "2-person"),
        ("made_in", None, "", "100% wool"),
    ]  # fmt: skip
    document = parse_attributes('{"Weight": {"number": 1.25, "unit": "kg"}, "colours": ["red", "blue"], "boil": 90}')
    assert [(line.name, line.number, line.unit, line.text) for line in document] == [
        ("weight", Decimal("1.25"), "kg", ""), ("colours", None, "", "red, blue"), ("boil", Decimal(90), "", ""),
    ]  # fmt: skip
    assert parse_attributes("{broken") == []
