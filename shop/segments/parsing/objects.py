"""What was bought, viewed or opened: pieces of names become conditions on the event's product, category or campaign."""

from __future__ import annotations

import difflib
from typing import NamedTuple

from shop.segments.parsing.choices import Choices
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.normalise import normalised
from shop.segments.parsing.outcome import Refusal, not_understood
from shop.segments.parsing.shop_names import PRODUCT_FIELDS, Entity, ShopNames
from shop.segments.parsing.tokens import Option, Pick, Token
from shop.segments.tree.nodes import Comparison

CAMPAIGN_EVENTS = ("received", "open", "click", "unsubscribe", "held_out")
_TITLES = {"product": ("product", "商品"), "category": ("category", "类目"), "brand": ("brand", "品牌"),
           "campaign": ("campaign", "活动"), "ticket_subject": ("subject", "工单主题"),
           "code": ("code", "优惠码")}  # fmt: skip


class Linked(NamedTuple):
    """The objects of a frame, each a condition on the event, and how they are joined: and, or."""

    wheres: tuple[Comparison, ...]
    link: str
    phrase: str


def linked(frame: Frame, names: ShopNames, choices: Choices, event: str = "") -> Linked:
    """Return what the frame's objects mean; raises Refusal that names what the shop does not have."""
    frame.linked = True
    fields: tuple[str, ...] = ("campaign", "code") if (event or frame.head.value) in CAMPAIGN_EVENTS else PRODUCT_FIELDS
    if frame.kind == "coupon" or str(frame.head.value).startswith("coupon"):
        fields = ("code", *PRODUCT_FIELDS)
    if frame.head.value == "ticket":
        fields = ("ticket_subject",)
    wheres = tuple(_chosen(run, names, fields, choices) for _, run in frame.objects)
    links = {link for link, _ in frame.objects[1:]} - {"comma"}
    if len(links) > 1:
        raise not_understood(_text(frame))
    return Linked(wheres, "or" if links == {"or"} else "and", _text(frame))


def _chosen(run: list[Token], names: ShopNames, fields: tuple[str, ...], choices: Choices) -> Comparison:
    """Return what a run means; products that a part of their name stands for are told."""
    pick = meant(run, names, fields)
    where: Comparison = choices.pick(pick)
    if where.field == "product" and not names.exact.get(pick.phrase) and not run[0].has("entity"):
        said = next(option for option in pick.options if option.value == where)
        choices.notes.append(f"{pick.phrase!r} was read as {said.en}")
    return where


def meant(run: list[Token], names: ShopNames, fields: tuple[str, ...]) -> Pick:
    """Return what a run of name pieces may mean, as a choice of conditions (of one, where it is clear)."""
    text = _joined(run)
    exact = [e for e in names.exact.get(text, ()) if e.field in fields]
    if not exact and len(run) == 1 and run[0].has("entity"):
        exact = [e for e in run[0].get("entity") if e.field in fields]
    options = [
        _option(field, [e for e in exact if e.field == field])
        for field in fields
        if any(e.field == field for e in exact)
    ]
    if not options:
        options = _by_parts(text, names, fields)
    if not options:
        raise _unknown(text, names)
    return Pick(text, tuple(options))


def _by_parts(text: str, names: ShopNames, fields: tuple[str, ...]) -> list[Option]:
    parts = [part for part in names.parts(text) if part.entity.field in fields]
    categories = [part.entity for part in parts if part.entity.field == "category"]
    products = [part.entity for part in parts if part.entity.field == "product"]
    heads = [part.entity for part in parts if part.entity.field == "product" and part.head]
    options = [_option("category", [category]) for category in categories]
    if categories:
        return options + ([_option("product", heads)] if heads else [])
    return [_option("product", products)] if products else []


def _option(field: str, entities: list[Entity]) -> Option:
    values = tuple(dict.fromkeys(entity.value for entity in entities))
    where = (
        Comparison(field=field, value=values[0]) if len(values) == 1 else Comparison(field=field, op="in", value=values)
    )
    labels = list(dict.fromkeys(entity.label for entity in entities))
    shown = ", ".join(labels[:4]) + (f" … ({len(labels)})" if len(labels) > 4 else "")
    english, chinese = _TITLES[field]
    key = f"{field}:{labels[0]}" if field == "category" else field
    return Option(key, where, f"{english} {shown}", f"{chinese}：{shown}")


def _unknown(text: str, names: ShopNames) -> Refusal:
    labels = names.labels()
    forms = {normalised(label).text: label for label in labels}
    near = [forms[form] for form in difflib.get_close_matches(text, list(forms), n=3, cutoff=0.45)]
    if not near:
        words = [word for label in forms for word in label.split()]
        close = set(difflib.get_close_matches(text.split()[-1], words, n=2, cutoff=0.75))
        near = [label for form, label in forms.items() if close & set(form.split())][:3]
    return not_understood(text, nearest=tuple(near))


def _joined(run: list[Token]) -> str:
    text = ""
    for before, token in zip([None, *run], run, strict=False):
        text += (" " if before is not None and token.start > before.end else "") + token.text
    return text


def _text(frame: Frame) -> str:
    return " / ".join(_joined(run) for _, run in frame.objects)


def campaign_wheres(frame: Frame, names: ShopNames, choices: Choices) -> tuple[Comparison, ...]:
    """Return what channels and "the last campaign" in a frame ask of the event."""
    wheres: list[Comparison] = []
    channels = list(dict.fromkeys(token.get("channel") for token in frame.of("channel")))
    if len(channels) == 1:
        wheres.append(Comparison(field="channel", value=channels[0]))
    elif channels:
        wheres.append(Comparison(field="channel", op="in", value=tuple(channels)))
    for token in frame.of("campaign_word"):
        kind, _, channel = token.get("campaign_word").partition(":")
        if kind == "last":
            wheres.append(_latest(names, channel or (channels[0] if channels else ""), token.text))
    return tuple(wheres)


def _latest(names: ShopNames, channel: str, text: str) -> Comparison:
    fitting = [campaign_id for campaign_id, _, sent_by in names.campaigns if not channel or sent_by == channel]
    if not fitting:
        raise Refusal(
            f"No campaign of that channel was sent by then ({text!r}).", f"此前没有该渠道的活动（{text}）。", (text,)
        )
    return Comparison(field="campaign", value=fitting[-1])
