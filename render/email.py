"""One message as an e-mail: HTML below the size that mail services clip, and a readable plain-text part.

Everything shown is an escaped value of the filled copy, the sender or the shop; nothing is parsed again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from render.ai_label import ai_label_required
from render.channels import spec
from render.data_files import message_words
from render.errors import EmailTooLarge
from render.links import unsubscribe_address, web_address
from render.looks import look_of
from render.plain import one_line, visible
from render.skeleton import PictureKind, Shape, skeleton
from shop.types import Message, ProductBlock, Sender, ShopInfo

# Filler behind the preheader, so that inboxes do not continue the line with the body's first words.
_FILLER = "\u2007\u034f" * 80


class RenderedEmail(NamedTuple):
    """An e-mail in both forms; `bytes` is the size of the HTML in UTF-8."""

    html: str
    text: str
    subject: str
    bytes: int


class _Block(NamedTuple):
    name: str
    price: str
    picture: str
    alt: str
    link: str


def render_email(
    message: Message, sender: Sender, shop: ShopInfo, *, picture_src: Callable[[str], str]
) -> RenderedEmail:
    """Return the e-mail of `message`, signed by `sender` under the name of `shop`.

    `picture_src` turns a picture's ref (`media:FILE` or an https address) into what stands in `src`; an empty answer
    leaves the picture out. Raises EmailTooLarge above the limit of the channel data.
    """
    blocks = [_block(block, picture_src) for block in message.copy_.blocks]
    values = _values(message, sender, shop, blocks)
    html = skeleton(_shape(message, shop, blocks)).render(values)
    size, most = len(html.encode("utf-8")), _most_bytes()
    if size > most:
        raise EmailTooLarge(message.id, size, most)
    return RenderedEmail(html, _plain(message, sender, blocks), one_line(message.copy_.subject), size)


def language_tag(message: Message) -> str:
    """Return the BCP 47 tag for `lang` attributes: zh_Hans_CN becomes zh-Hans-CN."""
    return one_line(message.locale or message.language).replace("_", "-")


@cache
def _most_bytes() -> int:
    return spec("email").limit("html").most


def _block(block: ProductBlock, picture_src: Callable[[str], str]) -> _Block:
    picture = picture_src(block.picture) if block.picture else ""
    name = one_line(block.name)
    return _Block(name, one_line(block.price), picture, one_line(block.alt) or name, web_address(block.link))


def _picture_kind(block: _Block) -> PictureKind:
    if not block.picture:
        return ""
    return "linked" if block.link else "plain"


def _shape(message: Message, shop: ShopInfo, blocks: list[_Block]) -> Shape:
    copy = message.copy_
    return Shape(
        look=look_of(shop.id).id,
        cjk=message.language == "zh",
        sample=message.sample,
        greeting=bool(copy.greeting),
        pictures=tuple(_picture_kind(block) for block in blocks),
        cta=bool(copy.cta and web_address(copy.link)),
        signoff=bool(copy.signoff),
        unsubscribe=bool(unsubscribe_address(message)),
    )


def _values(message: Message, sender: Sender, shop: ShopInfo, blocks: list[_Block]) -> dict[str, object]:
    copy = message.copy_
    return {
        "lang": language_tag(message),
        "subject": one_line(copy.subject),
        "preheader": one_line(copy.preheader),
        "leak_guard": _FILLER if copy.preheader else "",
        "brand": one_line(shop.name),
        "greeting": one_line(copy.greeting),
        "paragraphs": copy.body,
        "blocks": blocks,
        "cta": one_line(copy.cta),
        "link": web_address(copy.link),
        "signoff": copy.signoff,
        "sender": sender,
        "unsubscribe": unsubscribe_address(message),
        "words": message_words(message.language),
        "ai": ai_label_required(message),
    }


def _plain(message: Message, sender: Sender, blocks: list[_Block]) -> str:
    copy, words = message.copy_, message_words(message.language)
    link = web_address(copy.link)
    parts = [
        words["sample"] if message.sample else "",
        copy.greeting,
        *copy.body,
        *("\n".join(filter(None, (block.name, block.price, block.link))) for block in blocks),
        f"{copy.cta}\n{link}" if copy.cta and link else "",
        copy.signoff,
        _plain_footer(message, sender, words),
    ]
    return "\n\n".join(visible(part).strip() for part in parts if part.strip()) + "\n"


def _plain_footer(message: Message, sender: Sender, words: dict[str, str]) -> str:
    unsubscribe = unsubscribe_address(message)
    lines = [
        "--",
        sender.name,
        sender.postal_address,
        words["ai"] if ai_label_required(message) else "",
        f"{words['unsubscribe']}: {unsubscribe}" if unsubscribe else "",
    ]
    return "\n".join(line for line in lines if line)
