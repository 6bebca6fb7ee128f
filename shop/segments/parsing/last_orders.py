"""The latest, the first or the only order lies in a span: last order over 60 days ago, 首单在今年."""

from __future__ import annotations

from dataclasses import replace

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.objects import linked
from shop.segments.parsing.outcome import not_understood
from shop.segments.parsing.quantities import Cmp
from shop.segments.parsing.scene import Scene, all_of, comparison, consumed, negated
from shop.segments.parsing.tokens import Sense, Token
from shop.segments.tree.nodes import Did, Last, Node
from shop.segments.tree.windows import Ago, Window


def last_order(frame: Frame, scene: Scene) -> Node:
    """The latest or first order lies in a span: last order over 60 days ago, 首单在今年."""
    consumed(frame, "window", "qty", "cmp", "op")
    if frame.head.value == "only":
        once = Did(event="order", op="eq", times=1)
        return all_of([once, last_order(replace(frame, head=_as_last(frame.head)), scene)])
    objects = linked(frame, scene.names, scene.choices)
    within = scene.window(frame)
    length = comparison(frame, "dur")
    if length is not None and within is None:
        within = distance(length)
    if within is None:
        raise not_understood(frame.head.text)
    node = Last(event="order", which=frame.head.value, within=within, where=objects.wheres)
    return node if frame.neg is None else all_of([Did(event="order"), negated(node)])


def _as_last(head: Token) -> Token:
    return Token(head.text, (Sense("lastorder", "last"),), head.start, head.end)


def distance(length: Cmp) -> Window | None:
    """Return "more than 60 days" of a last order as days back."""
    if length.low.unit not in ("days", "weeks", "years") or length.high is not None:
        return None
    days = int(length.low.value) * {"days": 1, "weeks": 7, "years": 365}[length.low.unit]
    spans: dict[str, Window] = {
        "gt": Ago(least=days + 1), "ge": Ago(least=days), "le": Ago(least=0, most=days),
        "lt": Ago(least=0, most=max(days - 1, 0)),
    }  # fmt: skip
    return spans.get(length.op)
