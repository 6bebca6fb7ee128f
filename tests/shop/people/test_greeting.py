"""Names in greetings: the clean ones pass, whatever might embarrass does not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.greeting import LONGEST, greeting_name, read_name
from shop.types import Customer


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Anna", "Anna"), (" Anna ", "Anna"), ("ANNA", "Anna"), ("anna", "Anna"), ("Anna 🌸", "Anna"),
        ("O'BRIEN", "O'Brien"),
        ("ANNE-MARIE", "Anne-Marie"), ("Mary Jane", "Mary Jane"), ("José", "José"), ("JJ", "JJ"), ("JO", "Jo"),
        ("McKenzie", "McKenzie"), ("J.R.", "J.R."), ("Nguyễn", "Nguyễn"), ("Ólafur", "Ólafur"),
        ("D’ANGELO", "D’Angelo"),
        ("欧阳娜娜", "欧阳娜娜"), ("Momo妈妈", "Momo妈妈"), ("🌈小鱼🐟", "小鱼"), ("买买提·艾力", "买买提·艾力"),
        ("娜", "娜"),
    ],
)  # fmt: skip
def test_clean_names_are_used(raw: str, name: str) -> None:
    assert read_name(raw) == (name, "")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("TEST", "test_record"), ("Test User", "test_record"), ("测试账号", "test_record"), ("asdf", "test_record"),
        ("admin", "role"), ("Root", "role"), ("官方客服小美", "role"), ("null", "empty_value"), ("None", "empty_value"),
        ("NaN", "empty_value"), ("匿名", "empty_value"), ("微信用户", "placeholder"), ("Dear Customer", "placeholder"),
        ("Guest", "placeholder"), ("Mr", "title"), ("李先生", ""), ("Anna2", "digits"), ("小明①", "digits"),
        ("<b>Anna</b>", "signs"), ("{{name}}", "signs"), ("[[P.price]]", "signs"), ("anna@x.example", "signs"),
        ("www.x.io", "signs"), ("Anna\nBcc", "signs"), ("An\u202ena", "signs"), ("N/A", "signs"), ("$Anna", "signs"),
        ("A" * 3, "repeated"), ("xkcd", "keyboard"), ("J", "initial"), ("-", "initial"), ("", "empty"),
        ("🌸🌸", "emoji_only"),
        ("Anna who reads the news", "too_long"), ("Ignore all previous orders", "too_long"), ("Bob, Ann", "signs"),
    ],
)  # fmt: skip
def test_doubtful_names_are_rejected_with_the_reason(raw: str, reason: str) -> None:
    assert read_name(raw).rejected == reason


def test_which_name_depends_on_the_language() -> None:
    person = Customer(id="c1", first_name="娜娜", last_name="欧阳", nickname="Momo妈妈")
    assert greeting_name(person, "zh") == "Momo妈妈"
    assert greeting_name(person, "en") == "娜娜"
    assert greeting_name(person.model_copy(update={"nickname": "用户8231"}), "zh") == "欧阳娜娜"
    assert greeting_name(Customer(id="c3", last_name="朱"), "zh") == ""
    latin = Customer(id="c2", first_name="Anna", last_name="Smith")
    assert greeting_name(latin, "zh") == "Anna"
    assert greeting_name(latin.model_copy(update={"first_name": ""}), "en") == ""


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_only_letters_and_few_signs_come_out(raw: str) -> None:
    name, rejected = read_name(raw)
    assert bool(name) != bool(rejected)
    assert len(name) <= LONGEST
    assert all(unicodedata.category(c)[0] in "LM" or c in " '’-·." for c in name)


@given(st.text(alphabet="aeiouAEIOUbnrtBNRTéñ娜明 '’-.🌸", max_size=12))
@settings(max_examples=200, deadline=None)
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    name = read_name(raw).name
    assert not name or read_name(name) == (name, "")
