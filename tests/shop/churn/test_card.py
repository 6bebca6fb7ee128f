"""The model card: complete, self-contained, escaped, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from shop.churn import ChurnCard, prepared
from shop.churn.page import calibration_svg, card_html

Population: TypeAlias = Any


@pytest.fixture(scope="module")
def card(population: Population, folder: Path) -> ChurnCard:
    with population.view() as view:
        return prepared(view, folder).card


def test_the_card_says_what_was_learnt_and_how_good_it_is(card: ChurnCard) -> None:
    assert card.checked is not None
    assert [item.model for item in card.checked.qualities][1:] == ["recency only", "RFM logistic"]
    assert sum(item.customers for item in card.checked.bins) <= card.buyers
    assert set(card.checked.brier_by_candidate) == {"logistic", "blend", "boosted trees"}
    assert card.watch_reasons
    assert card.rows > 1_000
    page = card_html(card)
    assert card_html(card) == page
    for words in ("AUC", "Brier", "log loss", "calibration error", "Limits", "<svg", card.version):
        assert words in page
    assert f"{card.checked.qualities[0].auc.value:.4f}" in page
    assert all(code in page for code in card.watch_reasons)
    assert set(card.limits) == {"en", "zh"}


def test_the_page_fetches_nothing_and_names_no_date_of_its_making(card: ChurnCard) -> None:
    page = card_html(card)
    assert "<script" not in page
    assert "<link" not in page
    assert not re.findall(r"""(?:src|href)=["']\s*(?!#)""", page)
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "dc:date" not in page
    assert card.checked is not None
    assert calibration_svg(card.checked.bins) == calibration_svg(card.checked.bins)


def test_a_shops_name_is_only_text(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1").customer("c1").order("c1", "2026-11-01", [("p1", 1)])
    shop.info = shop.info.model_copy(update={"name": "<script>alert(1)</script>"})
    with shop.view() as view:
        page = card_html(prepared(view, None).card)
    assert "<script" not in page
    assert "rhythm rule" in page
    assert "SAMPLE DATA" in page
