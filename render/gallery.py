"""A page that shows every message with its reason, its evidence and its checks. Reads no network, runs no foreign code.

index.html              self-contained: styles and one small script for the filters are inside
previews/<message>.html e-mails with their pictures inside, shown in sandboxed frames under a policy of their own
media/<shop>/<file>     pictures that the page itself shows
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from render.card import Card, card_of, frame_height, label
from render.data_files import text_of
from render.email import render_email
from render.errors import EmailTooLarge
from render.shelf import Shelf, safe_name
from render.summary import counts
from shop.errors import NotFound
from shop.record import Record
from shop.types import Message, Sender, ShopInfo
from shop.types.message import OUTCOME_ORDER

if TYPE_CHECKING:
    from jinja2 import Environment

_PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:"


class EngineNote(Record):
    """What the head of a gallery says: what the reader looks at, and which engine wrote it."""

    about: str
    engine: str
    """One line, such as: written by the rule-based offline engine; with COPILOT_LLM_BASE_URL your model writes."""


class Choice(NamedTuple):
    """One chip of the filters."""

    key: str
    label: str
    messages: int


def write_gallery(
    folder: Path,
    messages: Sequence[Message],
    *,
    title: str,
    heading: str,
    intro: EngineNote,
    shops: Mapping[str, ShopInfo],
    media: Mapping[str, Path],
    senders: Mapping[str, Sender] | None = None,
) -> Path:
    """Write the gallery into `folder` and return the path of its index.html.

    `shops`, `media` (folder of pictures) and `senders` are keyed by shop id; a shop without an entry in `senders`
    signs with its own. The same input gives the same bytes. Raises NotFound for a message of an unknown shop.
    """
    (folder / "previews").mkdir(parents=True, exist_ok=True)
    shelf = Shelf(folder, media)
    cards = [_card(folder, message, _shop_of(message, shops), senders or {}, shelf) for message in messages]
    page = folder / "index.html"
    page.write_bytes(_page(cards, title=title, heading=heading, intro=intro).encode("utf-8", "replace"))
    return page


def _shop_of(message: Message, shops: Mapping[str, ShopInfo]) -> ShopInfo:
    if message.shop_id not in shops:
        raise NotFound("shop", message.shop_id, shops, hint=f"It is named by message {message.id!r}.")
    return shops[message.shop_id]


def _card(folder: Path, message: Message, shop: ShopInfo, senders: Mapping[str, Sender], shelf: Shelf) -> Card:
    card = card_of(message, shop, shelf.source(shop.id))
    if message.channel != "email":
        return card
    sender = senders.get(shop.id, shop.sender)
    try:
        mail = render_email(message, sender, shop, picture_src=shelf.mail_source(shop.id))
    except EmailTooLarge as error:
        return card._replace(trouble=str(error))
    frame = f"previews/{safe_name(message.id)}.html"
    page = _with_policy(shelf.with_pictures(mail.html, message))
    (folder / frame).write_bytes(page.encode("utf-8", "replace"))
    return card._replace(frame=frame, height=_height(message, shelf))


def _height(message: Message, shelf: Shelf) -> int:
    blocks = message.copy_.blocks
    return frame_height(message, shelf.ratio(message.shop_id, blocks[0].picture) if len(blocks) == 1 else 0)


def _with_policy(html: str) -> str:
    # The first thing in <head>, so that it governs everything after it.
    return html.replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{_PREVIEW_POLICY}">', 1)


def _page(cards: Sequence[Card], *, title: str, heading: str, intro: EngineNote) -> str:
    from markupsafe import Markup

    script, style = text_of("templates", "gallery.js"), text_of("templates", "gallery.css")
    messages = [card.message for card in cards]
    return _environment().get_template("gallery.html.j2").render(
        cards=cards,
        title=title,
        heading=heading,
        intro=intro,
        script=Markup(script),
        style=Markup(style),
        policy=_page_policy(script),
        filters=_filters(cards),
        outcomes=_outcomes(messages),
        as_of=sorted({message.as_of for message in messages}),
        sample=any(message.sample for message in messages),
        facts=sum(card.facts for card in cards),
        checks=sum(card.passed for card in cards),
    )  # fmt: skip


def _page_policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; "
        f"script-src 'sha256-{digest}'"
    )


def _filters(cards: Sequence[Card]) -> dict[str, list[Choice]]:
    found: dict[str, dict[str, Choice]] = {}
    for card in cards:
        for group, key in card.keys.items():
            name = card.brand if group == "brand" else card.labels[group]
            group_choices = found.setdefault(group, {})
            group_choices[key] = Choice(key, name, group_choices[key].messages + 1 if key in group_choices else 1)
    return {group: list(choices.values()) for group, choices in found.items()}


def _outcomes(messages: Sequence[Message]) -> list[Choice]:
    found = counts(messages)["outcome"]
    return [Choice(outcome, label("outcomes", outcome), found[outcome]) for outcome in OUTCOME_ORDER if found[outcome]]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(lambda name: text_of("templates", name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
