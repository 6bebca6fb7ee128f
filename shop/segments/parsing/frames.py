"""A frame: one condition in the making, with its head and what belongs to it; and which heads take what."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.segments.parsing.tokens import Token

ACTIONS = (
    "event",
    "lastorder",
    "measure",
    "sincelast",
    "top",
    "topn",
    "topby",
    "orders",
    "interest",
    "watch",
    "coupon",
    "codeuse",
)
"""Heads that take windows, counts and products."""
PLAIN = (
    "group", "ask", "consent", "reach", "phone", "profiling", "random", "lacks", "birthday", "rfm", "cells", "place",
    "speak", "attribute", "ticketstate", "mixed",
)  # fmt: skip
OBJECTS = ("entity", "name", "unknown")


ACTION_GROUPS = ("orders:", "prospect_again", "away", "segment:cart_left", "left_checkout")
"""Groups that are said of orders or carts, and take windows and products too."""


def acts(head: Token) -> bool:
    """Say whether a head takes windows, counts and products."""
    return head.kind in ACTIONS or (head.kind == "group" and str(head.value).startswith(ACTION_GROUPS))


@dataclass
class Frame:
    """One condition: `link` and `strength` say how it hangs on the one before (and, or; 0 is tightest)."""

    head: Token
    neg: Token | None = None
    mods: list[Token] = field(default_factory=list)
    objects: list[tuple[str, list[Token]]] = field(default_factory=list)
    link: str = "and"
    strength: int = 0
    contrast: bool = False
    spoken: bool = False
    """A connector is said in words, not only a comma."""
    excluded: bool = False
    leading: bool = False
    """A window stands before the head."""
    subject: bool = False
    """It stands before the first relative pronoun, or after the last 的: it is about the people as such."""
    then: bool = False
    """It is said to have happened after the one before."""
    repeats: bool = False
    """It is the frame before in another span: in March and April."""
    anew: bool = False
    """A relative pronoun stands right before it."""
    doubt: bool = False
    """It follows an exclusion at the start after 的: it may be left out, or be who is meant."""
    buyers: bool = False
    """The head says no more than that there was an order."""
    closing: Token | None = None
    """A span at the very end, after a comma: it holds for every clause."""
    linked: bool = False
    """Its objects were read by a builder."""
    used: list[Token] = field(default_factory=list)
    """Quantities that a builder has read; what stays unread is refused."""

    @property
    def kind(self) -> str:
        """The kind of the head."""
        return self.head.kind

    def of(self, kind: str) -> list[Token]:
        """Return the modifiers of one kind."""
        return [mod for mod in self.mods if mod.has(kind)]


def fits(frame: Frame, item: Token) -> bool:
    """Say whether a modifier makes sense with the head."""
    if frame.head.has("consent", "out") and item.has("window"):
        return True
    if frame.kind in ("consent", "reach"):
        return item.kind in ("channel", "campaign_word", "either")
    if frame.kind == "event" and item.kind in ("channel", "campaign_word"):
        return frame.head.value in ("received", "open", "click", "unsubscribe", "held_out")
    if item.kind in ("channel", "campaign_word"):
        return False
    if frame.kind in ("random", "rfm"):
        return item.kind in ("qty", "cmp", "num")
    if frame.kind in ("birthday",):
        return item.kind in ("window", "future", "qty", "num", "cmp")
    if frame.kind == "group" and str(frame.head.value) in ("stage:new",):
        return item.has("window")
    return acts(frame.head)
