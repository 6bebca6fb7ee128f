"""What a frame takes over from the one before: its span of time, its product, its campaign.

    viewed masks in the last 30 days but did not buy      the same span, the same product
    bought beans this year and spent over $100            asked: this year, or ever

A negation with "never", "ever" or its own span keeps to itself. A span before the first verb of a contrast holds for
both sides. Where the words do not settle it, it is asked.
"""

from __future__ import annotations

from itertools import pairwise

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.objects import CAMPAIGN_EVENTS, campaign_wheres, linked
from shop.segments.parsing.quantities import ORDER_NOUNS
from shop.segments.parsing.scene import Scene
from shop.segments.parsing.tokens import Option, Pick, Sense, Token
from shop.segments.tree.windows import Dates

_SPANNED = ("event", "measure", "sincelast")
_ALL_TIME = ("lastorder", "sincelast", "topn", "interest")
_UNSPANNED = ("return_rate", "discount_share", "churn_risk", "expected_value", "days_since_last_order",
              "days_since_first_order", "median_gap_days")  # fmt: skip
_BUY = (
    "buy",
    "bought",
    "buying",
    "purchase",
    "purchased",
    "买",
    "买过",
    "购买",
    "购买过",
    "买了",
    "入手",
    "购入",
    "下手",
    "下手过",
    "下过手",
    "买下",
    "买走",
)
_PAST_NOT = ("did not", "didnt")
_INTEREST = ("view", "cart", "wishlist", "checkout", "search", "stock_alert")


def shared(frames: list[Frame], scene: Scene) -> None:
    """Complete the frames in place, from left to right."""
    for frame in frames:
        if frame.closing is not None and _takes_span(frame):
            frame.mods.append(frame.closing)
    for before, frame in pairwise(frames):
        if before.excluded != frame.excluded:
            continue
        _objects_back(before, frame)
        _objects(before, frame, scene)
        _campaign(before, frame)
        _since_campaign(before, frame, scene)
        _span(before, frame, scene)
    for before, frame in pairwise(frames):
        if before.excluded == frame.excluded:
            _span_back(before, frame, scene)


def _objects_back(before: Frame, frame: Frame) -> None:
    """Viewed or carted grinders: the product belongs to both."""
    bare = before.kind == frame.kind == "event" and not before.objects and frame.objects and not before.mods
    other = frame.head.value != before.head.value and before.neg is None
    if bare and other and frame.strength >= 1 and not _campaigns(before, frame) and not _own_person(frame):
        before.objects = [(link, list(run)) for link, run in frame.objects]
        before.mods += frame.of("window")


def _campaigns(*frames: Frame) -> bool:
    return any(frame.head.value in CAMPAIGN_EVENTS for frame in frames)


def _own_person(frame: Frame) -> bool:
    """Say whether the second verb was opened anew with who or that, and so stands alone."""
    return frame.anew


def _objects(before: Frame, frame: Frame, scene: Scene) -> None:
    """Viewed masks but did not buy: did not buy masks."""
    if _pronoun_of(before, frame):
        frame.objects = [(link, list(run)) for link, run in before.objects]
        return
    if frame.kind != "event" or frame.head.value != "order" or before.kind != "event" or not before.objects:
        return
    if any(mod.kind == "anything" for mod in frame.mods):
        return
    pronoun = any(mod.kind == "pronoun" for mod in frame.mods)
    if frame.head.text.split()[-1] in ORDER_NOUNS:
        return
    if (
        frame.objects
        or (frame.neg is None and not pronoun)
        or before.head.value in CAMPAIGN_EVENTS
        or before.neg is not None
    ):
        return
    again = frame.neg is not None and frame.neg.value == "again"
    if again or before.head.value == "order" or (not pronoun and frame.head.text not in _BUY):
        words = f"{frame.neg.text if frame.neg else ''} {frame.head.text}"
        options = (
            Option("same", True, f"{words}: the same product", f"{words}：同一商品"),
            Option("anything", False, f"{words}: anything", f"{words}：任何商品"),
        )
        if not pronoun and not scene.choices.pick(Pick(words.strip(), options)):
            return
    frame.objects = [(link, list(run)) for link, run in before.objects]


def _pronoun_of(before: Frame, frame: Frame) -> bool:
    """Say whether "one" or "it" stands for the product before: bought a gift box or wishlisted one."""
    events = before.kind == frame.kind == "event" and frame.head.value in _INTEREST and bool(before.objects)
    said = any(mod.kind == "pronoun" for mod in frame.mods)
    return events and said and not frame.objects and before.neg is None and not _campaigns(before)


def _campaign(before: Frame, frame: Frame) -> None:
    """Received the campaign but did not open it: the same campaign."""
    if before.kind != "event" or frame.kind != "event":
        return
    if before.head.value not in CAMPAIGN_EVENTS or frame.head.value not in CAMPAIGN_EVENTS:
        return
    for giver, taker in ((before, frame), (frame, before)):
        if not taker.objects and not any(m.kind == "campaign_word" and m.value != "any" for m in taker.mods):
            taker.objects = [(link, list(run)) for link, run in giver.objects]
            if not taker.of("channel"):
                taker.mods += [m for m in giver.mods if m.kind in ("channel", "campaign_word")]


