"""Conditions on the person: places, languages, tags, stages, cells, named segments, random shares."""

from __future__ import annotations

from typing import Any

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.meanings import meanings
from shop.segments.parsing.outcome import Refusal, not_understood
from shop.segments.parsing.scene import Scene, all_of, any_of, comparison, consumed, negated, signed
from shop.segments.parsing.tokens import Option, Pick
from shop.segments.tree.nodes import (
    Attribute,
    Bucket,
    Did,
    Everyone,
    InSegment,
    Last,
    Lifecycle,
    Never,
    Node,
    Rfm,
)
from shop.segments.tree.read import adapter
from shop.segments.tree.windows import Rolling


def attribute(frame: Frame, scene: Scene) -> Node:
    """A value that the customer has: a country, a city, a tag …; several of one field are joined before."""
    consumed(frame, "either")
    entities = frame.head.value
    fields = list(dict.fromkeys(entity.field for entity in entities))
    field = fields[0]
    if len(fields) > 1:
        text = frame.head.text
        options = tuple(Option(f, f, f"{text}: {f.replace('_', ' ')}", f"{text}：{_TITLES.get(f, f)}") for f in fields)
        field = scene.choices.pick(Pick(text, options))
    values = tuple(dict.fromkeys(entity.value for entity in entities if entity.field == field))
    if field == "tags":
        node: Node = any_of(Attribute(field="tags", op="contains", value=value) for value in values)
    elif len(values) == 1:
        node = Attribute(field=field, value=values[0])
    else:
        node = Attribute(field=field, op="in", value=values)
    return node if frame.neg is None else negated(node)


_TITLES = {"country": "国家", "city": "城市", "language": "语言", "tier": "等级", "tags": "标签", "acquisition": "来源",
           "staff_owner": "跟进人", "product": "商品", "category": "类目"}  # fmt: skip


def group(frame: Frame, scene: Scene) -> Node:
    """A stage, a built-in segment or an RFM cell by its name."""
    kind, _, name = str(frame.head.value).partition(":")
    if kind == "everyone":
        consumed(frame)
        node: Node = Everyone()
    elif kind == "stage":
        consumed(frame, "window")
        within = scene.window(frame)
        node = Lifecycle(stages=(name,)) if within is None else _new_within(frame, scene, within)
    elif kind == "left_checkout":
        consumed(frame, "window")
        node = _left_checkout(frame, scene)
    elif kind == "segment":
        consumed(frame, "window")
        node = _cart_left(frame, scene) if name == "cart_left" else InSegment(name=name)
    else:
        consumed(frame)
        node = Rfm(cells=(name,))
    return node if frame.neg is None else negated(node)


def _cart_left(frame: Frame, scene: Scene) -> Node:
    """The built-in segment; with a span or a product, carted and not ordered in it."""
    from shop.segments.parsing.objects import linked

    within = scene.window(frame)
    wheres = linked(frame, scene.names, scene.choices, "cart").wheres
    if within is None and not wheres:
        return InSegment(name="cart_left")
    if len(wheres) > 1:
        raise not_understood(frame.head.text)
    return all_of([Did(event="cart", within=within, where=wheres), Never(event="order", within=within, where=wheres)])


def _left_checkout(frame: Frame, scene: Scene) -> Node:
    """Reached the checkout and did not order: in the span that is said, else it is asked in which."""
    from shop.segments.parsing.objects import linked

    within = scene.window(frame)
    wheres = linked(frame, scene.names, scene.choices, "checkout").wheres
    if len(wheres) > 1:
        raise not_understood(frame.head.text)
    if within is None:
        words = frame.head.text
        options = tuple(
            Option(f"{n}-days", Rolling(n=n), f"{words}: in the last {n} days", f"{words}：近 {n} 天")
            for n in (3, 14, 30)
        )
        within = scene.choices.pick(Pick(words, options))
    reached = Did(event="checkout", within=within, where=wheres)
    return all_of([reached, Never(event="order", within=within, where=wheres)])


def lacks(frame: Frame, scene: Scene) -> Node:
    """No tier, no tag, 没有导购: the shop knows no value there."""
    consumed(frame)
    if frame.neg is None:
        raise not_understood(frame.head.text)
    return Attribute(field=frame.head.value, op="unknown")


def _new_within(frame: Frame, scene: Scene, within: Any) -> Node:  # noqa: ANN401 - a window
    """New in a span: the first order or the joining lies in it."""
    if frame.head.value != "stage:new":
        raise not_understood(*(t.text for t in frame.of("window")))
    options = (
        Option(
            "first-order", Last(event="order", which="first", within=within), "first order in that time", "该时段内首单"
        ),
        Option("joined", Did(event="joined", within=within), "joined in that time", "该时段内加入"),
    )
    return scene.choices.pick(Pick(f"{frame.head.text} {frame.of('window')[0].text}", options))  # type: ignore[no-any-return]


def asked(frame: Frame, scene: Scene) -> Node:
    """A word that every shop means differently: the options of meanings.yaml."""
    consumed(frame)
    options = tuple(
        Option(o["key"], adapter().validate_python(o["tree"]), o["en"], o["zh"])
        for o in meanings()["ask"][frame.head.value]
    )
    node: Node = scene.choices.pick(Pick(frame.head.text, options))
    return node if frame.neg is None else negated(node)


def place(frame: Frame, scene: Scene) -> Node:
    """A country or a language by a common word for it."""
    consumed(frame)
    field = "country" if frame.kind == "place" else "language"
    return signed(Attribute(field=field, value=frame.head.value), frame)


def random_share(frame: Frame, scene: Scene) -> Node:
    """A stable random share."""
    consumed(frame, "qty", "cmp", "num")
    found = comparison(frame, "percent")
    if found is None or found.op or not 0 < found.low.value <= 100:
        raise Refusal(
            'A random part is a share, such as "random 10 %".', "随机抽取请用比例，如「随机 10%」。", (frame.head.text,)
        )
    return signed(Bucket(salt="random", end=found.low.value), frame)
