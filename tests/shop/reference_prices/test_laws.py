"""Hand-checked cases for each law. Berlin unless said otherwise; a bare date is 00:00 there."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from shop.clock import parse_moment
from shop.errors import InvalidInput
from shop.reference_prices import Deal, PricePoint, ReferencePrice, WhyNone, price_rules, reference_price

BERLIN = ZoneInfo("Europe/Berlin")
Change = tuple[str | None, str | None] | tuple[str | None, str | None, str]


def points(*changes: Change, zone: ZoneInfo = BERLIN) -> list[PricePoint]:
    return [
        PricePoint(
            parse_moment(change[0], zone) if change[0] else None,
            Decimal(change[1]) if change[1] else None,
            Decimal(change[2]) if len(change) > 2 else None,
        )
        for change in changes
    ]


def ask(
    law: str,
    at: str,
    *changes: Change,
    zone: ZoneInfo = BERLIN,
    currency: str = "EUR",
    deals: list[tuple[str, str]] | None = None,
    stated: str | None = None,
) -> ReferencePrice | WhyNone:
    sold = None if deals is None else [Deal(parse_moment(when, zone), Decimal(price)) for when, price in deals]
    return reference_price(
        points(*changes, zone=zone), parse_moment(at, zone), law, currency=currency, zone=zone, deals=sold,
        stated=Decimal(stated) if stated else None,
    )  # fmt: skip


def was(answer: ReferencePrice | WhyNone) -> tuple[str, str, int]:
    assert isinstance(answer, ReferencePrice), answer
    return answer.basis, str(answer.amount.amount), answer.percent_off


def none(answer: ReferencePrice | WhyNone) -> str:
    assert isinstance(answer, WhyNone), answer
    return answer.kind


# The European Union: the lowest of the 30 days before.


def test_eu_takes_the_lowest_price_of_the_thirty_days_and_the_percentage_from_it() -> None:
    answer = ask("EU", "2026-11-27", (None, "100"), ("2026-11-05", "90"), ("2026-11-12", "100"), ("2026-11-27", "80"))
    assert was(answer) == ("lowest_offered", "90.00", 11)  # not 20 % off 100 (C-330/23); 11.1 rounds down
    assert isinstance(answer, ReferencePrice)
    assert answer.window_from.isoformat() == "2026-10-28T00:00:00+01:00"
    assert answer.window_until == answer.reduced_since == parse_moment("2026-11-27", BERLIN)
    assert "98/6" in answer.source
    assert str(answer.saving.amount) == "10.00"


def test_eu_a_price_that_ended_before_the_window_does_not_count_one_that_reached_into_it_does() -> None:
    later: tuple[Change, ...] = (("2026-11-27", "60"),)
    assert was(ask("EU", "2026-11-27", (None, "70"), ("2026-10-28T00:00", "100"), *later))[1] == "100.00"
    assert was(ask("EU", "2026-11-27", (None, "70"), ("2026-10-28T00:01", "100"), *later))[1] == "70.00"


def test_eu_the_window_is_before_the_reduction_however_long_it_lasts() -> None:
    changes: tuple[Change, ...] = ((None, "100"), ("2026-06-01", "80"))
    assert was(ask("EU", "2026-11-27", *changes)) == ("lowest_offered", "100.00", 20)


def test_eu_no_reduction_where_it_was_as_cheap_before() -> None:
    dip: tuple[Change, ...] = ((None, "100"), ("2026-11-05", "80"), ("2026-11-06", "100"))
    assert none(ask("EU", "2026-11-27", *dip, ("2026-11-27", "80"))) == "not_lower"
    assert none(ask("EU", "2026-11-27", *dip, ("2026-11-27", "85"))) == "not_lower"
    assert was(ask("EU", "2026-11-27", *dip, ("2026-11-27", "60")))[1:] == ("80.00", 25)


def test_eu_goods_known_for_less_than_thirty_days_have_no_reference() -> None:
    assert none(ask("EU", "2026-11-27", ("2026-10-28T00:01", "100"), ("2026-11-27", "80"))) == "history_too_short"
    assert was(ask("EU", "2026-11-27", ("2026-10-28T00:00", "100"), ("2026-11-27", "80")))[1] == "100.00"


def test_eu_progressive_reductions_count_from_before_the_first_only_where_each_was_announced() -> None:
    steps = (("2026-11-10", "90"), ("2026-11-15", "80"), ("2026-11-20", "70"))
    announced = [(since, price, "100") for since, price in steps]
    assert was(ask("EU", "2026-11-27", (None, "100"), *announced)) == ("lowest_offered", "100.00", 30)
    assert was(ask("EU", "2026-11-27", (None, "100"), *steps)) == ("lowest_offered", "80.00", 12)
    one_silent = [steps[0], *announced[1:]]
    assert was(ask("EU", "2026-11-27", (None, "100"), *one_silent)) == ("lowest_offered", "90.00", 22)


def test_eu_a_rise_interrupts_progressive_reductions() -> None:
    steps = [("2026-11-10", "80", "100"), ("2026-11-15", "90", "100"), ("2026-11-20", "70", "100")]
    assert was(ask("EU", "2026-11-27", (None, "100"), *steps)) == ("lowest_offered", "80.00", 12)


def test_eu_days_are_those_of_the_shop_when_clocks_change() -> None:
    # 30 local days before 2026-11-10 begin at 2026-10-11T00:00+02:00, summer time: 22:00 UTC of the 10th.
    changes = [("2026-10-10T22:00+00:00", "100"), ("2026-11-10T12:00", "80")]
    answer = ask("EU", "2026-11-11", (None, "50"), *changes)
    assert was(answer)[1] == "100.00"
    assert isinstance(answer, ReferencePrice)
    assert answer.window_from.isoformat() == "2026-10-11T00:00:00+02:00"
    assert none(ask("EU", "2026-11-11", (None, "50"), ("2026-10-10T22:01+00:00", "100"), changes[1])) == "not_lower"


def test_the_price_of_the_moment_counts_and_later_ones_are_not_looked_at() -> None:
    changes: tuple[Change, ...] = ((None, "100"), ("2026-11-20", "80"), ("2026-11-27T09:00", "50"))
    assert was(ask("EU", "2026-11-27T08:59", *changes))[2] == 20
    assert was(ask("EU", "2026-11-27T09:00", *changes))[1:] == ("80.00", 37)


def test_the_uk_uses_the_same_baseline_for_thirty_days() -> None:
    changes: tuple[Change, ...] = ((None, "100"), ("2026-11-01", "80"))
    assert was(ask("UK", "2026-12-01T23:59", *changes, currency="GBP"))[1] == "100.00"
    assert none(ask("UK", "2026-12-02", *changes, currency="GBP")) == "too_long_ago"


# China: a stated basis, else the lowest deal of the seven days before.

SHANGHAI = ZoneInfo("Asia/Shanghai")
CUT: tuple[Change, ...] = ((None, "100"), ("2026-11-05", "95"), ("2026-11-11", "80"))


def china(**more: object) -> ReferencePrice | WhyNone:
    return ask("CN", "2026-11-12", *CUT, zone=SHANGHAI, currency="CNY", **more)  # type: ignore[arg-type]


def test_cn_takes_the_lowest_deal_of_the_seven_days_before() -> None:
    deals = [("2026-11-03T23:59", "50"), ("2026-11-04", "92"), ("2026-11-10", "98"), ("2026-11-11", "70")]
    assert was(china(deals=deals)) == ("lowest_deal", "92.00", 13)


def test_cn_without_a_deal_in_the_week_takes_the_last_one_before() -> None:
    assert was(china(deals=[("2026-08-01", "60"), ("2026-10-01", "97")])) == ("last_deal", "97.00", 17)


@pytest.mark.parametrize("deals", [None, [], [("2026-11-11", "80")]])
def test_cn_without_any_earlier_deal_says_that_it_took_the_offered_price(deals: list[tuple[str, str]] | None) -> None:
    assert was(china(deals=deals)) == ("lowest_offered", "95.00", 15)


def test_cn_a_deal_below_the_price_leaves_no_reduction_and_a_gift_is_no_deal() -> None:
    assert none(china(deals=[("2026-11-10", "79")])) == "not_lower"
    assert was(china(deals=[("2026-11-10", "0"), ("2026-11-10", "96")]))[1] == "96.00"


def test_cn_a_stated_basis_must_have_been_asked_for_shortly_before() -> None:
    assert was(china(stated="100", deals=[("2026-11-10", "92")])) == ("stated", "100.00", 20)
    assert none(china(stated="100.01")) == "stated_unproven"
    assert was(ask("EU", "2026-11-12", *CUT, stated="500"))[:2] == ("lowest_offered", "95.00")


# The United States and Canada: the former price, offered long enough.


def test_us_the_former_price_must_have_been_offered_for_28_of_the_last_90_days() -> None:
    day28, day29 = ("2026-10-23", "100"), ("2026-10-23T00:01", "100")
    cut: Change = ("2026-11-20", "80")
    zone = ZoneInfo("America/Phoenix")
    assert was(ask("US", "2026-11-25", (None, "90"), day28, cut, zone=zone, currency="USD"))[:2] == ("former", "100.00")
    assert none(ask("US", "2026-11-25", (None, "90"), day29, cut, zone=zone, currency="USD")) == "not_long_enough"


def test_us_an_old_former_price_is_no_longer_recent() -> None:
    changes: tuple[Change, ...] = ((None, "100"), ("2026-06-01", "80"))
    assert was(ask("US", "2026-08-02", *changes, currency="USD"))[1] == "100.00"
    assert none(ask("US", "2026-08-03", *changes, currency="USD")) == "not_long_enough"


def test_us_a_raise_just_before_the_sale_is_no_former_price() -> None:
    answer = ask("US", "2026-11-27", (None, "100"), ("2026-11-20", "150"), ("2026-11-27", "100"), currency="USD")
    assert none(answer) == "not_long_enough"


def test_ca_counts_the_time_at_that_price_or_a_higher_one() -> None:
    changes: tuple[Change, ...] = ((None, "80"), ("2026-06-01", "120"), ("2026-08-25", "100"), ("2026-09-15", "80"))
    assert was(ask("CA", "2026-09-20", *changes, currency="CAD"))[:2] == ("former", "100.00")
    assert none(ask("CA", "2026-09-20", *changes[:1], *changes[2:], currency="CAD")) == "not_long_enough"


# Whatever the law.


def test_no_rule_no_claim() -> None:
    changes: tuple[Change, ...] = ((None, "100"), ("2026-11-20", "80"))
    for unknown in ("", "JP", "eu", "ZZ"):
        assert none(ask(unknown, "2026-11-27", *changes)) == "unknown_jurisdiction"


@pytest.mark.parametrize("law", sorted({law for rule in price_rules() for law in rule.jurisdictions}))
def test_reasons_that_every_law_shares(law: str) -> None:
    at = "2026-11-27"
    assert none(ask(law, at)) == "no_history"
    assert none(ask(law, at, ("2026-11-28", "80"))) == "no_history"
    assert none(ask(law, at, (None, "100"))) == "not_reduced"
    assert none(ask(law, at, (None, "80"), ("2026-11-20", "100"))) == "not_reduced"
    assert none(ask(law, at, (None, "100"), ("2026-11-20", "80"), ("2026-11-21", "90"))) == "not_reduced"
    assert none(ask(law, at, (None, "100"), ("2026-11-20", None))) == "not_offered"
    assert none(ask(law, at, (None, "100"), ("2026-11-10", None), ("2026-11-20", "80"))) == "gap"
    assert none(ask(law, at, (None, "100"), ("2026-11-20", "80"), ("2026-11-20", "70"))) == "contradictory"
    assert none(ask(law, at, (None, "100"), (None, "90"), ("2026-11-20", "70"))) == "contradictory"
    assert was(ask(law, at, (None, "100"), ("2026-11-20", "80"), ("2026-11-20", "80")))[2] == 20


def test_a_gap_in_the_window_leaves_the_eu_without_a_reference() -> None:
    gap: tuple[Change, ...] = (("2026-11-01", None), ("2026-11-02", "100"), ("2026-11-20", "80"))
    assert none(ask("EU", "2026-11-27", (None, "100"), *gap)) == "gap"
    assert was(ask("CN", "2026-11-27", (None, "100"), *gap))[1] == "100.00"


def test_nothing_is_rounded_up() -> None:
    answer = ask("EU", "2026-11-27", (None, "99.999"), ("2026-11-20", "66.661"))
    assert was(answer) == ("lowest_offered", "99.99", 33)
    assert isinstance(answer, ReferencePrice)
    assert str(answer.price.amount) == "66.67"
    assert was(ask("EU", "2026-11-27", (None, "10000"), ("2026-11-20", "9999"), currency="JPY"))[1:] == ("10000", 0)
    assert none(ask("EU", "2026-11-27", (None, "100.9"), ("2026-11-20", "100.2"), currency="JPY")) == "not_lower"


def test_prices_are_compared_as_numbers() -> None:
    assert was(ask("EU", "2026-11-27", (None, "100"), ("2026-11-20", "9")))[1:] == ("100.00", 91)


def test_moments_need_a_zone_and_prices_are_not_negative() -> None:
    with pytest.raises(InvalidInput, match="no time zone"):
        reference_price(
            points((None, "1")), parse_moment("2026-01-01", BERLIN).replace(tzinfo=None), "EU",
            currency="EUR", zone=BERLIN,
        )  # fmt: skip
    with pytest.raises(InvalidInput, match="not a price"):
        ask("EU", "2026-11-27", (None, "-1"))


def test_every_rule_names_its_source_and_no_jurisdiction_has_two() -> None:
    named = [law for rule in price_rules() for law in rule.jurisdictions]
    assert len(named) == len(set(named))
    assert all(len(rule.source) > 20 and rule.note and rule.window_days > 0 for rule in price_rules())


def test_a_promotion_is_one_more_point_of_the_history() -> None:
    prices = points((None, "100"), ("2026-11-10", "85"), ("2026-11-12", "100"))
    ten_off = PricePoint(parse_moment("2026-11-20", BERLIN), Decimal("90"))
    forty_off = PricePoint(parse_moment("2026-11-20", BERLIN), Decimal("60"))
    at = parse_moment("2026-11-27", BERLIN)
    assert none(reference_price([*prices, ten_off], at, "EU", currency="EUR", zone=BERLIN)) == "not_lower"
    answer = reference_price([*prices, forty_off], at, "EU", currency="EUR", zone=BERLIN)
    assert was(answer) == ("lowest_offered", "85.00", 29)  # 40 % off the present price is 29 % off the reference
