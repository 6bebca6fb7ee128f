"""Words that were once read as their opposite, or as more than they say: now right, asked, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shop.segments.parsing import Outcome, Parsed, Question, Refused
from shop.segments.tree.nodes import All, Did, Never
from shop.segments.tree.walk import nodes
from shop.segments.tree.windows import Rolling

Asked = Callable[[str, str], Outcome]


def words(outcome: Outcome) -> set[str]:
    """Return how each reading is told."""
    if isinstance(outcome, Parsed):
        return {outcome.words["en"]}
    assert isinstance(outcome, Question), outcome
    return {reading.words["en"] for reading in outcome.readings}


@pytest.mark.parametrize(
    "said",
    ["shipped in the last 7 days", "brought beans", "bough beans", "customers with a broken grinder", "stopped by"],
)
def test_an_ordinary_word_is_never_mended_into_a_concept(said: str, asked: Asked) -> None:
    outcome = asked("coffee", said)
    assert isinstance(outcome, Refused)
    assert set(outcome.not_understood) & set(said.split())


@pytest.mark.parametrize("said", ["stopped buying beans", "quit buying beans", "no longer buying beans"])
def test_stopping_is_a_negation_whose_time_is_asked(said: str, asked: Asked) -> None:
    outcome = asked("coffee", said)
    assert isinstance(outcome, Question)
    for reading in outcome.readings:
        assert isinstance(reading.tree, All)
        assert {type(node) for node in reading.tree.of} == {Did, Never}


@pytest.mark.parametrize(
    ("brand", "said", "same"),
    [
        ("skincare", "退过货的不要，买过面膜", "买过面膜，没退过货"),
        ("skincare", "买过面膜，退过货的就不要了", "买过面膜，没退过货"),
        ("skincare", "老友不要武汉的", "老友，不在武汉"),
        ("outdoor", "美国和英国以外的客户", "除了美国和英国"),
        ("skincare", "除了老友以外的武汉客户", "武汉客户，不是老友"),
        ("skincare", "武汉、成都的不要", "除了武汉、成都"),
        ("skincare", "成都的老友或者常客", "成都客户，等级是老友或常客"),
        ("skincare", "精华和面膜都没买过", "没买过精华，没买过面膜"),
        ("coffee", "bought neither kettles nor grinders", "never bought kettles and never bought grinders"),
        ("coffee", "didn't buy a kettle but a grinder", "never bought a kettle but bought a grinder"),
        ("coffee", "without any order this year but with one in 2025", "no order this year but ordered in 2025"),
        ("coffee", "viewed kettles, carted grinders, last 90 days",
         "viewed kettles in the last 90 days and carted grinders in the last 90 days"),
        ("coffee", "bought beans but not kettles, last 90 days",
         "bought beans in the last 90 days and did not buy kettles in the last 90 days"),
        ("outdoor", "R score 1 or 2 and F score 4+", "R score at most 2 and F score at least 4"),
        ("outdoor", "优惠订单占比一半以上", "优惠订单占比50%以上"),
        ("coffee", "bottom 20% of buyers by number of orders", "bottom 20% by number of orders"),
        ("skincare", "双11期间（11月1日-11月11日）下过单", "11月1日到11月11日下过单"),
        ("coffee", "hey, can you pull me a list of people who ordered this year", "ordered this year"),
    ],
)  # fmt: skip
def test_a_phrase_means_what_another_says_plainly(brand: str, said: str, same: str, asked: Asked) -> None:
    first, second = asked(brand, said), asked(brand, same)
    assert isinstance(first, Parsed), first
    assert isinstance(second, Parsed), second
    assert first.count == second.count
    assert 0 < first.count < 500


def test_a_comma_before_or_opens_a_group_of_its_own(asked: Asked) -> None:
    group = asked("skincare", "成都或西安的老友，或者消费3000以上的")
    whole, rest = asked("skincare", "消费3000以上的"), asked("skincare", "成都或西安的老友")
    assert isinstance(group, Parsed)
    assert isinstance(whole, Parsed)
    assert isinstance(rest, Parsed)
    assert whole.count < group.count <= whole.count + rest.count


def test_what_an_exclusion_reaches_is_asked(asked: Asked) -> None:
    told = words(asked("skincare", "不含老友的武汉、成都客户"))
    assert len(told) == 2
    assert any("one of “武汉” or “成都”, and who is not one whose tier is “老友”" in one for one in told)


def test_the_use_of_a_code_is_never_everyone_in_silence(asked: Asked) -> None:
    used = asked("coffee", "used a coupon")
    assert isinstance(used, Parsed)
    assert used.notes
    assert isinstance(asked("skincare", "从未用过优惠券"), Refused)
    never, ever = asked("coffee", "never used a discount code"), asked("coffee", "used a discount code")
    assert isinstance(never, Parsed)
    assert isinstance(ever, Parsed)
    assert ever.count == used.count
    assert 0 < never.count < 500


@pytest.mark.parametrize(
    ("brand", "said"),
    [
        ("skincare", "今年首单，后来没再买过"), ("skincare", "退货后没再下单"), ("skincare", "90天前买过之后再没买的"),
        ("coffee", "returned a grinder and never ordered again"), ("coffee", "bought a grinder and then a kettle"),
    ],
)  # fmt: skip
def test_a_sequence_is_refused_as_a_sequence(brand: str, said: str, asked: Asked) -> None:
    outcome = asked(brand, said)
    assert isinstance(outcome, Refused)
    assert "came first" in outcome.refused["en"]


def test_a_rank_within_a_group_is_refused_or_said_to_be_of_everyone(asked: Asked) -> None:
    assert isinstance(asked("skincare", "除上海外的客户中消费前20%的"), Refused)
    assert isinstance(asked("coffee", "top 20% by spend among people in Germany"), Refused)
    beside, alone = asked("coffee", "top 10% by spend in Germany"), asked("coffee", "top 10% by spend")
    assert isinstance(beside, Parsed)
    assert isinstance(alone, Parsed)
    assert any("everyone who ordered" in note for note in beside.notes)
    assert not alone.notes


def test_a_unit_that_is_left_out_is_asked(asked: Asked) -> None:
    outcome = asked("coffee", "orders in the last 3")
    assert isinstance(outcome, Question)
    spans = {node.within for reading in outcome.readings for node in nodes(reading.tree) if isinstance(node, Did)}
    assert spans == {Rolling(n=3), Rolling(n=3, unit="weeks"), Rolling(n=3, unit="months")}


def test_last_year_beside_this_year_may_be_the_calendars(asked: Asked) -> None:
    outcome, calendar = (
        asked("coffee", "no order this year but one last year"),
        asked("coffee", "今年没下单，去年下过单"),
    )
    assert isinstance(outcome, Question)
    assert isinstance(calendar, Parsed)
    assert calendar.tree in {reading.tree for reading in outcome.readings}


def test_a_part_of_a_name_is_told_and_carts_left_are_asked(asked: Asked) -> None:
    part = asked("outdoor", "Skylark buyers")
    assert isinstance(part, Parsed)
    assert any("skylark" in note for note in part.notes)
    assert isinstance(asked("coffee", "carted but not bought"), Question)
