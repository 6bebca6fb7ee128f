"""The main job: three shops, at least sixty checked messages, one gallery; the same bytes from the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.copilot import OFFLINE_NOTE
from campaigns.outputs import RunFolder
from evals.grounded import audit
from shop.types import Message

PROGRAM = Path(sys.executable).with_name("copilot")


def demo(out: Path, seed_of_hashes: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed_of_hashes, "COPILOT_EMBEDDER": "hashing"}
    environment.pop("COPILOT_LLM_BASE_URL", None)
    done = subprocess.run([PROGRAM, "demo", "--out", out], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    demo(out, "1")
    return out / "gallery"


@pytest.fixture(scope="module")
def messages(gallery: Path) -> list[Message]:
    return RunFolder(gallery).read_messages()


def test_at_least_sixty_messages_over_three_brands(messages: list[Message]) -> None:
    assert len(messages) >= 60
    kinds = Counter((message.shop_id, message.channel, message.language) for message in messages)
    assert {shop for shop, _, _ in kinds} == {"sample-coffee", "sample-skincare", "sample-outdoor"}
    assert {(channel, language) for _, channel, language in kinds} >= {
        ("email", "en"), ("email", "zh"), ("sms", "zh"), ("wecom", "zh"),
    }  # fmt: skip


def test_every_message_is_allowed_grounded_and_has_its_reason(messages: list[Message]) -> None:
    assert {message.verdict.outcome for message in messages} == {"allow"}
    assert [audit(message) for message in messages if audit(message)] == []
    assert all(message.why_now.text and message.sample for message in messages)
    assert len({(message.shop_id, message.customer_id) for message in messages}) == len(messages)


def test_the_messages_do_not_read_alike(messages: list[Message]) -> None:
    mails = [message for message in messages if message.channel == "email"]
    assert len({message.copy_.subject for message in mails}) >= 0.8 * len(mails)
    openings = Counter(message.draft.body[0] for message in messages)
    assert max(openings.values()) <= 4


def test_the_gallery_says_who_wrote_it_and_shows_every_message(gallery: Path, messages: list[Message]) -> None:
    page = (gallery / "index.html").read_text(encoding="utf-8")
    assert OFFLINE_NOTE in page
    assert page.count("Offline engine") >= len(messages)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert json.loads((gallery / "summary.json").read_text(encoding="utf-8"))["messages"] == len(messages)


def test_the_same_seed_gives_the_same_bytes(gallery: Path, tmp_path: Path) -> None:
    demo(tmp_path, "2")
    for name in ("messages.jsonl", "summary.json", "index.html"):
        assert (tmp_path / "gallery" / name).read_bytes() == (gallery / name).read_bytes()
