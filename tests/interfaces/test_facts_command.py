"""`copilot facts`, `build index` and `eval retrieval` on a shop of files: what is found, what it says, and when."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app

PRODUCTS = {
    "p1": ("Gooseneck kettle", "Pours in a thin stream", "49.00", "Kettles"),
    "p2": ("Hand grinder", "Steel burrs, quiet", "89.00", "Grinders"),
    "p3": ("Stoneware mug", "Goes into the dishwasher", "12.00", "Cups"),
}
SECRET = "Zwetschgenknödel arrived crushed"
POLICY = """---
id: returns
title: Returns
version: "3"
language: en
facts: {return_days: 30}
---
Send it back within 30 days.

## Who pays

The parcel back is free for you.
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "policies").mkdir(parents=True)
    write_products(folder, PRODUCTS)
    write_reviews(folder, [("r1", "p1", "5", "Pours exactly where I aim."), ("r2", "p1", "1", SECRET)])
    (folder / "policies" / "returns.en.md").write_text(POLICY, encoding="utf-8")
    return folder


def write_products(folder: Path, products: dict[str, tuple[str, str, str, str]]) -> None:
    rows = [",".join((id_, *(f'"{cell}"' for cell in cells), "USD", "7")) for id_, cells in products.items()]
    text = "\n".join(["product_id,name,description,price,category,currency,stock", *rows])
    (folder / "products.csv").write_text(text, encoding="utf-8")


def write_reviews(folder: Path, reviews: list[tuple[str, ...]]) -> None:
    rows = [",".join((*review[:3], f'"{review[3]}"', "2026-11-01")) for review in reviews]
    (folder / "reviews.csv").write_text("\n".join(["review_id,product_id,rating,body,at", *rows]), encoding="utf-8")


def run(home: Path, *words: str | Path) -> Any:  # noqa: ANN401 - JSON
    done = CliRunner().invoke(app, [*map(str, words), "--home", str(home), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def names(answer: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [item["product_id"] for item in answer["products"]]


def test_a_changed_price_is_told_at_once_and_a_removed_product_is_not_found(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "import", "csv", shop)
    run(home, "build", "index")
    [kettle, *_] = run(home, "facts", "gooseneck kettle")["products"]
    assert kettle["evidence"]["fields"]["price"]["money"] == "49.00"

    write_products(shop, {"p1": ("Gooseneck kettle", "Pours", "45.00", "Kettles"), "p3": PRODUCTS["p3"]})
    run(home, "import", "csv", shop)
    # The index has not been built again: it still knows the grinder, and not that the kettle costs less.
    answer = run(home, "facts", "hand grinder kettle")
    assert "p2" not in names(answer)
    assert any("copilot build index" in note for note in answer["notes"])
    found = next(item for item in answer["products"] if item["product_id"] == "p1")
    assert found["evidence"]["fields"]["price"]["money"] == "45.00"
    assert found["evidence"]["as_of"] == answer["as_of"]
    queries = tmp_path / "queries.txt"
    queries.write_text("hand grinder\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["facts", "--queries", str(queries), "--home", str(home), "--json"])
    assert "p2" not in {row["product_id"] for row in json.loads(done.stdout)}
    assert "copilot build index" in done.stderr


def test_a_removed_review_leaves_no_byte_behind(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "import", "csv", shop)
    run(home, "build", "index")
    assert holders(home, SECRET) != []

    write_reviews(shop, [("r1", "p1", "5", "Pours exactly where I aim.")])
    run(home, "import", "csv", shop)
    run(home, "build", "index")
    assert holders(home, SECRET) == []
    assert holders(home, "Zwetschgenkn") == []


def test_text_taken_out_of_a_description_leaves_no_byte_in_the_index(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_products(shop, {**PRODUCTS, "p2": ("Hand grinder", "Quetschkommode burrs", "89.00", "Grinders")})
    run(home, "import", "csv", shop)
    run(home, "build", "index")
    assert holders(home / "index", "quetschkommod") != []

    write_products(shop, PRODUCTS)
    run(home, "import", "csv", shop)
    run(home, "build", "index")
    assert holders(home, "quetschkommod") == []


def holders(home: Path, text: str) -> list[str]:
    """Return the files that hold a text, in any case and in UTF-8 or UTF-16."""
    needles = [text.lower().encode(), text.lower().encode("utf-16-le")]
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if any(needle in path.read_bytes().lower() for needle in needles)]


def test_the_search_is_measured_on_judgements(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "import", "csv", shop)
    run(home, "build", "index")
    judged = tmp_path / "judged.csv"
    judged.write_text(
        "query,product_id,grade\nkettle,p1,3\nkettle,p2,0\nhand grinder,p2,2\nmug,p3,1\nmug,gone,1\nvase,p3,0\n",
        encoding="utf-8",
    )
    report = run(home, "eval", "retrieval", "--judgements", judged)

    assert (report["queries"], report["left_out"], report["judgements"], report["absent"]) == (3, 1, 6, 1)
    assert set(report["systems"]) == {"BM25", "dense", "default", "default, re-ranked"}
    assert report["systems"]["default"]["MRR"] == [1.0, 1.0, 1.0]
    assert report["systems"]["BM25"]["recall@50"][0] == pytest.approx((1 + 1 + 0.5) / 3)
    [one] = [
        item for item in report["differences"]
        if (item["system"], item["beside"], item["measure"]) == ("default", "BM25", "MRR")
    ]  # fmt: skip
    assert one["estimate"][0] == pytest.approx(1.0 - report["systems"]["BM25"]["MRR"][0])


def test_figures_are_told_in_the_language_asked_for(sample_home: Callable[[str], Path]) -> None:
    asked = ["facts", "--shape", "--home", str(sample_home("skincare")), "--language"]
    said = {one: CliRunner().invoke(app, [*asked, one], catch_exceptions=False).stdout for one in ("en", "zh")}
    assert "CN¥" in said["en"]
    assert "CN¥" not in said["zh"]
    assert "¥" in said["zh"]
