"""One message as a card of the gallery: everything the template shows, computed, nothing escaped yet."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from render import sms
from render.ai_label import written_by_model
from render.data_files import load
from render.email import language_tag
from render.facts import Part, Span, facts_in_text, parts_of
from render.looks import Look, look_of
from render.plain import visible
from render.values import shown
from shop.types import Check, Message, ShopInfo

_LINE_PIXELS = 27
_COLUMNS = 64  # Latin characters on one line of an e-mail
_LEAST_HEIGHT, _MOST_HEIGHT = 380, 1080


class Proof(NamedTuple):
    """One row of the evidence table; `used` when the text states it."""

    id: str
    field: str
    value: str
    source: str
    as_of: str
    used: bool


class Picture(NamedTuple):
    """A product card below a chat message."""

    src: str
    name: str
    price: str
    alt: str


class Card(NamedTuple):
    """A message with the labels, spans and rows that its card shows."""

    message: Message
    brand: str
    look: Look
    lang: str
    labels: dict[str, str]
    keys: dict[str, str]
    parts: tuple[Part, ...]
    text: tuple[Span, ...]
    length: sms.SmsCount
    pictures: tuple[Picture, ...]
    why: tuple[Proof, ...]
    proofs: tuple[Proof, ...]
    checks: tuple[Check, ...]
    passed: int
    frame: str = ""
    """Where the e-mail's page lies, relative to the gallery; empty when there is none."""
    height: int = 0
    trouble: str = ""
    """Why an e-mail has no page."""

    @property
    def facts(self) -> int:
        """How many values in the text came from evidence."""
        return sum(bool(span.slot) for part in self.parts for span in part.filled)


def card_of(message: Message, shop: ShopInfo, picture_src: Callable[[str], str]) -> Card:
    """Return the card of `message`; `picture_src` says where a picture lies for the gallery's own page."""
    parts = parts_of(message.draft, message.copy_)
    text = visible(message.copy_.text)
    proofs = _proofs(message, parts)
    return Card(
        message=message,
        brand=shop.name,
        look=look_of(shop.id),
        lang=language_tag(message),
        labels=_labels(message),
        keys=_keys(message),
        parts=parts,
        text=facts_in_text(text, parts),
        length=sms.count(text),
        pictures=_pictures(message, picture_src),
        why=tuple(proof for proof in proofs if proof.id.startswith("W") and proof.field != "kind"),
        proofs=proofs,
        checks=tuple(sorted(message.verdict.checks, key=lambda check: check.passed)),
        passed=sum(check.passed for check in message.verdict.checks),
    )


def label(group: str, key: str) -> str:
    """Return the name the gallery shows for a code such as cart_left; an unknown one is shown as it is."""
    names: dict[str, str] = load("words")["gallery"][group]
    return names.get(key, key.replace("_", " "))


def frame_height(message: Message, picture_ratio: float) -> int:
    """Estimate the pixels an e-mail needs at 600 wide, so that most are read without scrolling inside the frame."""
    copy = message.copy_
    texts = [copy.greeting, *copy.body, *copy.signoff.splitlines()]
    lines = sum(math.ceil(_columns(text) / _COLUMNS) for text in texts)
    products = 132 * len(copy.blocks) if len(copy.blocks) > 1 else 0
    if len(copy.blocks) == 1:
        products = 66 + (int(520 * picture_ratio) + 26 if copy.blocks[0].picture else 0)
    height = 236 + 36 * message.sample + 16 * len(texts) + _LINE_PIXELS * lines + products + 88 * bool(copy.cta)
    return max(_LEAST_HEIGHT, min(_MOST_HEIGHT, height))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _keys(message: Message) -> dict[str, str]:
    return {
        "brand": message.shop_id,
        "channel": message.channel,
        "language": message.language,
        "reason": message.why_now.kind,
        "outcome": message.verdict.outcome,
    }


def _labels(message: Message) -> dict[str, str]:
    return {
        "channel": label("channels", message.channel),
        "language": label("languages", message.language),
        "reason": label("reasons", message.why_now.kind),
        "outcome": label("outcomes", message.verdict.outcome),
        "engine": _engine(message),
    }


def _engine(message: Message) -> str:
    model = message.engine.removeprefix("openai:")
    if written_by_model(message):
        return f"Written by {model}"
    if message.fallback:
        return f"Offline engine, took over from {model}" if model != "offline" else "Offline engine, took over"
    return "Offline engine"


def _proofs(message: Message, parts: tuple[Part, ...]) -> tuple[Proof, ...]:
    used = {span.slot for part in parts for span in part.draft if span.slot}
    return tuple(
        Proof(
            item.id, field, shown(value, message.locale), item.source, f"{item.as_of:%Y-%m-%d %H:%M}",
            f"{item.id}.{field}" in used,
        )
        for item in message.evidence
        for field, value in item.fields.items()
    )  # fmt: skip


def _pictures(message: Message, picture_src: Callable[[str], str]) -> tuple[Picture, ...]:
    if message.channel != "wecom":
        return ()
    return tuple(
        Picture(picture_src(block.picture) if block.picture else "", block.name, block.price, block.alt or block.name)
        for block in message.copy_.blocks
    )