def _since_campaign(before: Frame, frame: Frame, scene: Scene) -> None:
    """Opened the campaign but did not order: since it was sent, or ever."""
    if (
        before.kind != "event"
        or before.head.value not in CAMPAIGN_EVENTS
        or before.neg is not None
        or before.of("window")
    ):
        return
    if (
        frame.kind != "event"
        or frame.head.value != "order"
        or frame.neg is None
        or not _takes_span(frame)
        or frame.objects
    ):
        return
    sent = scene.names.sent_on(_campaign_of(before, scene))
    if sent is None:
        return
    words = f"{frame.neg.text} {frame.head.text}"
    options = (
        Option("since", True, f"{words}: since the campaign was sent", f"{words}：自活动发送以来"),
        Option("ever", False, f"{words}: ever", f"{words}：从未"),
    )
    again = frame.neg.value == "again" or any(mod.has("again") for mod in frame.mods)
    if again or scene.choices.pick(Pick(words, options)):
        frame.neg = Token(frame.neg.text, (Sense("neg", "not"),), frame.neg.start, frame.neg.end)
        frame.mods = [mod for mod in frame.mods if not mod.has("again")]
        frame.mods.append(Token(words, (Sense("window", Dates(first=sent)),), frame.head.start, frame.head.end))


def _campaign_of(frame: Frame, scene: Scene) -> str:
    wheres = [*linked(frame, scene.names, scene.choices).wheres, *campaign_wheres(frame, scene.names, scene.choices)]
    return next((str(where.value) for where in wheres if where.field == "campaign" and where.op == "eq"), "")


def _takes_span(frame: Frame) -> bool:
    if frame.kind not in _SPANNED or frame.kind in _ALL_TIME or frame.head.value in _UNSPANNED:
        return False
    if any(mod.has("ever") for mod in frame.mods) or frame.of("window"):
        return False
    return not (frame.neg is not None and (frame.neg.value != "not" or frame.of("cmp") or _length(frame)))


def _length(frame: Frame) -> bool:
    return any(mod.has("qty") and mod.get("qty").kind == "dur" for mod in frame.mods)


def _span(before: Frame, frame: Frame, scene: Scene) -> None:
    windows = before.of("window")
    if (
        not windows
        or not _takes_span(frame)
        or before.kind not in _SPANNED
        or (frame.link == "or" and not before.leading)
    ):
        return
    if before.neg is not None and before.head.value == "order" and not before.objects and _about_orders(frame):
        return
    if before.head.value == "joined" or frame.head.value == "joined":
        return
    if any(mod.has("preset") for mod in frame.mods):
        return
    contrast = frame.neg is not None and before.neg is None and (frame.contrast or not frame.spoken)
    neither = before.neg is not None and frame.neg is not None and before.leading and not frame.objects
    contrast = contrast or (neither and frame.link == "and")
    if contrast or scene.choices.pick(_scope(windows[0], frame)):
        frame.mods += windows
        frame.leading = frame.leading or before.leading


def _about_orders(frame: Frame) -> bool:
    return frame.kind == "measure" or frame.head.value == "order"


def _span_back(before: Frame, frame: Frame, scene: Scene) -> None:
    """Bought coffee and spent over $100 in the last 90 days: the span may hold for both."""
    windows = frame.of("window")
    if _sequel(before, frame) and scene.choices.pick(_scope(windows[0], before)):
        before.mods += windows
        return
    if not windows or frame.leading or windows[0].chinese or not _takes_span(before) or frame.contrast:
        return
    if frame.kind not in _SPANNED or before.neg is not None or frame.neg is not None or frame.strength == 0:
        return
    if any(mod.has("preset") for mod in before.mods) or "joined" in (before.head.value, frame.head.value):
        return
    if scene.choices.pick(_scope(windows[0], before)):
        before.mods += windows


def _sequel(before: Frame, frame: Frame) -> bool:
    """Say whether a span after "but" may hold for both: clicked but did not buy in 30 days, but no order within 30.

    "Has not" speaks of the time until now and keeps its span for itself.
    """
    windows = frame.of("window")
    neg = frame.neg
    if neg is None or neg.value != "not" or before.neg is not None or not frame.contrast:
        return False
    if not windows or frame.leading or before.kind != "event" or not _takes_span(before):
        return False
    if isinstance(windows[0].get("window"), Dates):
        return False  # since March, since it was sent: the days of the negation
    within = windows[0].text.startswith("within ") and not any(word in windows[0].text for word in ("last", "past"))
    return within or (neg.text in _PAST_NOT and before.head.value != frame.head.value)


def _scope(window: Token, frame: Frame) -> Pick:
    verb, span = frame.head.text, window.text
    options = (
        Option("shared", True, f"{verb!r} in that time too ({span})", f"「{verb}」也限于{span}"),
        Option("ever", False, f"{verb!r} at any time", f"「{verb}」不限时间"),
    )
    return Pick(f"{verb} … {span}", options)
