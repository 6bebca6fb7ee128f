"""One frame, one condition: which builder reads which head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shop.segments.parsing import birthdays, contact, events, last_orders, measures, people, things
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.outcome import not_understood
from shop.segments.parsing.scene import Scene, all_of, unread
from shop.segments.parsing.tokens import Option, Pick, Sense, Token
from shop.segments.tree.nodes import Node, Rfm

_BUILDERS: dict[str, Callable[[Frame, Scene], Node]] = {
    "event": events.event, "lastorder": last_orders.last_order, "measure": measures.measure,
    "sincelast": measures.since_last,
    "topn": measures.top, "rfm": measures.rfm, "interest": measures.interest, "attribute": people.attribute,
    "group": people.group, "ask": people.asked, "consent": contact.consent, "reach": contact.consent,
    "phone": contact.phone, "profiling": contact.profiling, "random": people.random_share,
    "birthday": birthdays.birthday,
    "coupon": things.coupon, "codeuse": things.code_used, "watch": things.watch, "ticketstate": things.ticket,
    "device": things.device, "lacks": people.lacks,
}  # fmt: skip


def condition(frame: Frame, scene: Scene) -> Node:
    """Return the condition of a frame; raises Refusal where nothing reads it."""
    if frame.kind == "mixed":
        return _mixed(frame, scene)
    if frame.kind == "cells":
        return Rfm(cells=(frame.head.value,))
    if frame.neg is not None and frame.neg.value == "not" and any(m.kind == "again" for m in frame.mods):
        frame.neg = Token(frame.neg.text, (Sense("neg", "again"),), frame.neg.start, frame.neg.end)
    if frame.neg is not None and frame.neg.value == "stopped" and frame.kind != "event":
        raise not_understood(frame.neg.text, frame.head.text)
    if (halves := _two_ends(frame)) is not None:
        return all_of(condition(half, scene) for half in halves)
    builder = _BUILDERS.get(frame.kind)
    if builder is None:
        raise not_understood(frame.head.text)
    node = builder(frame, scene)
    unread(frame)
    return node


def _two_ends(frame: Frame) -> list[Frame] | None:
    """Return the frame once per end for "over 200 and under 500"."""
    ends = [mod for mod in frame.mods if mod.has("cmp") and not mod.has("preset")]
    if len(ends) != 2 or frame.neg is not None or frame.kind not in ("measure", "event"):
        return None
    low, high = ends[0].get("cmp"), ends[1].get("cmp")
    ops = {low.op[0], high.op[0]}
    if ops != {"g", "l"} or (low.low.kind != high.low.kind and "num" not in (low.low.kind, high.low.kind)):
        return None
    rest = [mod for mod in frame.mods if mod not in ends]
    return [replace(frame, mods=[*rest, end], used=[]) for end in ends]


def _mixed(frame: Frame, scene: Scene) -> Node:
    """A word that is also a name of the shop, such as a tag."""
    word, entities = frame.head.value
    made = []
    for sense in (Sense("attribute", entities), word):
        head = Token(frame.head.text, (sense,), frame.head.start, frame.head.end)
        copy = Frame(head, neg=frame.neg, mods=list(frame.mods))
        made.append((sense.kind, condition(copy, scene)))
    text = frame.head.text
    field = entities[0].field
    options = (
        Option("name", made[0][1], f"{text}: the {field.rstrip('s')} of that name", f"{text}：同名的标签或等级"),
        Option("word", made[1][1], f"{text}: the general word", f"{text}：一般含义"),
    )
    return scene.choices.pick(Pick(f"{text} (name)", options))  # type: ignore[no-any-return]
