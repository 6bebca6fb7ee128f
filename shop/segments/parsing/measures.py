"""Figures compared, ranks and RFM: spent over 500, AOV at least 60, top 10 % by orders, R5."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.money import base_amounts
from shop.segments.parsing.objects import linked
from shop.segments.parsing.outcome import Refusal, not_understood
from shop.segments.parsing.people import asked
from shop.segments.parsing.quantities import Cmp, Qty
from shop.segments.parsing.scene import Scene, all_of, any_of, comparison, consumed, negated, signed
from shop.segments.parsing.tokens import Option, Pick, Sense, Token
from shop.segments.tree.nodes import Comparison, Did, Measure, MeasureName, Node, Rfm, Top
from shop.segments.tree.windows import Rolling

MONEY = ("spend", "aov", "largest_order", "expected_value")
SHARES = ("return_rate", "discount_share", "churn_risk")
DAYS = ("days_since_last_order", "days_since_first_order", "median_gap_days")
COUNTS = {
    "orders": ("count", "num"),
    "units": ("pieces", "num", "count"),
    "products": ("kinds", "num", "pieces", "count"),
    "returned_units": ("pieces", "num", "count"),
}


def measure(frame: Frame, scene: Scene) -> Node:
    """Return the condition of a figure; its amount must be of the figure's kind."""
    name: MeasureName = frame.head.value
    consumed(frame, "window", "qty", "cmp", "op", "num", "ever", "many")
    if name == "spend" and comparison(frame, "count") is not None and comparison(frame, "money", "num") is None:
        return _as_orders(frame, scene)
    if name in ("spend", "orders") and (kinds := comparison(frame, "kinds", "pieces")) is not None:
        return _made(
            "products" if kinds.low.kind == "kinds" else "units", kinds.op or "eq", _plain(kinds), frame, scene
        )
    found = _amount(name, frame)
    if found is None and name == "spend" and frame.of("many"):
        word = f"{frame.head.text} {frame.of('many')[0].text}"
        return asked(Frame(Token(word, (Sense("ask", "high_spend"),), 0, 0), frame.neg), scene)
    if found is None:
        raise not_understood(frame.head.text)
    return _made(name, *_stated(name, found, frame, scene), frame, scene)


def bought(frame: Frame, scene: Scene) -> Node:
    """买了10件以上, bought 3 different products: units or products, not orders."""
    found = comparison(frame, "kinds", "pieces")
    assert found is not None
    name: MeasureName = "products" if found.low.kind == "kinds" else "units"
    if frame.head.value == "return":
        name = "returned_units"
    return _made(name, *_stated(name, found, frame, scene), frame, scene)


def _as_orders(frame: Frame, scene: Scene) -> Node:
    """消费3次以上 counts orders."""
    found = comparison(frame, "count")
    assert found is not None
    objects = linked(frame, scene.names, scene.choices)
    op: Any = found.op or scene.choices.pick(_exactness(int(found.low.value)))
    if found.high is not None:
        return _made("orders", "between", _plain(found), frame, scene)
    node = Did(event="order", op=op, times=int(found.low.value), within=scene.window(frame), where=objects.wheres)
    return node if frame.neg is None else negated(node)


def _exactness(count: int) -> Pick:
    return Pick(f"{count} times", (
        Option("exactly", "eq", f"exactly {count}", f"恰好 {count} 次"),
        Option("at-least", "ge", f"at least {count}", f"至少 {count} 次"),
    ))  # fmt: skip


def _amount(name: str, frame: Frame) -> Cmp | None:
    if name in MONEY:
        return comparison(frame, "money", "num")
    if name in SHARES:
        return comparison(frame, "percent", "num")
    if name in DAYS:
        return comparison(frame, "dur", "num")
    return comparison(frame, *COUNTS.get(name, ("num",)))


def _stated(name: str, found: Cmp, frame: Frame, scene: Scene) -> tuple[str, Any]:
    """Return operator and value in the measure's unit. An amount without "over" or "at least" is asked."""
    op = found.op
    if name in MONEY:
        value: Any = base_amounts(found, scene.shop, scene.notes)
    elif name in SHARES:
        value = _shares(found)
    elif name in DAYS:
        value = tuple(map(_days, _ends(found)))
        value = value[0] if found.high is None else value
    else:
        value = _plain(found)
    if not op:
        shown = f"{frame.head.text} {found.low.value:f}"
        options = (
            Option("at-least", "ge", f"{shown}: at least that", f"{shown}：至少"),
            Option("exactly", "eq", f"{shown}: exactly that", f"{shown}：恰好"),
        )
        op = scene.choices.pick(Pick(shown, options))
    return op, value


def _ends(found: Cmp) -> tuple[Qty, ...]:
    return (found.low,) if found.high is None else (found.low, found.high)


def _plain(found: Cmp) -> Decimal | tuple[Decimal, ...]:
    values = tuple(end.value for end in _ends(found))
    return values[0] if len(values) == 1 else values


def _shares(found: Cmp) -> Decimal | tuple[Decimal, ...]:
    """Return 30% and 0.3 as a part of 1; a bare number over 1 says nothing."""
    parts = []
    for end in _ends(found):
        share = end.value / 100 if end.kind == "percent" else end.value
        if share > 1:
            raise not_understood(f"{end.value:f}")
        parts.append(share)
    return parts[0] if len(parts) == 1 else tuple(parts)


