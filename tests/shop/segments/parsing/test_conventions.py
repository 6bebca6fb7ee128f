"""The conventions of spans, comparisons and money, by the trees that words become."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from shop.segments.parsing import Outcome, Parsed, Question, Refused
from shop.segments.tree.nodes import All, Did, Measure, Never
from shop.segments.tree.windows import CalendarUnit, Dates, Rolling, Window

Asked = Callable[[str, str], Outcome]


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("ordered in the last 30 days", Rolling(n=30)),
        ("ordered in the last 3 months", Rolling(n=3, unit="months")),
        ("ordered in the last year", Rolling(n=1, unit="years")),
        ("ordered last year", Rolling(n=1, unit="years")),
        ("ordered this year", CalendarUnit(unit="year")),
        ("ordered in half a year", Rolling(n=6, unit="months")),
        ("ordered in the past fortnight", Rolling(n=2, unit="weeks")),
        ("ordered in the previous month", CalendarUnit(unit="month", offset=-1)),
        ("ordered before 1 March 2026", Dates(last="2026-02-28")),
        ("ordered after 1 March 2026", Dates(first="2026-03-02")),
        ("ordered since 1 March 2026", Dates(first="2026-03-01")),
        ("ordered until 1 March 2026", Dates(last="2026-03-01")),
        ("ordered in December", Dates(first="2025-12-01", last="2025-12-31")),
        ("ordered in Q2 2026", Dates(first="2026-04-01", last="2026-06-30")),
        ("近一年下过单", Rolling(n=1, unit="years")),
        ("近三个月下过单", Rolling(n=3, unit="months")),
        ("半年内下过单", Rolling(n=6, unit="months")),
        ("两周内下过单", Rolling(n=2, unit="weeks")),
        ("今年下过单", CalendarUnit(unit="year")),
        ("去年下过单", CalendarUnit(unit="year", offset=-1)),
        ("上周三下过单", CalendarUnit(unit="week", offset=-1, weekday=3)),
        ("上个月下过单", CalendarUnit(unit="month", offset=-1)),
        ("去年12月下过单", Dates(first="2025-12-01", last="2025-12-31")),
        ("3月起下过单", Dates(first="2026-03-01")),
    ],
)
def test_spans(words: str, window: Window, asked: Asked) -> None:
    outcome = asked("coffee", words)
    assert isinstance(outcome, Parsed), outcome
    assert outcome.tree == Did(event="order", within=window)


@pytest.mark.parametrize(
    ("words", "op", "value"),
    [
        ("spent over $100", "gt", 100), ("spent more than 100 dollars", "gt", 100), ("spent at least $100", "ge", 100),
        ("spent $100 or more", "ge", 100), ("spent $100+", "ge", 100), ("spent under $100", "lt", 100),
        ("spent at most $1.5k", "le", 1500), ("spent between $50 and $100", "between", (50, 100)),
        ("消费超过100美元", "gt", 100),
        ("消费满100美元", "ge", 100), ("消费100美元以上", "ge", 100), ("消费100美元及以上", "ge", 100),
        ("消费不足100美元", "lt", 100), ("消费不超过一千二美元", "le", 1200), ("消费50到100美元", "between", (50, 100)),
    ],
)  # fmt: skip
def test_comparisons(words: str, op: str, value: object, asked: Asked) -> None:
    outcome = asked("coffee", words)
    assert isinstance(outcome, Parsed), outcome
    number = tuple(map(Decimal, value)) if isinstance(value, tuple) else Decimal(str(value))
    assert outcome.tree == Measure(measure="spend", op=op, value=number)  # type: ignore[arg-type]


def test_no_order_asks_for_an_earlier_one_only_when_the_words_do(asked: Asked) -> None:
    plain, again = asked("coffee", "no order in 60 days"), asked("coffee", "have not ordered again in 60 days")
    assert isinstance(plain, Parsed)
    assert plain.tree == Never(event="order", within=Rolling(n=60))
    assert isinstance(again, Parsed)
    assert again.tree == All(of=(Did(event="order"), plain.tree))


def test_another_currency_is_converted_at_the_fixed_rate_and_said_so(asked: Asked) -> None:
    outcome = asked("coffee", "spent over £100")
    assert isinstance(outcome, Parsed)
    assert outcome.tree == Measure(measure="spend", op="gt", value=Decimal(127))
    assert any("1.27" in note for note in outcome.notes)


def test_readings_of_the_same_members_are_no_question(asked: Asked) -> None:
    assert isinstance(asked("coffee", "customers in Berlin and Denver"), Parsed)
    assert isinstance(asked("coffee", "bought last month"), Question)


def test_a_typing_mistake_is_read_and_said(asked: Asked) -> None:
    outcome = asked("coffee", "custmers who ordered in the last 30 days")
    assert isinstance(outcome, Parsed)
    assert outcome.notes == ("'custmers' was read as 'customers'",)


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("everyone but Germans", "not from Germany"),
        ("US customers who bought beans or viewed kettles", "in the US, who bought beans or viewed kettles"),
        ("no orders or views in the last 30 days", "no order in the last 30 days and no view in the last 30 days"),
        ("not viewed or carted kettles", "never viewed kettles and never carted kettles"),
        ("customers whose order value is over $100", "a single order over $100"),
    ],
)
def test_what_a_not_and_a_place_hold_for(words: str, same: str, asked: Asked) -> None:
    first, second = asked("coffee", words), asked("coffee", same)
    assert isinstance(first, Parsed), first
    assert isinstance(second, Parsed), second
    assert first.count == second.count
    assert 0 < first.count < 500


def test_a_contradiction_and_the_order_of_events_are_refused(asked: Asked) -> None:
    for words in ("ordered but never ordered", "买过面膜后又买精华", "bought kettles before they bought beans"):
        assert isinstance(asked("skincare" if "面膜" in words else "coffee", words), Refused), words
