from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shop.clock import FixedClock, end_of_day, parse_moment, zone_named
from shop.errors import InvalidInput
from shop.evidence import Evidence, EvidenceSet, MoneyValue
from shop.money import Money, money, quantum

SHANGHAI = ZoneInfo("Asia/Shanghai")
DOCUMENTED = (
    '{"customer":"c1","evidence":[{"id":"P1","kind":"product","fields":{"name":{"text":"x"},'
    '"price":{"money":"199.00","currency":"CNY"},"more":{"list":[{"days":3},{"date":"2026-11-30"}]}},'
    '"source":"products.csv:17","as_of":"2026-11-21T00:00:00+08:00"}]}'
)


def test_a_bare_date_is_midnight_in_the_shops_zone() -> None:
    assert parse_moment("2026-11-20", SHANGHAI).isoformat() == "2026-11-20T00:00:00+08:00"
    assert parse_moment("2026-11-20T18:00:00+00:00", SHANGHAI).tzinfo == UTC


def test_end_of_day_is_local() -> None:
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    assert end_of_day(late, SHANGHAI).isoformat() == "2026-11-21T23:59:59+08:00"


def test_what_is_no_time_is_refused_with_advice() -> None:
    with pytest.raises(InvalidInput, match="2026-11-20"):
        parse_moment("yesterday", SHANGHAI)
    with pytest.raises(InvalidInput, match="time zone"):
        zone_named("Mars/Olympus")
    with pytest.raises(InvalidInput):
        FixedClock(datetime(2026, 1, 1))


def test_currencies_do_not_mix_and_round_by_iso_4217() -> None:
    assert quantum("JPY") == 1
    assert money("0.005", "EUR").rounded().amount == Decimal("0.01")
    with pytest.raises(InvalidInput, match="USD and EUR"):
        money(1, "USD").plus(money(1, "EUR"))
    with pytest.raises(ValidationError):
        Money(amount=Decimal("NaN"), currency="USD")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
@settings(max_examples=60, deadline=None)
def test_plus_and_minus_undo_each_other(amount: Decimal) -> None:
    start = money("10.25", "CNY")
    step = Money(amount=amount, currency="CNY")
    assert start.plus(step).minus(step) == start


def test_the_documented_json_is_read_and_written_back() -> None:
    found = EvidenceSet.model_validate_json(DOCUMENTED)
    assert found.value("P1", "price") == MoneyValue(money=Decimal("199.00"), currency="CNY")
    assert found.model_dump_json() == DOCUMENTED


@pytest.mark.parametrize(
    "change",
    [
        ('"id":"P1"', '"id":"O1"'),
        ('"id":"P1"', '"id":"P0"'),
        ('{"text":"x"}', '{"text":"x","money":"1"}'),
        ('{"text":"x"}', '{"words":"x"}'),
        ('"199.00"', '"a lot"'),
        ("T00:00:00+08:00", "T00:00:00"),
    ],
)
def test_evidence_is_closed_to_what_it_does_not_know(change: tuple[str, str]) -> None:
    with pytest.raises(ValidationError):
        EvidenceSet.model_validate_json(DOCUMENTED.replace(*change))


def test_an_id_appears_once_and_a_missing_field_names_what_exists() -> None:
    found = EvidenceSet.model_validate_json(DOCUMENTED)
    with pytest.raises(ValidationError, match="P1"):
        EvidenceSet(customer="c1", evidence=(found.evidence[0], found.evidence[0]))
    with pytest.raises(InvalidInput, match="name, price, more"):
        found.value("P1", "stock")
    with pytest.raises(InvalidInput, match="P1"):
        found.value("P2", "name")


def test_evidence_does_not_change() -> None:
    item = EvidenceSet.model_validate_json(DOCUMENTED).evidence[0]
    with pytest.raises(ValidationError):
        Evidence.__setattr__(item, "source", "elsewhere")
