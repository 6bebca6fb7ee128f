"""Consent, channels and addresses as conditions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shop.record import CHANNELS
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.objects import campaign_wheres
from shop.segments.parsing.outcome import not_understood
from shop.segments.parsing.scene import Scene, all_of, any_of, consumed, signed
from shop.segments.parsing.tokens import Option, Pick, Sense, Token
from shop.segments.tree.nodes import Attribute, Consent, Did, Node


def consent(frame: Frame, scene: Scene) -> Node:
    """What the person allowed on a channel; without a channel it is asked which."""
    if frame.of("window") and frame.head.value == "out":
        return _unsubscribed(frame, scene)
    consumed(frame, "channel", "campaign_word", "either")
    if frame.kind == "reach":
        return signed(Consent(channel=frame.head.value), frame)
    if frame.head.value == "declined":
        return _declined(frame, scene)
    state: Any = {"may": "may_be_contacted", "in": "opted_in", "out": "opted_out", "unknown": "unknown"}[
        frame.head.value
    ]
    named = [token.get("channel") for token in frame.of("channel")]
    if any(channel not in CHANNELS for channel in named):
        raise not_understood(*(token.text for token in frame.of("channel")))
    made = [Consent(channel=channel, state=state) for channel in dict.fromkeys(named)]
    if not made:
        options = tuple(
            Option(c, Consent(channel=c, state=state), f"{frame.head.text}: {c}", f"{frame.head.text}：{_CHANNELS[c]}")
            for c in CHANNELS
        )
        every = any_of(option.value for option in options)
        options = (*options, Option("any", every, f"{frame.head.text}: any channel", f"{frame.head.text}：任一渠道"))
        made = [scene.choices.pick(Pick(frame.head.text, options))]
    both = frame.mods and any(m.has("either", "both") for m in frame.mods)
    node = all_of(made) if both or ((len(made) > 1 and "and" in frame.link) and _and_listed(frame)) else any_of(made)
    return signed(node, frame)


def _declined(frame: Frame, scene: Scene) -> Node:
    """不同意短信: said no, or has not said yes; which is asked."""
    words = frame.head.text
    options = (
        Option("said-no", "out", f"{words}: opted out", f"{words}：明确拒绝"),
        Option("no-yes", "in", f"{words}: has not opted in", f"{words}：没有同意过"),
    )
    said = scene.choices.pick(Pick(words, options))
    neg = frame.neg if said == "out" else frame.head if frame.neg is None else None
    head = Token(words, (Sense("consent", said),), frame.head.start, frame.head.end)
    return consent(replace(frame, head=head, neg=neg), scene)


def _unsubscribed(frame: Frame, scene: Scene) -> Node:
    """Unsubscribed this year: the event, which has a time; a state has none."""
    consumed(frame, "channel", "campaign_word", "either", "window")
    where = campaign_wheres(frame, scene.names, scene.choices)
    return signed(Did(event="unsubscribe", within=scene.window(frame), where=tuple(where)), frame)


_CHANNELS = {"email": "邮件", "sms": "短信", "wecom": "企微"}


def _and_listed(frame: Frame) -> bool:
    return any(mod.has("listed", "and") for mod in frame.mods)


def phone(frame: Frame, scene: Scene) -> Node:
    """An address is on file; that is no consent."""
    consumed(frame)
    return Attribute(field=frame.head.value, value=frame.neg is None)


def profiling(frame: Frame, scene: Scene) -> Node:
    """The person objected to profiling, or did not."""
    consumed(frame)
    field = "objects_to_profiling" if frame.head.value == "objects" else "profiled"
    return Attribute(field=field, value=frame.neg is None)
