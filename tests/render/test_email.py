from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from render.email import RenderedEmail, render_email
from render.errors import EmailTooLarge
from shop.types import Message

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
    "<![endif]--><svg onload=alert(1)>",
    "</title></head><base href=https://evil.example>",
    "<mj-raw><script>alert(1)</script></mj-raw>",
    "javascript:alert(1)",
]  # fmt: skip


def rendered(
    examples: ModuleType, message: Message, src: Callable[[str], str] = lambda ref: f"cid:{ref}"
) -> RenderedEmail:
    shop = examples.SHOPS[message.shop_id]
    return render_email(message, shop.sender, shop, picture_src=src)


def test_shows_every_part(examples: ModuleType, see: Callable[[str], Any]) -> None:
    mail = rendered(examples, examples.refill())
    for shown in (
        "Hi Maya,", "£21.50", "Halden House Roast, 1 kg", "Send me another Halden", "Northbell Coffee",
        "Unit 4, Tannery Yard", "Unsubscribe", "Sample data", "Ines, at the roastery<br>Northbell Coffee",
    ):  # fmt: skip
        assert shown in mail.html
    seen = see(mail.html)
    assert seen.inside["title"].startswith("The Halden tin")
    assert seen.all("html")[0]["lang"] == "en-GB"
    assert {"https://northbell.example/go/7Kq2", "https://northbell.example/u/1-8f3a61"} <= set(seen.addresses())
    assert [image["alt"] for image in seen.all("img")] == ["A brown paper bag of coffee beans"]


def test_loads_nothing_but_its_pictures(examples: ModuleType, see: Callable[[str], Any]) -> None:
    for message in (examples.refill(), examples.offer(), examples.mainland_email()):
        seen = see(rendered(examples, message).html)
        assert seen.all("link") == []
        assert all(image["src"].startswith("cid:") for image in seen.all("img"))
        assert "@import" not in seen.inside["style"]
        assert "url(" not in seen.inside["style"]


def test_chinese_has_language_fonts_and_label(examples: ModuleType) -> None:
    mail = rendered(examples, examples.mainland_email())
    assert 'lang="zh-Hans-CN"' in mail.html
    assert "PingFang SC" in mail.html
    assert "退订" in mail.html
    assert "AI生成" in mail.html
    assert "AI生成" in mail.text
    offline = examples.mainland_email().model_copy(update={"engine": "offline"})
    assert "AI生成" not in rendered(examples, offline).html
    took_over = examples.mainland_email().model_copy(update={"fallback": "the draft failed twice"})
    assert "AI生成" not in rendered(examples, took_over).html


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_texts_stay_texts(examples: ModuleType, see: Callable[[str], Any], payload: str) -> None:
    plain, hostile = rendered(examples, examples.offer()), rendered(examples, examples.hostile(8, payload))
    seen = see(hostile.html)
    kinds = [tag for tag, _ in see(plain.html).elements]
    # the same elements, however hostile the texts are (body lines are paragraphs of their own)
    assert {tag for tag, _ in seen.elements} <= set(kinds)
    assert seen.handlers() == []
    assert not any(address.lower().startswith("javascript") for address in seen.addresses())
    assert "49" not in seen.inside["title"]


def test_a_link_that_is_not_an_address_is_left_out(examples: ModuleType, see: Callable[[str], Any]) -> None:
    base = examples.refill()
    copy = base.copy_.model_copy(update={"link": "javascript:alert(1)"})
    mail = rendered(examples, base.model_copy(update={"copy_": copy}))
    assert "javascript" not in mail.html + mail.text
    assert "Send me another Halden" not in mail.html


def test_pictures_that_have_no_source_are_left_out(examples: ModuleType, see: Callable[[str], Any]) -> None:
    mail = rendered(examples, examples.offer(), lambda ref: "")
    assert see(mail.html).all("img") == []
    assert "Ridge 3 Trail Shoe" in mail.html


def test_plain_text_is_readable(examples: ModuleType) -> None:
    assert rendered(examples, examples.blocked()).text == (
        "Sample data: shop, people and prices are invented.\n\n"
        "Hi Maya,\n\n"
        "You bought Halden House Roast, 1 kg on 19 October 2026, and your orders tend to be about 31 days apart. "
        "We did the sums.\n\n"
        "Be quick: only two left at £21.50.\n\n"
        "Send me another Halden\nhttps://northbell.example/go/7Kq2\n\n"
        "Ines, at the roastery\nNorthbell Coffee\n\n"
        "--\nNorthbell Coffee\nUnit 4, Tannery Yard, Leeds LS2 7QA, United Kingdom\n"
        "Unsubscribe: https://northbell.example/u/7-8f3a61\n"
    )


def test_size_is_counted_and_bounded(examples: ModuleType) -> None:
    base = examples.mainland_email()
    mail = rendered(examples, base)
    assert mail.bytes == len(mail.html.encode()) < 102 * 1024
    long = base.model_copy(update={"copy_": base.copy_.model_copy(update={"body": ("长" * 30_000,)})})
    with pytest.raises(EmailTooLarge, match="shanmu-0003"):
        rendered(examples, long)


def test_direction_overrides_and_controls_are_removed(examples: ModuleType) -> None:
    base = examples.refill()
    copy = base.copy_.model_copy(update={"subject": "pay \u202e001\x00\r\nBcc: x", "body": ("a\u2066b\x1b[31m",)})
    mail = rendered(examples, base.model_copy(update={"copy_": copy}))
    assert mail.subject == "pay 001 Bcc: x"
    assert "ab[31m" in mail.html


def test_is_the_same_each_time(examples: ModuleType) -> None:
    assert rendered(examples, examples.offer()) == rendered(examples, examples.offer())
