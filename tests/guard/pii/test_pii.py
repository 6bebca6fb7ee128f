"""Personal data in free text, and tokens in its place. All numbers are invented; check digits are right where asked."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.pii import Tokens, find
from guard.pii.numbers import is_chinese_identity, is_iban, luhn


def card(start: str, length: int = 16, seed: int = 1) -> str:
    dice = random.Random(seed)
    body = start + "".join(dice.choice("0123456789") for _ in range(length - len(start) - 1))
    return next(body + last for last in "0123456789" if luhn(body + last))


def identity(start: str) -> str:
    return next(start + last for last in "0123456789X" if is_chinese_identity(start + last))


def kinds(text: str, *names: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in find(text, names)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to anna.b+x@mail.example please", "email", "anna.b+x@mail.example"),
        ("我的手机是13912345678,谢谢", "phone", "13912345678"),
        ("打 139 1234 5678 找我", "phone", "139 1234 5678"),
        ("座机 021-62345678", "phone", "021-62345678"),
        ("call me on +44 7700 900123", "phone", "+44 7700 900123"),
        ("my number is 555 0134, ring after six", "phone", "555 0134"),
        ("(541) 555-0134 is mine", "phone", "(541) 555-0134"),
        ("SSN 460-55-0147", "us_ssn", "460-55-0147"),
        ("NI number AB 12 34 56 C", "uk_nino", "AB 12 34 56 C"),
        ("from 203.0.113.7 today", "ip", "203.0.113.7"),
        ("Ship it to 12 Mill Road, Portland, OR 97201", "address", "12 Mill Road, Portland, OR 97201"),
        ("寄到浙江省杭州市西湖区文三路9号2幢301室", "address", "浙江省杭州市西湖区文三路9号2幢301室"),
    ],
)
def test_what_has_a_form_is_found(text: str, kind: str, words: str) -> None:
    assert (kind, words) in kinds(text)


def test_numbers_with_check_digits() -> None:
    visa, id_number = card("4"), identity("11010519900307123")
    assert kinds(f"card {visa[:4]} {visa[4:8]} {visa[8:12]} {visa[12:]}") == [
        ("card", f"{visa[:4]} {visa[4:8]} {visa[8:12]} {visa[12:]}")
    ]
    assert kinds(f"身份证{id_number}。") == [("cn_id", id_number)]
    iban = next(
        f"GB{check:02d}TEST00000012345678" for check in range(2, 99) if is_iban(f"GB{check:02d}TEST00000012345678")
    )
    assert kinds(f"to {iban} please") == [("iban", iban)]
    wrong = visa[:-1] + str((int(visa[-1]) + 1) % 10)
    assert "card" not in dict(kinds(f"order {wrong}"))


@pytest.mark.parametrize(
    "text",
    [
        "It is $1,299.00, down from $1,499.00, until 2026-11-30 at 18:00.",
        "满300减50,11月20日到11月30日。到手价1149元。",
        "Order 2026110012 of 3 items weighs 1.25 kg.",
        "Version 1.2.3.4.5 and 999.1.1.1 are no addresses.",
        "In 2 ways to wash, 30 days to return, 12 months.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_numbers_that_were_never_issued_are_no_identity_numbers() -> None:
    assert "us_ssn" not in dict(kinds("000-12-3456 and 666-12-3456 and 460-00-3456"))


def test_names_are_found_by_a_list_as_whole_words() -> None:
    assert kinds("Tell Ann and 王小雨, not Annabel.", "Ann", "王小雨") == [("name", "Ann"), ("name", "王小雨")]


def test_tokens_hide_and_show() -> None:
    tokens = Tokens()
    text = "Call 541-555-0134 or 541-555-0134, or mail a@b.example."
    hidden = tokens.hide(text)
    assert hidden == "Call [[U1.phone]] or [[U1.phone]], or mail [[U2.email]]."
    assert tokens.show(hidden) == text
    assert Tokens().show(hidden) == hidden


def test_a_token_typed_by_the_customer_is_no_token() -> None:
    tokens = Tokens()
    tokens.hide("541-555-0134")
    assert "541" not in tokens.show(tokens.hide("say [[U1.phone]]"))


@given(st.text(max_size=300))
def test_hiding_never_fails_and_places_do_not_overlap(text: str) -> None:
    found = find(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[one.start : one.end] == one.text for one in found)
    tokens = Tokens()
    assert tokens.show(tokens.hide(text)).replace("[ [", "[[").replace("] ]", "]]") == text.replace(
        "[ [", "[["
    ).replace("] ]", "]]")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She lives at 4417 Lindenweg 12", "4417 Lindenweg 12"),
        ("Please send it to 318 Rua das Flores 9, Braga", "318 Rua das Flores 9, Braga"),
        ("Bill to:\n88 Old Mill Street\nApt. 4\nSalem, OR 97301", "88 Old Mill Street\nApt. 4\nSalem, OR 97301"),
        ("Mail: PSC 1234, Box 567\nAPO AE 09123 thanks", "PSC 1234, Box 567\nAPO AE 09123"),
        ("we are at ul. Lipowa 7, Suite 3", "ul. Lipowa 7, Suite 3"),
        ("her address is Kastanienallee 14", "Kastanienallee 14"),
    ],
)
def test_addresses_of_many_countries_are_found_whole(text: str, words: str) -> None:
    assert ("address", words) in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "We sent it to 40 customers last week.",
        "Come to the shop on Saturday 10 to noon.",
        "Take the 3 Trail Jackets off the shelf.",
        "During 1971, Valley Mills closed.",
        "Meet us at 10 or at 12.",
        "Order 3 Wool Socks and 2 Caps today.",
        "Order number 2026110012 is on its way.",
    ],
)
def test_numbers_with_names_beside_them_are_no_addresses(text: str) -> None:
    assert kinds(text) == []
