"""Frames that are one condition: a rank and its figure, a wish and the price that fell, places of one list."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.quantities import Cmp, Qty
from shop.segments.parsing.tokens import Sense, Token

_SINGLE = ("country", "city", "language", "tier", "acquisition", "staff_owner")


def merged(frames: list[Frame]) -> list[Frame]:
    """Return the frames with those joined that make one condition."""
    found = [_as_orders(frame) for frame in _in_each_span(frames)]
    for before, frame in pairwise(found):
        _negate_both(before, frame)
    _same_field(found)
    for join in (_rank, _largest, _watched, _left_in_cart, _listed, _said_twice):
        found = _pairs(found, join)
    for frame in found:
        _bare_spend(frame)
    if len(found) > 1:
        found = [f for f in found if not (f.kind == "group" and f.head.value == "everyone")] or found[:1]
    return found


def _in_each_span(frames: list[Frame]) -> list[Frame]:
    """9月和10月都下过单: spans listed before the first verb are the same condition once in each."""
    if not frames or not (frames[0].kind == "event" and frames[0].leading and frames[0].spoken):
        return frames
    first = frames[0]
    windows = first.of("window")
    if len(windows) != 2:
        return frames
    rest = [mod for mod in first.mods if not mod.has("window")]
    other = replace(first, mods=[*rest, windows[1]], objects=[(link, list(run)) for link, run in first.objects])
    other.repeats, other.strength = True, 0
    first.mods, first.link, first.strength = [*rest, windows[0]], "and", 0
    return [first, other, *frames[1:]]


def _negate_both(before: Frame, frame: Frame) -> None:
    """No orders or views of kettles in 30 days: neither of them, of the same product, in the same span."""
    events = before.kind == frame.kind == "event" and before.excluded == frame.excluded
    if not events or before.neg is None or frame.neg is not None or frame.link != "or" or frame.anew:
        return
    frame.neg, frame.link, frame.strength = before.neg, "and", 0
    if not before.objects:
        before.objects = [(link, list(run)) for link, run in frame.objects]
    if not before.of("window"):
        before.mods += frame.of("window")
    elif not frame.of("window"):
        frame.mods += before.of("window")


def _same_field(frames: list[Frame]) -> None:
    """老友或者常客: a name beside another name of the same field is that, and not the general word."""
    named = {entity.field for frame in frames if frame.kind == "attribute" for entity in frame.head.value}
    for frame in frames:
        same = tuple(e for e in frame.head.value[1] if e.field in named) if frame.kind == "mixed" else ()
        if same:
            frame.head = Token(frame.head.text, (Sense("attribute", same),), frame.head.start, frame.head.end)


def _said_twice(first: Frame, second: Frame) -> Frame | None:
    """Added filters to cart: two words for one event."""
    same = first.kind == second.kind == "event" and first.head.value == second.head.value in ("cart", "ticket")
    bare = not (second.objects or second.neg or second.strength)
    said = first.head.value == "ticket" or first.head.text == "added"
    if not same or not bare or first.neg is not None or (second.mods and not said):
        return None
    first.mods += second.mods
    return first


def _left_in_cart(first: Frame, second: Frame) -> Frame | None:
    """Carted but not bought, of no product and no span: the carts that are left, or who never ordered, is asked."""
    carts = first.head.has("event", "cart") and first.neg is None and not (first.objects or first.mods)
    bare = second.head.has("event", "order") and not (second.objects or second.mods)
    if not carts or not bare or second.neg is None or second.neg.value != "not" or second.link == "or":
        return None
    text = f"{first.head.text} … {second.neg.text} {second.head.text}"
    first.head = Token(text, (Sense("ask", "cart_left"),), first.head.start, second.head.end)
    return first


def _pairs(frames: list[Frame], join: object) -> list[Frame]:
    result: list[Frame] = []
    for frame in frames:
        if result:
            made = join(result[-1], frame)  # type: ignore[operator]
            if made is not None:
                result[-1] = made
                continue
        result.append(frame)
    return result


def _as_orders(frame: Frame) -> Frame:
    """Read "repeat customers", "buyers", "went quiet" as conditions on orders that take windows and products."""
    if frame.head.has("event", "order") and frame.head.text == "消费过" and _number(frame):
        frame.head = Token(frame.head.text, (Sense("measure", "spend"),), frame.head.start, frame.head.end)
    if frame.kind != "group":
        return frame
    name = str(frame.head.value)
    if name in ("prospect_again", "away"):
        how = "again" if name == "prospect_again" else "not"
        neg = Token(frame.head.text, (Sense("neg", how),), frame.head.start, frame.head.end)
        frame.head, frame.neg = _order(frame.head), neg
    elif name.startswith("orders:"):
        count = name.removeprefix("orders:")
        if count != "1+":
            cmp = Cmp("ge" if count.endswith("+") else "eq", Qty("count", Decimal(count.rstrip("+"))))
            frame.mods.append(
                Token(frame.head.text, (Sense("cmp", cmp), Sense("preset", cmp)), frame.head.start, frame.head.end)
            )
        frame.head, frame.buyers = _order(frame.head), count == "1+"
    return frame


def _number(frame: Frame) -> bool:
    """Say whether a bare number is compared: 消费过500以上 is a sum of money, 消费过3次 is not."""
    return any(mod.get("cmp").low.kind == "num" for mod in frame.of("cmp"))


def _bare_spend(frame: Frame) -> None:
    """没有消费, did not spend anything: a sum that is compared with nothing is an order, or none."""
    amount = any(mod.has(kind) for mod in frame.mods for kind in ("cmp", "qty", "num", "many", "op"))
    if frame.head.has("measure", "spend") and not amount and (frame.neg is not None or frame.head.text in _SPENDS):
        frame.head = _order(frame.head)


_SPENDS = ("消费", "消费了", "花钱", "花过")


def _order(head: Token) -> Token:
    return Token(head.text, (Sense("event", "order"),), head.start, head.end)


def _bare_figure(frame: Frame) -> Token | None:
    """Return the head of a figure that is compared with nothing."""
    if frame.neg is not None or frame.objects or frame.of("cmp") or frame.of("qty"):
        return None
    if frame.kind in ("measure", "topby"):
        return frame.head
    return frame.head if frame.kind == "event" and frame.head.value == "order" else None


def _rank(first: Frame, second: Frame) -> Frame | None:
    for rank, figure in ((first, second), (second, first)):
        head = _bare_figure(figure)
        if (
            rank.kind == "topn"
            and head is not None
            and not any(m.kind in ("measure", "topby", "event") for m in rank.mods)
        ):
            rank.mods += figure.mods if figure.buyers else [head, *figure.mods]
            rank.link, rank.strength, rank.contrast = first.link, first.strength, first.contrast
            rank.excluded, rank.neg = first.excluded, rank.neg or figure.neg
            return rank
    return None


def _largest(first: Frame, second: Frame) -> Frame | None:
    """Spent over $100 in a single order; 单笔 消费 满 500."""
    for single, other in ((first, second), (second, first)):
        if not single.head.has("measure", "largest_order") or single.of("cmp") or single.of("qty"):
            continue
        if other.head.has("measure", "spend") or (
            other.head.has("event", "order") and (other.of("cmp") or other.of("qty"))
        ):
            single.mods += other.mods
            single.objects += other.objects
            single.neg = single.neg or other.neg
            single.link, single.strength, single.contrast = first.link, first.strength, first.contrast
            single.excluded = first.excluded
            return single
    return None


def _watched(first: Frame, second: Frame) -> Frame | None:
    for watch, event in ((second, first), (first, second)):
        wish = event.head.has("event") and event.head.get("event") in ("wishlist", "cart", "stock_alert")
        if watch.kind == "watch" and wish and event.neg is None and not event.of("cmp") and second.link == "and":
            watch.mods += [Token(event.head.text, (Sense("by_event", event.head.get("event")),), 0, 0), *event.mods]
            watch.objects = event.objects + watch.objects
            watch.link, watch.strength, watch.contrast = first.link, first.strength, first.contrast
            watch.excluded = first.excluded
            return watch
    return None


def _listed(first: Frame, second: Frame) -> Frame | None:
    """Join "in Berlin or Hamburg", 北京和上海: a person has one of them, so "and" means either."""
    if first.kind != "attribute" or second.kind != "attribute" or first.excluded != second.excluded:
        return None
    fields = {e.field for e in first.head.value} & {e.field for e in second.head.value}
    if not fields or second.contrast or (second.neg is not None and first.neg is None):
        return None
    if "tags" in fields and second.link == "and":
        return None
    kept = tuple(e for e in (*first.head.value, *second.head.value) if e.field in fields)
    if len({e.value for e in kept}) == 1 and fields <= set(_SINGLE):
        kept = kept[:1]
    text = f"{first.head.text} / {second.head.text}"
    first.head = Token(text, (Sense("attribute", kept),), first.head.start, second.head.end)
    first.mods += second.mods
    first.subject = first.subject or second.subject
    return first
