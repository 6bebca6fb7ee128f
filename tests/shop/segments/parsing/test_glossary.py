"""The glossary: an answer is asked for once, words of the shop stand for others, old versions stay."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from shop.errors import InvalidInput, NotFound
from shop.segments.glossary import forget, listed, read_glossary, remember, set_meaning
from shop.segments.parsing import Outcome, Parsed, Question, Refused, parse
from shop.segments.tree.nodes import Node
from shop.store.view import ShopView

Shop = tuple[ShopView, sqlite3.Connection]


@pytest.fixture
def coffee(sample_shops: dict[str, Shop]) -> Iterator[Shop]:
    """The coffee shop with an empty glossary, and none left behind."""
    sample = sample_shops["coffee"]
    sample[1].execute("DELETE FROM segment_glossary")
    yield sample
    sample[1].execute("DELETE FROM segment_glossary")


def said(sample: Shop, words: str) -> Outcome:
    view, state = sample
    return parse(words, view, state, read_glossary(state))


def tree(sample: Shop, words: str) -> Node:
    outcome = said(sample, words)
    assert isinstance(outcome, Parsed), outcome
    return outcome.tree


def question(sample: Shop, words: str) -> Question:
    outcome = said(sample, words)
    assert isinstance(outcome, Question), outcome
    return outcome


@pytest.mark.parametrize(
    "words", ["bought last month", "VIP customers", "bought beans and filters", "ordered on 5/6/2026"]
)
def test_an_answer_is_remembered(coffee: Shop, words: str) -> None:
    chosen = question(coffee, words).readings[1]
    remember(coffee[1], chosen.meanings)
    outcome = said(coffee, words)
    assert isinstance(outcome, Parsed)
    assert (outcome.tree, outcome.count) == (chosen.tree, chosen.count)


def test_an_answer_holds_in_other_sentences_until_it_is_forgotten(coffee: Shop) -> None:
    remember(coffee[1], question(coffee, "bought last month").readings[0].meanings)
    assert isinstance(said(coffee, "viewed kettles last month"), Parsed)
    forget(coffee[1], "Last Month")
    assert isinstance(said(coffee, "viewed kettles last month"), Question)
    assert listed(coffee[1]) == []
    assert coffee[1].execute("SELECT count(*) FROM segment_glossary").fetchone() == (2,)


def test_words_of_the_shop_stand_for_others(coffee: Shop) -> None:
    assert isinstance(said(coffee, "big fish in Germany"), Refused)
    first = set_meaning(coffee[1], "Big Fish", "words", "top 20% by spend")
    assert (first.version, first.phrase) == (1, "big fish")
    outcome = said(coffee, "big fish in Germany")
    assert isinstance(outcome, Parsed)
    assert outcome.tree == tree(coffee, "top 20% by spend in Germany")
    assert set_meaning(coffee[1], "big fish", "words", "top 5% by spend").version == 2
    assert tree(coffee, "big fish") == tree(coffee, "top 5% by spend")


def test_dates_that_the_calendar_lacks_can_be_taught(coffee: Shop) -> None:
    assert isinstance(said(coffee, "双十一期间下过单"), Refused)
    set_meaning(coffee[1], "双十一期间", "words", "2025年11月1日到2025年11月11日")
    assert tree(coffee, "双十一期间下过单") == tree(coffee, "2025年11月1日到2025年11月11日下过单")


def test_what_cannot_be_kept_is_refused(coffee: Shop) -> None:
    with pytest.raises(InvalidInput, match="itself"):
        set_meaning(coffee[1], "fish", "words", "big fish")
    with pytest.raises(InvalidInput):
        set_meaning(coffee[1], "", "words", "top 5% by spend")
    with pytest.raises(InvalidInput):
        set_meaning(coffee[1], "fish", "words", "x" * 201)
    with pytest.raises(NotFound):
        forget(coffee[1], "whale")
