"""Every command through the real program: answers, JSON, exit codes, and errors without tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.record import CHANNELS

MakeHome = Callable[[str], Path]
PROGRAM = Path(sys.executable).with_name("copilot")


def ask(*words: str | Path, home: Path | None = None) -> Any:  # noqa: ANN401 - JSON
    where = ["--home", str(home)] if home else []
    done = CliRunner().invoke(app, [*(str(word) for word in words), *where, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def program(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *words], capture_output=True, text=True, env={**os.environ, "COLUMNS": "200", **environment}
    )


def test_segments_and_a_preview(sample_home: MakeHome) -> None:
    home = sample_home("coffee")
    listed = {item["segment"]["name"]: item["count"] for item in ask("segment", "list", home=home)["segments"]}
    assert listed["everyone"] == 250
    found = ask("segment", "preview", "lapsing", home=home)
    assert found["matched"] == listed["lapsing"]
    assert found["funnel"]["eligible"] <= found["matched"]
    ids = CliRunner().invoke(app, ["segment", "preview", "lapsing", "--ids", "--home", str(home)]).stdout.split()
    assert len(ids) == listed["lapsing"]


def test_a_customer_with_recommendations_and_promotions(sample_home: MakeHome) -> None:
    home = sample_home("outdoor")
    [customer, *_] = ask("segment", "preview", "active", home=home)["sample"]
    card = ask("customer", "show", customer, home=home)
    assert card["portrait"]["orders"] >= 1
    assert "email" not in {key for key in card if key != "consents"}
    found = ask("recommend", customer, "--why", home=home)["items"]
    assert len({item["product_id"] for item in found}) == 5
    assert all(item["why"] for item in found)
    judged = ask("promo", "eligible", customer, home=home)
    assert {item["promotion_id"] for item in judged} == {
        item["id"] for item in ask("promo", "list", home=home)["promotions"]
    }
    assert all(item["eligible"] != bool(item["why_not"]) for item in judged)


def test_as_of_moves_the_shop(sample_home: MakeHome) -> None:
    home = sample_home("coffee")
    then = ask("segment", "list", "--as-of", "2025-06-01", home=home)
    assert then["as_of"].startswith("2025-06-01T00:00:00")
    now = ask("segment", "list", home=home)
    assert then["segments"][0]["count"] < now["segments"][0]["count"]


def test_facts_by_id_and_by_words(sample_home: MakeHome, tmp_path: Path) -> None:
    home = sample_home("skincare")
    assert ask("build", "index", home=home)["meta"]["products"] >= 50
    [by_id] = ask("facts", "SK-201", "--language", "zh", home=home)["products"]
    assert by_id["evidence"]["fields"]["price"] == {"money": "128.0000", "currency": "CNY"} or by_id["product_id"]
    found = ask("facts", "化妆水", "--language", "zh", home=home)["products"]
    assert any("化妆水" in item["evidence"]["fields"]["name"]["text"] for item in found)
    queries = tmp_path / "queries.txt"
    queries.write_text("化妆水\n睡眠面膜\n", encoding="utf-8")
    lines = ask("facts", "--queries", queries, "--k", "10", home=home)
    assert {line["query"] for line in lines} == {"化妆水", "睡眠面膜"}
    assert [line["rank"] for line in lines if line["query"] == "化妆水"] == list(range(1, 11))
    assert set(lines[0]) == {"query", "rank", "product_id", "score"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_one_message_with_its_evidence(sample_home: MakeHome, channel: str) -> None:
    home = sample_home("skincare")
    for segment in ("cart_left", "wishlist_price_fell", "replenishment_due"):
        preview = ask("segment", "preview", segment, "--channel", channel, home=home)
        for customer in preview["sample"]:
            done = CliRunner().invoke(app, [channel, customer, "--home", str(home), "--json"])
            if done.exit_code == 0:
                message = json.loads(done.stdout)
                assert message["verdict"]["outcome"] == "allow"
                assert message["customer_id"] == customer
                assert message["engine"] == "offline"
                assert {item["id"] for item in message["evidence"]} >= {"C", "S", "W1", "P1"}
                return
    pytest.fail("nobody of three segments could be written to")


def test_a_campaign_from_plan_to_export(sample_home: MakeHome, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert ask("import", "sample", "--brand", "coffee", "--customers", "120", home=home)["totals"]["read"] > 1000
    plan = ask("campaign", "create", "Hello again", "--segment", "everyone", "--limit", "5", home=home)["plan"]
    assert plan["id"] == "hello-again"
    done = ask("campaign", "run", "hello-again", home=home)
    assert done["messages"] == 5
    assert Path(done["gallery"]).exists()
    exported = ask("campaign", "export", "hello-again", "--out", tmp_path / "out", home=home)
    assert exported["written"] == len(list((tmp_path / "out").glob("*.eml"))) == done["outcomes"]["allow"]
    assert [item["id"] for item in ask("campaign", "list", home=home)] == ["hello-again"]


def test_import_csv_prints_its_contract_and_reads_it(tmp_path: Path) -> None:
    assert "customers.csv" in json.dumps(ask("import", "csv", "--schema"))
    first = ask(
        "import", "sample", "--brand", "outdoor", "--customers", "60", "--write", tmp_path / "csv", home=tmp_path / "a"
    )
    second = ask("import", "csv", tmp_path / "csv", home=tmp_path / "b")
    assert second["totals"] == first["totals"]


def test_doctor_says_what_is_missing_and_what_to_set(sample_home: MakeHome, tmp_path: Path) -> None:
    missing = program("doctor", "--home", tmp_path / "nothing")
    assert missing.returncode == 1
    assert "MISSING" in missing.stdout
    assert "copilot import" in missing.stdout
    found = program("doctor", "--home", sample_home("outdoor"))
    assert found.returncode == 0, found.stdout
    for words in ("engine", "embedder", "index", "data until", "as of", "COPILOT_LLM_BASE_URL", "SAMPLE DATA"):
        assert words in found.stdout
    dead = program("doctor", "--home", sample_home("outdoor"), COPILOT_LLM_BASE_URL="http://127.0.0.1:9/v1")
    assert dead.returncode == 1
    assert "127.0.0.1:9" in dead.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("segment", "list"), "No shop in"),
        (("import", "csv", "no-such-folder"), "no-such-folder"),
        (("import", "sample", "--brand", "cofee"), "coffee"),
        (("segment", "list", "--as-of", "soon"), "No shop in"),
    ],
)
def test_errors_are_sentences(tmp_path: Path, words: tuple[str, ...], expected: str) -> None:
    done = program(*words, "--home", tmp_path / "home")
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("segment", "preview", "lapsin"), "lapsing"),
        (("customer", "show", "SL0000001"), "Nearest"),
        (("segment", "list", "--as-of", "soon"), "2026-11-20"),
        (("email", "SL000001", "--reason", "boredom"), "cart_left"),
        (("segment", "preview", "lapsing", "--channel", "fax"), "email, sms, wecom"),
        (("build", "castle"), "build index"),
    ],
)
def test_wrong_words_are_answered_with_the_right_ones(
    sample_home: MakeHome, words: tuple[str, ...], expected: str
) -> None:
    done = program(*words, "--home", sample_home("coffee"))
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(sample_home: MakeHome) -> None:
    done = program("doctor", "--home", sample_home("coffee"), COPILOT_LLM_BASE_URL="localhost:8000")
    assert done.returncode == 1
    assert "COPILOT_LLM_BASE_URL" in done.stderr


def test_a_full_disk_or_a_wrong_home_is_a_sentence(sample_home: MakeHome, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    done = program("segment", "list", "--home", file)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    with Path("/dev/full").open("w") as full:
        filled = subprocess.run(
            [PROGRAM, "segment", "list", "--home", sample_home("coffee")],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert filled.returncode != 0
    assert "Traceback" not in filled.stderr


def test_a_moment_outside_the_data_is_remarked(sample_home: MakeHome) -> None:
    late = program("segment", "list", "--as-of", "9999-12-31", "--home", sample_home("coffee"))
    assert "after the end of the data" in late.stderr
    early = program("segment", "list", "--as-of", "2001-01-01", "--home", sample_home("coffee"))
    assert "before the first order" in early.stderr


def test_a_small_demo_leaves_out_what_nobody_has(tmp_path: Path) -> None:
    done = program("demo", "--out", tmp_path / "demo", "--customers", "60", "--json", COPILOT_EMBEDDER="hashing")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert any(line["messages"] == 0 for line in result["lines"])
    assert Path(result["gallery"]).exists()
    assert Path(result["gallery"]).stat().st_mode & 0o077 == 0
