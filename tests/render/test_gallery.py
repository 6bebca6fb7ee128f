from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from render.gallery import EngineNote, write_gallery
from shop.errors import NotFound
from shop.types import Message

NOTE = EngineNote(about="Messages of invented shops.", engine="Written by the rule-based offline engine.")


@pytest.fixture
def write(examples: ModuleType, media: dict[str, Path], tmp_path: Path) -> Callable[..., Path]:
    def written(messages: Sequence[Message], folder: str = "gallery") -> Path:
        return write_gallery(
            tmp_path / folder, messages, title="Gallery", heading="What was written", intro=NOTE,
            shops=examples.SHOPS, media=media, senders=examples.SENDERS,
        )  # fmt: skip

    return written


def test_every_message_has_a_card(examples: ModuleType, write: Callable[..., Path], see: Callable[[str], Any]) -> None:
    page = write(examples.examples())
    html = page.read_text(encoding="utf-8")
    seen = see(html)
    assert [card["id"] for card in seen.all("article")] == [f"m-{message.id}" for message in examples.examples()]
    assert {card["data-channel"] for card in seen.all("article")} == {"email", "sms", "wecom"}
    for shown in (
        "What was written", NOTE.about, NOTE.engine, "Sample data", "2026-11-20 23:59:59+08:00", "Why this person now",
        "Maya buys Halden about every 31 days", "17 passed", "16 of 17 passed", "61 UCS-2 characters, 70 a part",
        "2 parts", "took over from Qwen3.5-9B", "Held for a person", "products.csv:17",
    ):  # fmt: skip
        assert shown in html
    assert '<mark tabindex="0" data-slot="P1.price">£21.50</mark>' in html
    assert '<code class="slot">[[P1.price]]</code>' in html


def test_chips_cover_each_filter(examples: ModuleType, write: Callable[..., Path], see: Callable[[str], Any]) -> None:
    seen = see(write(examples.examples()).read_text(encoding="utf-8"))
    chips = {(chip["data-group"], chip["data-value"]) for chip in seen.all("button") if "data-group" in chip}
    for group in ("brand", "channel", "language", "reason", "outcome"):
        assert {value for name, value in chips if name == group} == {
            card[f"data-{group}"] for card in seen.all("article")
        }


def test_the_page_reads_no_network(examples: ModuleType, write: Callable[..., Path], see: Callable[[str], Any]) -> None:
    page = write(examples.examples())
    seen = see(page.read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"(?:previews|media)/[\w./-]+", address) for address in seen.addresses())
    assert all((page.parent / address).is_file() for address in seen.addresses())
    assert seen.all("link") == []
    assert "url(" not in seen.inside["style"]
    assert "@import" not in seen.inside["style"]
    policy = next(m["content"] for m in seen.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(seen.inside["script"].strip("\n").encode() + b"\n").digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"script-src 'sha256-{digest}'" in policy
    assert "http" not in policy


def test_mails_are_shown_in_closed_frames(
    examples: ModuleType, write: Callable[..., Path], see: Callable[[str], Any]
) -> None:
    page = write([examples.refill(), examples.offer()])
    frames = see(page.read_text(encoding="utf-8")).all("iframe")
    assert [frame["sandbox"] for frame in frames] == ["", ""]
    assert all(frame["loading"] == "lazy" for frame in frames)
    for frame in frames:
        seen = see((page.parent / frame["src"]).read_text(encoding="utf-8"))
        first_in_head = seen.elements[[tag for tag, _ in seen.elements].index("head") + 1]
        assert first_in_head == (
            "meta",
            {
                "http-equiv": "Content-Security-Policy",
                "content": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:",
            },
        )
        assert seen.all("img")
        assert all(image["src"].startswith("data:image/jpeg;base64,") for image in seen.all("img"))


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>",
        "</style></details><iframe srcdoc='<script>alert(1)</script>'>",
        '" autofocus onfocus="alert(1)',
        "{{ cards }}{% raw %}",
        "../../escape",
        "\ud800 half a character",
    ],
)
def test_hostile_texts_stay_texts(
    examples: ModuleType, write: Callable[..., Path], see: Callable[[str], Any], payload: str
) -> None:
    plain = see(write([examples.offer()], "plain").read_text(encoding="utf-8"))
    page = write([examples.hostile(8, payload)], "hostile")
    seen = see(page.read_text(encoding="utf-8"))
    allowed = {tag for tag, _ in plain.elements} | {"p", "code", "b", "br"}
    assert {tag for tag, _ in seen.elements} <= allowed
    assert (len(seen.all("script")), len(seen.all("iframe"))) == (1, 1)
    assert seen.inside["script"].strip() == plain.inside["script"].strip()
    assert seen.handlers() == []
    mail = see((page.parent / seen.all("iframe")[0]["src"]).read_text(encoding="utf-8"))
    assert mail.handlers() == []
    assert mail.all("script") == []
    written = [path for path in page.parent.parent.rglob("*") if path.is_file()]
    assert all(path.parent.name in {"plain", "hostile", "previews", "fellside"} for path in written)


def test_pictures_are_taken_from_the_shops_folder_only(
    examples: ModuleType, write: Callable[..., Path], media: dict[str, Path]
) -> None:
    (media["shanmu"].parent / "secret.png").write_bytes(b"secret")
    base = examples.wecom()
    for ref in ("media:../secret.png", "media:/etc/hostname.png", "https://img.example/a.png", "media:none.png"):
        block = base.copy_.blocks[0].model_copy(update={"picture": ref})
        message = base.model_copy(update={"copy_": base.copy_.model_copy(update={"blocks": (block,)})})
        page = write([message])
        assert "<img" not in page.read_text(encoding="utf-8")
        assert not (page.parent / "media").exists()


def test_a_mail_that_is_too_large_is_explained(
    examples: ModuleType, write: Callable[..., Path], see: Callable[[str], Any]
) -> None:
    base = examples.refill()
    long = base.model_copy(update={"copy_": base.copy_.model_copy(update={"body": ("x" * 110_000,)})})
    html = write([long]).read_text(encoding="utf-8")
    assert "bytes of HTML" in html
    assert see(html).all("iframe") == []


def test_same_input_gives_the_same_bytes(examples: ModuleType, write: Callable[..., Path]) -> None:
    def files(page: Path) -> dict[str, bytes]:
        return {str(p.relative_to(page.parent)): p.read_bytes() for p in page.parent.rglob("*") if p.is_file()}

    one, other = write(examples.examples(), "one"), write(examples.examples(), "other")
    assert files(one) == files(other)
    assert len(files(one)) == 1 + 7 + 1  # the page, the e-mails, the one picture of a chat message


def test_an_unknown_shop_is_named(examples: ModuleType, write: Callable[..., Path]) -> None:
    with pytest.raises(NotFound, match="northbel"):
        write([examples.refill().model_copy(update={"shop_id": "northbel"})])


def test_no_messages_still_make_a_page(write: Callable[..., Path]) -> None:
    assert "No message fits" in write([]).read_text(encoding="utf-8")
