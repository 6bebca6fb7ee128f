"""Measuring a search: measures against hand-made rankings, files of judgements, and a home's own index."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.judgements import read_judgements
from evals.ranking_measures import condensed, estimate, ndcg, recall, reciprocal_rank
from shop.errors import InvalidInput

GRADES = {"a": 3, "b": 0, "c": 1}


def test_ndcg_beside_a_hand_computed_ranking() -> None:
    # Gains 7 and 1: best order a, c. Here c first, a third: (1/1 + 7/2) / (7/1 + 1/1.585)
    assert ndcg(["c", "x", "a"], GRADES, 10) == pytest.approx((1 + 7 / 2) / (7 + 1 / 1.584962500721156))
    assert ndcg(["a", "c", "b"], GRADES, 10) == 1
    assert ndcg(["x", "b"], GRADES, 10) == 0
    assert ndcg(["x", "a"], GRADES, 1) == 0
    assert ndcg(["b"], {"b": 0}, 10) == 0


def test_judged_only_leaves_out_what_nobody_judged() -> None:
    assert condensed(["x", "c", "y", "a"], GRADES) == ["c", "a"]
    assert ndcg(condensed(["x", "y", "a", "c"], GRADES), GRADES, 2) == 1


def test_recall_and_the_first_relevant() -> None:
    assert recall(["a", "b", "x"], GRADES, 50) == 0.5
    assert recall(["x", "a"], GRADES, 1) == 0
    assert reciprocal_rank(["b", "x", "c"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["b"], GRADES) == 0


def test_an_interval_holds_its_mean_and_is_the_same_each_time() -> None:
    found = estimate([0.0, 1.0] * 50)
    assert found.mean == 0.5
    # A mean of 100 coins: about 1.96 * 0.05 to each side.
    assert (found.low, found.high) == (pytest.approx(0.4, abs=0.02), pytest.approx(0.6, abs=0.02))
    assert found == estimate([0.0, 1.0] * 50)
    assert estimate([0.25]) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize("header", ["query,product_id,grade", "query,docid,rating", "Relevance,Query,Doc_ID"])
def test_judgements_are_read_by_their_header(tmp_path: Path, header: str) -> None:
    row = "2,blue kettle,p1" if header.startswith("Relevance") else "blue kettle,p1,2"
    (tmp_path / "j.csv").write_text(f"\ufeff{header}\n{row}\n", encoding="utf-8")
    assert read_judgements(tmp_path / "j.csv") == {"blue kettle": {"p1": 2}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query,product\nx,p1\n", "lacks product_id"),
        ("query,product_id,grade\nx,p1,good\n", "row 2"),
        ("query,product_id,grade\nx,p1\n", "row 2"),
        ("query,product_id,grade\n", "no judgements"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "j.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_judgements(tmp_path / "j.csv")
