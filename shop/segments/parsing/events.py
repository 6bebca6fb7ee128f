"""Events as conditions: bought, viewed, opened … how often, when, what; and what did not happen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shop.segments.parsing import measures
from shop.segments.parsing.event_details import asked_of
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.last_orders import distance
from shop.segments.parsing.money import base_amounts
from shop.segments.parsing.objects import Linked, linked
from shop.segments.parsing.outcome import not_understood
from shop.segments.parsing.quantities import ORDER_NOUNS, Cmp
from shop.segments.parsing.scene import Scene, all_of, any_of, comparison, consumed, negated
from shop.segments.parsing.spans import _back
from shop.segments.parsing.tokens import Option, Pick
from shop.segments.tree.nodes import Comparison, Did, Measure, Never, Node
from shop.segments.tree.windows import Rolling, Window

_MODS = ("window", "qty", "cmp", "op", "num", "many", "ever", "each_weekday", "hours")


_CAMPAIGN_MODS = ("channel", "campaign_word", "device")
_ON_SITE = ("device",)
_SPECIAL: dict[str, tuple[str, ...]] = {
    "open": _CAMPAIGN_MODS, "click": _CAMPAIGN_MODS, "unsubscribe": _CAMPAIGN_MODS,
    "received": ("channel", "campaign_word"), "held_out": ("channel", "campaign_word"),
    "order": ("discounted",), "ticket": ("ticketstate",),
    "coupon_claimed": ("couponword", "device"), "coupon_redeemed": ("couponword", "device"),
    "view": _ON_SITE, "cart": _ON_SITE, "wishlist": _ON_SITE, "checkout": _ON_SITE, "search": _ON_SITE,
    "cart_removed": _ON_SITE, "stock_alert": _ON_SITE,
}  # fmt: skip
_COUNTED_NOUNS = (
    "views",
    "clicks",
    "opens",
    "reviews",
    "tickets",
    "complaints",
    "returns",
    "support tickets",
    "searches",
)


def event(frame: Frame, scene: Scene) -> Node:
    """Return the condition of an event frame."""
    name = frame.head.value
    consumed(frame, *_MODS, *_SPECIAL.get(name, ()))
    if name == "received" and not (frame.objects or frame.of("channel") or frame.of("campaign_word")):
        raise not_understood(frame.head.text)
    if name in ("order", "return") and comparison(frame, "pieces", "kinds") is not None:
        return measures.bought(frame, scene)
    objects = linked(frame, scene.names, scene.choices)
    within = _within(frame, scene)
    if frame.neg is not None and frame.neg.value in _AFTER and within is None and not frame.of("cmp"):
        within = _since_when(frame, scene, objects)
        if within is None:
            return Did(event=name, op="eq", times=1, where=objects.wheres)
    extra = [*asked_of(frame, scene)]
    if name == "order":
        amount = comparison(frame, "money")
        if amount is not None:
            return _priced(frame, scene, amount, objects, within)
    elif name in _VALUED and (amount := comparison(frame, "money")) is not None:
        worth = base_amounts(amount, scene.shop, scene.notes)
        extra.append(Comparison(field="value", op=amount.op or "eq", value=worth))
    often = times(frame, scene)
    if (
        frame.neg is not None
        and (frame.neg.value != "never" or _repeats(frame.head.text))
        and any(mod.has("preset") for mod in frame.mods)
        and often
        and often.op == "ge"
    ):
        return _not_again(frame, scene, objects, within)
    return _combined(frame, scene, objects, lambda where: counted(frame, often, within, (*where, *extra)))


_VALUED = ("view", "cart", "cart_removed", "wishlist", "checkout")
"""Events that state an amount of their own: the price of what was viewed or carted."""
_AFTER = ("again", "stopped")


def _since_when(frame: Frame, scene: Scene, objects: Linked) -> Window | None:
    """Stopped buying, not ordered again: without a span it is asked which; None means one order and no second."""
    assert frame.neg is not None
    words = f"{frame.neg.text} {frame.head.text}"
    options = [
        Option(f"{n}-days", Rolling(n=n), f"{words}: before, and not in the last {n} days", f"{words}：近 {n} 天没有")
        for n in (60, 90, 180)
    ]
    if frame.neg.value == "again" and len(objects.wheres) <= 1:
        options.insert(0, Option("once", None, f"{words}: exactly once", f"{words}：恰好一次"))
    return scene.choices.pick(Pick(words, tuple(options)))  # type: ignore[no-any-return]


def _repeats(text: str) -> bool:
    """Say whether a verb means another order: reordered, bought again, 复购."""
    return text.endswith("again") or text.startswith(("reo", "rep", "reb")) or "复购" in text or "回购" in text


def _not_again(frame: Frame, scene: Scene, objects: Linked, within: Window | None) -> Node:
    """未复购, "did not reorder": one order and no second; with a span, has ordered but not in it."""
    if len(objects.wheres) > 1:
        raise not_understood(objects.phrase)
    if within is None:
        return Did(event="order", op="eq", times=1, where=objects.wheres)
    return all_of([Did(event="order", where=objects.wheres), Never(event="order", within=within, where=objects.wheres)])


def _within(frame: Frame, scene: Scene) -> Window | None:
    """Return the span; "no order for more than 60 days" means none within the last 60."""
    window = scene.window(frame)
    length = comparison(frame, "dur")
    if length is None:
        return window
    if frame.head.value == "joined" and frame.neg is None and window is None and (far := distance(length)):
        return far
    if window is not None or frame.neg is None or length.op not in ("", "gt", "ge") or length.high:
        raise not_understood(*(mod.text for mod in frame.mods if mod.has("qty") or mod.has("cmp")))
    made = _back(length.low)
    return None if made is None else made.value


def times(frame: Frame, scene: Scene) -> Cmp | None:
    """Return how often: a bare "twice" may mean exactly or at least."""
    preset: Cmp | None = next((mod.get("cmp") for mod in frame.mods if mod.has("preset")), None)
    if preset is not None:
        return preset
    found = comparison(frame, "count")
    if found is None and frame.head.text in _COUNTED_NOUNS and frame.head.value != "review":
        found = comparison(frame, "num")
    if found is not None and any(end.value != int(end.value) for end in (found.low, found.high) if end):
        raise not_understood(f"{found.low.value:f}")
    if frame.of("many") and found is None:
        words = frame.of("many")[0].text
        options = tuple(
            Option(f"at-least-{n}", n, f"{words} = at least {n} times", f"{words} = 至少 {n} 次") for n in (2, 3, 5)
        )
        low = scene.choices.pick(Pick(words, options))
        from shop.segments.parsing.quantities import Qty

        return Cmp("ge", Qty("count", Decimal(low)))
    if found is None or found.op:
        return found
    count = int(found.low.value)
    if frame.neg is not None or count == 0:
        return found._replace(op="ge" if count else "eq")
    words = f"{count} times"
    options = (
        Option("exactly", "eq", f"exactly {count}", f"恰好 {count} 次"),
        Option("at-least", "ge", f"at least {count}", f"至少 {count} 次"),
    )
    return found._replace(op=scene.choices.pick(Pick(words, options)))


def counted(frame: Frame, often: Cmp | None, within: Window | None, where: tuple[Comparison, ...]) -> Node:
    """Return did or never; with a negation before a count its opposite."""
    name = frame.head.value
    if often is None:
        return (
            Did(event=name, within=within, where=where)
            if frame.neg is None
            else Never(event=name, within=within, where=where)
        )
    if often.high is not None:
        low = Did(event=name, op="ge", times=int(often.low.value), within=within, where=where)
        high = Did(event=name, op="le", times=int(often.high.value), within=within, where=where)
        node = all_of([low, high])
    else:
        node = Did(event=name, op=often.op, times=int(often.low.value), within=within, where=where)
    return node if frame.neg is None else negated(node)


def _combined(frame: Frame, scene: Scene, objects: Linked, make: Any) -> Node:  # noqa: ANN401 - a builder of nodes
    """Join the objects: or, both or either of them, neither; and add "has ordered before" where "again" says so."""
    node = _joined(frame, scene, objects, make)
    if frame.neg is not None and frame.neg.value in _AFTER:
        node = all_of([Did(event=frame.head.value, where=objects.wheres if len(objects.wheres) == 1 else ()), node])
    return node


def _joined(frame: Frame, scene: Scene, objects: Linked, make: Any) -> Node:  # noqa: ANN401 - a builder of nodes
    if len(objects.wheres) <= 1:
        return make(objects.wheres)  # type: ignore[no-any-return]
    merged = _merged(objects.wheres)
    link = objects.link
    both = any(mod.has("either", "both") for mod in frame.mods) or frame.head.text.startswith("都")
    if frame.neg is not None and frame.neg.text.startswith("都"):
        link = "or"  # 精华和面膜都没买过: neither of them
    either = any(mod.has("either", "either") for mod in frame.mods)
    if link == "and" and not both and not either:
        options = (
            Option("both", "and", f"{objects.phrase}: each of them", f"{objects.phrase}：每一个"),
            Option("either", "or", f"{objects.phrase}: at least one of them", f"{objects.phrase}：任意一个"),
        )
        link = scene.choices.pick(Pick(objects.phrase, options))
    one_by_one = [make((where,)) for where in objects.wheres]
    if link == "or" or either:
        if merged is not None:
            return make((merged,))  # type: ignore[no-any-return]
        return all_of(one_by_one) if frame.neg is not None else any_of(one_by_one)
    return any_of(one_by_one) if frame.neg is not None else all_of(one_by_one)


def _merged(wheres: tuple[Comparison, ...]) -> Comparison | None:
    """Return one `in` for values of one field."""
    if len({where.field for where in wheres}) != 1:
        return None
    values: list[Any] = []
    for where in wheres:
        values += where.value if isinstance(where.value, tuple) else [where.value]
    return Comparison(field=wheres[0].field, op="in", value=tuple(dict.fromkeys(values)))


def _priced(frame: Frame, scene: Scene, amount: Cmp, objects: Linked, within: Window | None) -> Node:
    """An order over an amount; after a verb ("bought over $100") the sum of all orders may be meant."""
    value = base_amounts(amount, scene.shop, scene.notes)
    op: Any = amount.op or "eq"
    if objects.wheres and frame.head.text not in ("spent",):
        raise not_understood(*(m.text for m in frame.mods if m.has("cmp") or m.has("qty")))
    often = comparison(frame, "count")
    where = (Comparison(field="value", op=op, value=value),)
    if often is not None:
        return counted(frame, often if often.op else often._replace(op="ge"), within, where)
    single = counted(frame, None, within, where)
    if frame.head.text in ORDER_NOUNS or frame.neg is not None:
        return single
    phrase = f"{frame.head.text} {next(m.text for m in frame.mods if m.has('cmp') or m.has('qty'))}"
    total = Measure(measure="spend", op=op, value=value, within=within)
    options = (
        Option("total", total, "the sum of all orders", "全部订单合计"),
        Option("single", single, "a single order", "单笔订单"),
    )
    return scene.choices.pick(Pick(phrase, options))  # type: ignore[no-any-return]
