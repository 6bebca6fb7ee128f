"""Coupons, watched products, tickets and devices as conditions."""

from __future__ import annotations

from shop.segments.parsing.events import counted, times
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.objects import linked, meant
from shop.segments.parsing.outcome import Refusal, not_understood
from shop.segments.parsing.scene import Scene, any_of, consumed, signed
from shop.segments.parsing.tokens import Option, Pick, Sense, Token
from shop.segments.tree.nodes import Comparison, Did, HoldsCoupon, Node, Watched


def coupon(frame: Frame, scene: Scene) -> Node:
    """Holds, used or let expire a coupon."""
    if frame.head.value == "used" and not scene.names.coupons_used:
        return _code_instead(frame, scene)
    consumed(frame, "couponword", "ever")
    objects = linked(frame, scene.names, scene.choices)
    state = "unused" if frame.head.value == "claimed_unused" else frame.head.value
    return signed(any_of(HoldsCoupon(state=state, where=(w,) if w else ()) for w in objects.wheres or (None,)), frame)


def _code_instead(frame: Frame, scene: Scene) -> Node:
    """No redemption of a coupon is recorded: an order with a code says it, where there are such orders."""
    consumed(frame, "couponword", "ever", "window")
    objects = linked(frame, scene.names, scene.choices)
    _needs_codes(frame, scene)
    if objects.wheres and any(where.field != "code" for where in objects.wheres):
        raise not_understood(objects.phrase)
    scene.notes.append(f"no use of a coupon is recorded here: {frame.head.text!r} was read as an order with a code")
    wheres = objects.wheres or (Comparison(field="code", op="known"),)
    within = scene.window(frame)
    return signed(any_of(Did(event="order", within=within, where=(where,)) for where in wheres), frame)


def _needs_codes(frame: Frame, scene: Scene) -> None:
    if not scene.names.order_codes:
        raise Refusal(
            f"{frame.head.text!r}: this shop's data holds no use of a coupon and no order with a code.",
            f"{frame.head.text}：店铺数据中没有优惠券核销记录，也没有带优惠码的订单。",
            (frame.head.text,),
        )


def code_used(frame: Frame, scene: Scene) -> Node:
    """An order with a code: any, or those that are named."""
    consumed(frame, "window", "ever", "qty", "cmp", "op", "many")
    fields = ("code",)
    wheres = tuple(scene.choices.pick(meant(run, scene.names, fields)) for _, run in frame.objects)
    frame.linked = True
    if frame.head.value == "named" and not wheres:
        raise not_understood(frame.head.text)
    _needs_codes(frame, scene)
    within = scene.window(frame)
    where = wheres or (Comparison(field="code", op="known"),)
    often = times(frame, scene)
    if "and" in [link for link, _ in frame.objects[1:]]:
        raise not_understood(frame.head.text)
    if often is not None and len(where) > 1:
        raise not_understood(frame.head.text)
    if often is not None:
        return counted(Frame(_ORDER, frame.neg), often, within, where)
    return signed(any_of(Did(event="order", within=within, where=(one,)) for one in where), frame)


_ORDER = Token("ordered", (Sense("event", "order"),), 0, 0)


def watch(frame: Frame, scene: Scene) -> Node:
    """A product on the wishlist or in the cart became cheaper, is back, is sold out."""
    consumed(frame, "window", "by_event")
    objects = linked(frame, scene.names, scene.choices)
    names = {token.get("by_event") for token in frame.of("by_event")}
    by = tuple(name for name in ("wishlist", "cart", "stock_alert") if name in names)
    if not by:
        by = scene.choices.pick(_watched_by(frame.head.text))
    within = scene.window(frame)
    wheres = objects.wheres or (None,)
    nodes = [Watched(by=by, product=frame.head.value, within=within, where=(w,) if w else ()) for w in wheres]
    return signed(any_of(nodes), frame)


def _watched_by(text: str) -> Pick:
    """Which products are meant where no wish or cart is named: it is asked."""
    return Pick(text, (
        Option("wishlist", ("wishlist",), f"{text}: of what is on the wishlist", f"{text}：收藏的商品"),
        Option("cart", ("cart",), f"{text}: of what was left in the cart", f"{text}：加购未买的商品"),
        Option("alert", ("stock_alert",), f"{text}: of what an alert was asked for", f"{text}：订阅到货提醒的商品"),
        Option("any", ("wishlist", "cart", "stock_alert"), f"{text}: of any of these", f"{text}：以上任一"),
    ))  # fmt: skip


def ticket(frame: Frame, scene: Scene) -> Node:
    """A ticket that is still open, or closed."""
    consumed(frame, "window")
    where = (Comparison(field="ticket_status", value=frame.head.value),)
    return signed(Did(event="ticket", within=scene.window(frame), where=where), frame)


def device(frame: Frame, scene: Scene) -> Node:
    """People of a device: what they did with it is asked."""
    consumed(frame, "window")
    where = (Comparison(field="device", value=frame.head.value),)
    text = frame.head.text
    made: list[Node] = [Did(event=name, where=where) for name in ("view", "cart", "open")]
    options = (
        Option("view", made[0], f"viewed products on {text}", f"用{text}浏览过商品"),
        Option("cart", made[1], f"put into the cart on {text}", f"用{text}加购过"),
        Option("any", any_of(made), f"did anything on {text}", f"用{text}浏览、加购或打开过消息"),
    )
    return signed(scene.choices.pick(Pick(text, options)), frame)
