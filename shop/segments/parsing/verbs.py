"""Verbs with several meanings, settled before spans and products are shared: "checked out" is an order, or less."""

from __future__ import annotations

from shop.segments.parsing.choices import Choices
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.tokens import Option, Pick, Sense, Token


def settle_verbs(frames: list[Frame], choices: Choices) -> None:
    """Replace "checked out" by the event that is meant; of a product it may also be said of looking at it."""
    for frame in frames:
        if not frame.head.has("event", "checked_out"):
            continue
        text = frame.head.text
        options = [
            Option("order", "order", f"{text}: completed an order", f"{text}：完成下单"),
            Option("checkout", "checkout", f"{text}: reached the checkout", f"{text}：进入结算"),
        ]
        if frame.objects and frame.neg is None:
            options.append(Option("view", "view", f"{text}: looked at it", f"{text}：浏览过"))
        event = choices.pick(Pick(text, tuple(options)))
        frame.head = Token(text, (Sense("event", event),), frame.head.start, frame.head.end)
