"""Hours of the day in words: which hours they choose, and what is asked back or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.segments.parsing import Outcome, Parsed, Question
from shop.segments.tree.nodes import Did

Asked = Callable[[str, str], Outcome]


@pytest.mark.parametrize(
    ("words", "op", "value"),
    [
        ("ordered after 8pm", "ge", 20),
        ("ordered after 12 am", "ge", 0),
        ("ordered before 9:00", "lt", 9),
        ("ordered between 9am and 5pm", "between", (9, 16)),
        ("ordered from noon to 2 pm", "between", (12, 13)),
        ("晚上8点以后下过单", "ge", 20),
        ("上午十点到12点下过单", "between", (10, 11)),
        ("晚上8点到10点下过单", "between", (20, 21)),
        ("下午3点之前下过单", "lt", 15),
    ],
)
def test_hours_become_a_condition_on_the_event(words: str, op: str, value: Any, asked: Asked) -> None:  # noqa: ANN401
    outcome = asked("coffee", words)
    assert isinstance(outcome, Parsed), outcome
    assert isinstance(outcome.tree, Did)
    [where] = outcome.tree.where
    assert (where.field, where.op, where.value) == ("hour", op, value)


def test_a_chinese_hour_without_a_part_of_the_day_is_asked(asked: Asked) -> None:
    outcome = asked("coffee", "8点以后下过单")
    assert isinstance(outcome, Question)
    assert len(outcome.readings) == 2


@pytest.mark.parametrize("words", ["ordered after 25pm", "ordered in the evening", "凌晨下过单"])
def test_what_is_no_hour_is_refused(words: str, asked: Asked) -> None:
    assert not isinstance(asked("coffee", words), Parsed)
