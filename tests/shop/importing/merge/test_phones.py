"""One normal form of a phone number, in Python and in the join of people."""

from __future__ import annotations

from typing import Any

import pytest

from shop.importing.merge.phones import forms, normal, placed, short_forms, tail

WRITTEN = [
    ("07700900123", "GB", "+447700900123"), ("7700900123", "GB", "+447700900123"),
    ("13800000000", "CN", "+8613800000000"),
    ("06123456", "IT", "+3906123456"), ("12125550123", "US", "+12125550123"), ("+995555123456", "GE", "+995555123456"),
    ("0555123456", "GE", "0555123456"), ("0555123456", "", "0555123456"),
]  # fmt: skip


@pytest.mark.parametrize(("phone", "country", "expected"), WRITTEN)
def test_the_normal_form(phone: str, country: str, expected: str) -> None:
    assert normal(phone, country) == expected
    assert expected in forms(phone, [country])


def test_the_join_uses_the_same_normal_form(town: Any) -> None:  # noqa: ANN401
    rows = WRITTEN[:1] + WRITTEN[2:6]
    header = "customer_id,phone,country\n"
    given = "".join(f"c{place},{phone},{country}\n" for place, (phone, country, _) in enumerate(rows))
    town.give("shop", {"customers.csv": header + given})
    other = "".join(f"m{place},{form},\n" for place, (*_, form) in enumerate(rows))
    town.give("mail", {"customers.csv": header + other}, id_space="mail")
    assert town.rows("SELECT count(*) FROM customers") == [(len(rows),)]


def test_an_sms_refusal_stops_another_sources_row_in_the_other_notation(town: Any) -> None:  # noqa: ANN401
    header = "customer_id,first_name,phone,country,sms_consent\n"
    town.give("shop", {"customers.csv": header + "c1,Ann,07700 900123,GB,no\nc2,Cy,07700 900124,GB,yes\n"})
    town.give("mail", {"customers.csv": header + "m1,Bo,+447700900123,,yes\n"}, id_space="mail")
    assert town.rows("SELECT count(*) FROM customers") == [(3,)]
    assert town.eligible("sms") == ["c2"]


def test_forms_and_tails() -> None:
    assert forms("+447700900123") == {"+447700900123", "447700900123", "+4407700900123"}
    assert short_forms("+44 (0)7700 900123") == {"7700900123", "07700900123"}
    assert tail("+995 555 123 456") == tail("0555123456") == "*55123456"
    assert placed("+447700900123")
    assert placed("07700900123", "GB")
    assert not placed("+995555123456")
    assert not placed("07700900123")
