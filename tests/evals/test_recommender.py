"""`copilot eval recommender` through the real program, on files, on a sample shop, and on MovieLens where it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.recommender.choice.recipes import PLAIN

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MOVIELENS = SHARED / "movielens_latest_small" / "ratings.parquet"
QUICK = "default,popularity-overall,item-knn"


def run(*words: str | Path) -> Any:  # noqa: ANN401 - a click result
    return CliRunner().invoke(app, ["eval", "recommender", *(str(word) for word in words)])


def ask(*words: str | Path) -> Any:  # noqa: ANN401 - JSON
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two tastes of 30 customers each: who bought one of their five products buys the others later."""
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    lines: dict[Path, list[str]] = {train: ["customer_id,product_id,at"], test: ["customer_id,product_id,at"]}
    for number in range(60):
        taste = "tea" if number % 2 else "rope"
        for item in range(5):
            path = test if item == number % 5 else train
            lines[path].append(f"c{number:02},{taste}{item},2026-11-{item + 1:02}")
    for path, rows in lines.items():
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return train, test


def test_a_given_split(files: tuple[Path, Path]) -> None:
    found = ask("--train", files[0], "--test", files[1], "--k", 3, "--models", QUICK)
    assert (found["protocol"], found["k"], found["asked"], found["default_is"]) == (
        "given",
        3,
        60,
        "ease(penalty=300.0)",
    )
    assert list(found["models"]) == QUICK.split(",")
    models = {name: model["metrics"] for name, model in found["models"].items()}
    assert models["default"]["ndcg@3"] == models["item-knn"]["ndcg@3"] == 1.0
    assert models["popularity-overall"]["hr@3"] < 1.0
    assert models["default"]["coverage"] == 1.0


def test_all_models_by_default_and_what_was_left_out(files: tuple[Path, Path]) -> None:
    found = ask("--data", files[0], "--protocol", "last-out", "--seeds", "0,1")
    assert list(found["models"]) == ["default", *(recipe.kind for recipe in PLAIN)]
    assert list(found["left_out"]) == ["content"]
    assert found["seeds"] == [0, 1]
    assert all(set(model["sd"]) == set(model["metrics"]) for model in found["models"].values())


def test_the_shop_itself(sample_home: Callable[[str], Path]) -> None:
    done = run("--home", sample_home("coffee"), "--models", QUICK, "--protocol", "last-out")
    assert done.exit_code == 0, done.output
    assert "The default here is" in done.stdout
    assert "products bought before" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--train", "a.csv"), "Give --train with --test"),
        (("--data", "none.csv"), "no such file"),
        (("--data", "train.csv", "--protocol", "yesterday"), "is not a protocol"),
        (("--data", "train.csv", "--seeds", "one"), "no list of seeds"),
        (("--data", "train.csv", "--models", "eaze"), "Nearest: ease"),
        (("--train", "train.csv", "--test", "train.csv"), "no pair that the other file does not have"),
    ],
)
def test_what_is_wrong_is_said(
    files: tuple[Path, Path], words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files[0].parent)
    done = run(*words)
    assert done.exit_code != 0
    assert said in str(done.exception)


def test_the_default_reaches_plain_ease_on_movielens(tmp_path: Path) -> None:
    if not MOVIELENS.exists():
        pytest.skip("MovieLens is not here (../shared/data/movielens_latest_small)")
    import duckdb

    path = tmp_path / "ratings.csv"
    rows = duckdb.sql(f"SELECT userId, movieId, timestamp FROM '{MOVIELENS}'").fetchall()
    lines = (f"{user},{movie},{moment}" for user, movie, moment in rows)
    path.write_text("customer_id,product_id,at\n" + "\n".join(lines) + "\n", encoding="utf-8")
    found = ask("--data", path, "--protocol", "random", "--models", "default,ease,item-knn", "--seeds", "0,1")["models"]
    assert found["default"]["metrics"]["ndcg@10"] >= found["ease"]["metrics"]["ndcg@10"] > 0.38
    assert found["default"]["metrics"]["ndcg@10"] > found["item-knn"]["metrics"]["ndcg@10"] + 0.05


def test_odd_files_have_a_defined_result(tmp_path: Path) -> None:
    """Somebody bought everything, rows stand twice, there is one product only."""
    head = "customer_id,product_id,at,value"
    once = ["all,p,2026-11-01,1", "all,q,2026-11-01,-2", "b,p,2026-11-02,0"]
    found = []
    for rows in (once, [*once, *once[::-1]]):
        (tmp_path / "train.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        (tmp_path / "test.csv").write_text(f"{head}\nb,q,2026-11-03,1\nall,p,2026-11-03,1\n", encoding="utf-8")
        table = ask("--train", tmp_path / "train.csv", "--test", tmp_path / "test.csv", "--models", QUICK)
        found.append((table["asked"], {name: model["metrics"] for name, model in table["models"].items()}))
    assert found[0] == found[1]
    assert found[0][0] == 1  # who bought everything is asked about nothing
    assert {metrics["ndcg@10"] for metrics in found[0][1].values()} == {1.0}
    (tmp_path / "train.csv").write_text(f"{head}\na,p,2026-11-01,1\n", encoding="utf-8")
    (tmp_path / "test.csv").write_text(f"{head}\nb,p,2026-11-02,1\n", encoding="utf-8")
    alone = ask("--train", tmp_path / "train.csv", "--test", tmp_path / "test.csv", "--models", QUICK)
    assert {model["metrics"]["hr@10"] for model in alone["models"].values()} == {1.0}
