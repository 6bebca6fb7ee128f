"""What a tree cannot say: that one event came after another, and a rank within a group."""

from __future__ import annotations

from shop.segments.parsing.frames import Frame, acts
from shop.segments.parsing.objects import CAMPAIGN_EVENTS
from shop.segments.parsing.outcome import Refusal
from shop.segments.parsing.tokens import Token


def refuse_sequence(frames: list[Frame]) -> None:
    """Raise Refusal for "… and then …", and for "never again" after another event without a span of its own."""
    for place, frame in enumerate(frames):
        events = [f for f in frames[:place] if acts(f.head) and f.neg is None and not f.excluded]
        if (frame.then and frame.neg is None) or (events and _afterwards(frame, events[-1])):
            raise Refusal(
                'Which came first cannot be asked yet: say both conditions with "and", each with its own time.',
                "暂时不能按先后顺序圈选：请用「且」连接，并分别写明时间。",
            )


def _afterwards(frame: Frame, before: Frame) -> bool:
    """Say whether the negation holds for the time after the event before it."""
    if frame.neg is None or frame.of("window") or any(m.has("qty") and m.get("qty").kind == "dur" for m in frame.mods):
        return False
    if before.head.value in CAMPAIGN_EVENTS and not any(mod.has("preset") for mod in frame.mods):
        return False  # since the campaign was sent: see sharing.py
    again = frame.neg.value == "again" or any(mod.has("again") for mod in frame.mods)
    bought = before.kind == "lastorder" or before.head.has("event", "order") or before.head.has("event", "return")
    repeated = any(mod.has("preset") for mod in frame.mods) and not before.head.has("event", "order")
    return again or repeated or (frame.then and frame.head.has("event", "order") and bought)


def refuse_rank_within(items: list[Token]) -> None:
    """Raise Refusal for the top 10 % among some people: a rank is taken of everyone who ordered."""
    among = next((item for item in items if item.has("among")), None)
    rank = next((item for item in items if item.has("topn")), None)
    if among is not None and rank is not None:
        raise Refusal(
            f"{rank.text!r} of a group ({among.text!r}) cannot be asked: a rank is taken of everyone who ordered.",
            f"「{rank.text}」不能只在一部分客户（{among.text}）中排名：排名以全部下过单的客户为准。",
            (among.text, rank.text),
        )
