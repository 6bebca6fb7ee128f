from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from render.email import render_email
from render.eml import build_eml, cid_source
from render.errors import NotMailable
from shop.types import Message, Sender


def built(
    examples: ModuleType, media: dict[str, Path], message: Message, *, to: str = "maya@mail.example",
    sender: Sender | None = None,
) -> bytes:  # fmt: skip
    shop = examples.SHOPS[message.shop_id]
    folder = media[shop.id]
    mail = render_email(message, shop.sender, shop, picture_src=cid_source(folder))
    return build_eml(
        message, mail, recipient=to, sender=sender or shop.sender, message_id="0001.abc@northbell.example",
        date=examples.AS_OF, media=folder,
    )  # fmt: skip


def parsed(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


def test_headers(examples: ModuleType, media: dict[str, Path]) -> None:
    mail = parsed(built(examples, media, examples.mainland_email()))
    assert mail["From"] == "山木手袋 <hi@shanmu.example>"
    assert mail["To"] == "maya@mail.example"
    assert mail["Subject"] == "广告:您收藏的远山托特降了¥200.00"
    assert mail["Date"] == "Fri, 20 Nov 2026 23:59:59 +0800"
    assert mail["Message-ID"] == "<0001.abc@northbell.example>"
    assert mail["List-Unsubscribe"] == "<https://shanmu.example/u/3-8f3a61>"
    assert mail["List-Unsubscribe-Post"] is None, "the link is not known to name the recipient"
    assert mail["Content-Language"] == "zh-Hans-CN"
    assert mail["X-Sample"].startswith("yes")
    assert '"Label": "1"' in mail["X-AI-Generated"]


def test_label_and_sample_mark_only_where_they_belong(examples: ModuleType, media: dict[str, Path]) -> None:
    real = examples.refill().model_copy(update={"sample": False})
    mail = parsed(built(examples, media, real))
    assert mail["X-AI-Generated"] is None
    assert mail["X-Sample"] is None


def test_parts(examples: ModuleType, media: dict[str, Path], see: Callable[[str], Any]) -> None:
    mail = parsed(built(examples, media, examples.offer()))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/jpeg", "image/jpeg",
    ]  # fmt: skip
    html, plain = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html is not None
    assert plain is not None
    assert "TRAIL15 takes 15% off" in plain.get_content()
    named = {f"cid:{part['Content-ID'].strip('<>')}" for part in mail.walk() if part.get_content_maintype() == "image"}
    assert {image["src"] for image in see(html.get_content()).all("img")} == named
    picture = next(part for part in mail.walk() if part.get_filename() == "ridge.jpg")
    assert picture.get_content() == (media["fellside"] / "ridge.jpg").read_bytes()


def test_same_input_gives_the_same_bytes_with_crlf(examples: ModuleType, media: dict[str, Path]) -> None:
    data = built(examples, media, examples.offer())
    assert data == built(examples, media, examples.offer())
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998


@pytest.mark.parametrize("to", ["", "nobody", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_a_recipient_is_one_address(examples: ModuleType, media: dict[str, Path], to: str) -> None:
    with pytest.raises(NotMailable, match="not a pair of e-mail addresses"):
        built(examples, media, examples.refill(), to=to)


def test_a_subject_cannot_add_headers(examples: ModuleType, media: dict[str, Path]) -> None:
    base = examples.refill()
    copy = base.copy_.model_copy(update={"subject": "Hello\r\nBcc: c@d.example"})
    mail = parsed(built(examples, media, base.model_copy(update={"copy_": copy})))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Bcc: c@d.example"


def test_needs_a_way_to_unsubscribe(examples: ModuleType, media: dict[str, Path]) -> None:
    base = examples.refill()
    without = base.model_copy(update={"evidence": tuple(item for item in base.evidence if item.kind != "shop")})
    with pytest.raises(NotMailable, match="no https address to unsubscribe"):
        built(examples, media, without)


def test_a_missing_picture_is_left_out(examples: ModuleType, media: dict[str, Path], tmp_path: Path) -> None:
    mail = parsed(built(examples, {**media, "fellside": tmp_path}, examples.offer()))
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert cid_source(tmp_path)("https://img.example/a.jpg") == "https://img.example/a.jpg"
    assert cid_source(tmp_path)("media:../../etc/passwd.png") == ""
