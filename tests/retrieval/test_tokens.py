"""What BM25 counts, and what a query may contain."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import EmptyQuery
from retrieval.tokens import MAX_QUERY, clean_query, document_tokens, query_tokens, visible


def test_english_words_become_stems_without_stop_words_or_accents() -> None:
    assert document_tokens("The Grinders of Café C40") == ["grinder", "cafe", "c40"]


def test_chinese_becomes_pairs_and_single_characters() -> None:
    assert query_tokens("磨豆机") == ["磨豆", "豆机", "磨", "豆", "机"]
    assert document_tokens("磨豆机") == query_tokens("磨豆机")


def test_one_chinese_character_is_a_query_of_its_own() -> None:
    assert query_tokens("茶") == ["茶"]
    assert "茶" in document_tokens("绿茶礼盒")


def test_mixed_text_keeps_both_scripts() -> None:
    assert query_tokens("Hario手冲壶") == ["hario", "手冲", "冲壶", "手", "冲", "壶"]


def test_full_width_letters_are_the_same_words() -> None:
    assert query_tokens("Ｖ６０") == query_tokens("V60")


def test_invisible_characters_are_removed_from_queries() -> None:
    assert clean_query("han\u200bd\u202e grin\u00adder\u0000\n\U000e0041") == "hand grinder"


@pytest.mark.parametrize("query", ["", "   ", "\u200b\u2060", "?!…", "——"])
def test_a_query_without_a_letter_or_digit_is_refused(query: str) -> None:
    with pytest.raises(EmptyQuery, match="at least one word"):
        clean_query(query)


def test_a_long_query_is_cut() -> None:
    assert len(clean_query("word " * 10_000)) <= MAX_QUERY


def test_an_invisible_character_cannot_split_a_letter_from_its_accent() -> None:
    assert visible("cafe\u200d\u0301") == "café"


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = visible(text)
    assert visible(once) == once


@given(st.text(alphabet="磨豆机手冲壶 abcXYZ", min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_a_query_that_is_a_document_shares_all_its_tokens_with_it(text: str) -> None:
    assert set(query_tokens(text)) <= set(document_tokens(text))