def _days(qty: Qty) -> Decimal:
    factor = {"": 1, "days": 1, "weeks": 7, "months": 30, "years": 365}.get(qty.unit)
    if factor is None:
        raise not_understood(f"{qty.value:f} {qty.unit}")
    return qty.value * factor


def _made(name: MeasureName, op: str, value: Any, frame: Frame, scene: Scene) -> Node:  # noqa: ANN401 - a number or a pair
    objects = linked(frame, scene.names, scene.choices)
    if objects.wheres and name not in ("spend", "orders", "units", "products", "returned_units", "return_rate"):
        raise not_understood(objects.phrase)
    wheres: list[tuple[Comparison, ...]] = [(where,) for where in objects.wheres] or [()]
    nodes = [Measure(measure=name, op=op, value=value, within=scene.window(frame), where=where) for where in wheres]
    if len(nodes) > 1 and objects.link == "and":
        raise not_understood(objects.phrase)
    node: Node = any_of(nodes)
    return node if frame.neg is None else negated(node)


def since_last(frame: Frame, scene: Scene) -> Node:
    """距上次下单超过60天, days since the last order over 60."""
    consumed(frame, "qty", "cmp", "op", "num", "window")
    found = comparison(frame, "dur", "num")
    window = scene.window(frame)
    if found is None and isinstance(window, Rolling):
        found = Cmp("le", Qty("dur", Decimal(window.n), window.unit))
    elif found is None or window is not None:
        raise not_understood(frame.head.text)
    op, value = _stated("days_since_last_order", found, frame, scene)
    node = Measure(measure="days_since_last_order", op=op, value=value)
    return node if frame.neg is None else negated(node)


def top(frame: Frame, scene: Scene) -> Node:
    """The top share by a figure; a number of people is not a segment."""
    consumed(frame, "window", "measure", "topby", "event", "by", "op")
    qty, lowest = frame.head.value
    if qty.kind != "percent":
        raise Refusal(
            f"{frame.head.text!r}: a segment takes a share (top 10 %), not a number of people, so that it stays right "
            "when the shop grows.",
            f"{frame.head.text}：分群按比例（前 10%）圈选，不按人数。",
            (frame.head.text,),
        )
    if not 0 < qty.value <= 100:
        raise not_understood(frame.head.text)
    figures = [
        m.get("measure") or m.get("topby") or "orders" for m in frame.mods if m.kind in ("measure", "topby", "event")
    ]
    if len(set(figures)) > 1:
        raise not_understood(frame.head.text)
    name = figures[0] if figures else scene.choices.pick(_ranked_by(frame.head.text))
    node = Top(measure=name, percent=qty.value, lowest=lowest, within=scene.window(frame))
    return node if frame.neg is None else all_of([Did(event="order"), negated(node)])


def _ranked_by(text: str) -> Pick:
    return Pick(text, (
        Option("spend", "spend", f"{text} by spend", f"{text}，按消费额"),
        Option("orders", "orders", f"{text} by number of orders", f"{text}，按订单数"),
        Option("aov", "aov", f"{text} by spend per order", f"{text}，按客单价"),
    ))  # fmt: skip


def rfm(frame: Frame, scene: Scene) -> Node:
    """A score of RFM: R score 5, F值4以上."""
    consumed(frame, "qty", "cmp", "num", "op")
    name, found = frame.head.value, comparison(frame, "num")
    if isinstance(name, tuple) and name[0] == "rfm":
        each = {score: (value,) for score, value in zip("rfm", name[1], strict=True)}
        return signed(Rfm.model_validate(each), frame)
    if isinstance(name, tuple) and found is None:
        name, found = name
    if found is None or isinstance(name, tuple):
        raise not_understood(frame.head.text)
    low = found.low.value
    fits: dict[str, Callable[[int], bool]] = {
        "": lambda n: n == low, "eq": lambda n: n == low, "ge": lambda n: n >= low, "gt": lambda n: n > low,
        "le": lambda n: n <= low, "lt": lambda n: n < low,
        "between": lambda n: found.high is not None and low <= n <= found.high.value,
    }  # fmt: skip
    scores = tuple(score for score in range(1, 6) if fits[found.op](score))
    if not scores:
        raise not_understood(frame.head.text)
    node = Rfm(**{name: scores})
    return node if frame.neg is None else negated(node)


def interest(frame: Frame, scene: Scene) -> Node:
    """Interested in a product: what shows it is asked."""
    consumed(frame, "window", "op")
    objects = linked(frame, scene.names, scene.choices)
    if not objects.wheres:
        raise not_understood(frame.head.text)
    within = scene.window(frame)

    def did(name: Any) -> Node:  # noqa: ANN401 - the name of an event
        return any_of(Did(event=name, within=within, where=(where,)) for where in objects.wheres)

    options = (
        Option("viewed", did("view"), "viewed it", "浏览过"),
        Option("any", any_of(map(did, ("view", "cart", "wishlist", "order"))), 
               "viewed, carted, wishlisted or bought it", "浏览、加购、收藏或购买过"),
        Option("bought", did("order"), "bought it", "购买过"),
    )  # fmt: skip
    node: Node = scene.choices.pick(Pick(f"{frame.head.text} {objects.phrase}", options))
    return node if frame.neg is None else negated(node)
