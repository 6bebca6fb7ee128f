"""`copilot promo simulate` and `promo eligible` for many: words, JSON, a page, and files that are refused whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from interfaces.cli.main import app
from shop.errors import InvalidInput
from shop.simulation import Simulation

MakeHome = Callable[[str], Path]
FILE = {
    "version": 2,
    "promotions": [
        {
            "id": "all<b>", "name": {"en": "Ten <i>off</i>\x9b2J", "zh": "九折"}, "currency": "USD",
            "effects": [{"kind": "percent", "percent": "10"}],
        },
        {
            "id": "dear", "name": {"en": "From 1,000,000"}, "currency": "USD",
            "effects": [{"kind": "full_reduction", "tiers": [{"threshold": "1000000", "reduction": "5"}]}],
        },
    ],
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "promotions.json"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["promo", *map(str, words)], env={"COLUMNS": "200"})


def test_a_file_is_tried_on_past_orders(sample_home: MakeHome, file: Path) -> None:
    done = run("simulate", file, "--home", sample_home("coffee"), "--json")
    found = Simulation.model_validate_json(done.stdout)
    [dollars] = [item for item in found.totals if item.currency == "USD"]
    results = {item.promotion_id: item for item in found.promotions}
    assert dollars.orders == dollars.helped == results["all<b>"].uses > 50
    assert dollars.discount == results["all<b>"].discount
    assert abs(dollars.discount * 10 - dollars.revenue_before) < dollars.orders
    assert results["dear"].why_not["threshold_not_reached"] == dollars.orders
    assert found.orders == sum(item.orders for item in found.totals)


def test_the_shops_own_promotions_in_words(sample_home: MakeHome) -> None:
    home = sample_home("skincare")
    english, chinese = (run("simulate", "--home", home, "--language", language).stdout for language in ("en", "zh"))
    assert "A replay of past orders without changed behaviour" in english
    assert "Which promotion crowds out which" in english
    assert "这是对历史订单的重放，不含行为变化" in chinese
    assert "促销之间的挤出" in chinese


def test_a_page_holds_no_markup_of_the_file_and_comes_out_the_same_twice(
    sample_home: MakeHome, file: Path, tmp_path: Path
) -> None:
    pages = []
    for name in ("a.html", "b.html"):
        done = run("simulate", file, "--home", sample_home("coffee"), "--html", tmp_path / name, "--min-margin", "50")
        assert done.exit_code == 0, done.output
        pages.append((tmp_path / name).read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    assert "<i>off</i>" not in pages[0]
    assert "all&lt;b&gt;: Ten &lt;i&gt;off" in pages[0]
    assert pages[0].count("<svg") >= 4
    assert "<script" not in pages[0]
    assert "Orders below a margin of 50 %" in pages[0]


def test_a_file_with_a_problem_is_not_tried_at_all(sample_home: MakeHome, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    wrong = {**FILE["promotions"][0], "effects": [{"kind": "percent", "percent": "120"}]}  # type: ignore[dict-item]
    path.write_text(json.dumps({"version": 2, "promotions": [FILE["promotions"][1], wrong]}), encoding="utf-8")  # type: ignore[index]
    done = run("simulate", path, "--home", sample_home("coffee"))
    assert (done.exit_code, done.stdout.strip()) == (
        1, "$.promotions[1].effects[0].percent: Input should be less than or equal to 100",
    )  # fmt: skip
    machine = run("simulate", path, "--home", sample_home("coffee"), "--json")
    assert (machine.exit_code, json.loads(machine.stdout)["valid"]) == (1, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--codes", "some"], "'some'"), (["--windows", "never"], "'never'"), (["--min-margin", "much"], "'much'"),
        (["--since", "2026-11-10", "--until", "2026-11-01"], "No time lies between"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_met(sample_home: MakeHome, words: list[str], said: str) -> None:
    done = run("simulate", *words, "--home", sample_home("coffee"))
    assert isinstance(done.exception, InvalidInput)
    assert said in str(done.exception)


def test_eligible_counts_everybody_as_each_alone(sample_home: MakeHome) -> None:
    home = sample_home("coffee")
    found = json.loads(run("eligible", "--segment", "lapsing", "--home", home, "--json").stdout)
    members = json.loads(run("eligible", "--home", home, "--json").stdout)
    assert 0 < found["customers"] < members["customers"] <= 250
    one = json.loads(run("eligible", "SL000001", "--home", home, "--json").stdout)
    assert {item["promotion_id"] for item in one} == {item["promotion_id"] for item in found["promotions"]}
    for item in found["promotions"]:
        assert item["asked"] == found["customers"]
        assert item["eligible"] + max(item["why_not"].values(), default=0) <= item["asked"]


def test_a_customer_and_a_segment_are_one_too_many(sample_home: MakeHome) -> None:
    done = run("eligible", "SL000001", "--segment", "lapsing", "--home", sample_home("coffee"))
    assert isinstance(done.exception, InvalidInput)
