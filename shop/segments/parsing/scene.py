"""What every builder of conditions needs: the shop, the moment, the names, the choices of this run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shop.segments.parsing.choices import Choices
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.outcome import Refusal, not_understood
from shop.segments.parsing.quantities import Cmp, Qty
from shop.segments.parsing.shop_names import ShopNames
from shop.segments.parsing.tokens import Token
from shop.segments.tree.nodes import All, AnyOf, Node, Not
from shop.segments.tree.windows import Dates, Window
from shop.types.shop_info import ShopInfo


@dataclass
class Scene:
    """One run of the builders."""

    shop: ShopInfo
    today: date
    names: ShopNames
    choices: Choices
    notes: list[str] = field(default_factory=list)

    def window(self, frame: Frame) -> Window | None:
        """Return the frame's span of time, decided where it has several meanings."""
        found = [self.choices.resolve(token.get("window")) for token in frame.of("window")]
        frame.used += frame.of("window")
        if len(found) > 1 and any(one != found[0] for one in found):
            raise not_understood(*(token.text for token in frame.of("window")))
        if found and isinstance(found[0], Dates) and found[0].first and found[0].first > self.today:
            raise Refusal(
                f"{found[0].first} lies after the moment that is asked about: nothing is known of it.",
                f"{found[0].first} 晚于所问的时刻，没有数据。",
                tuple(token.text for token in frame.of("window")),
            )
        return found[0] if found else None


def comparison(frame: Frame, *kinds: str) -> Cmp | None:
    """Return the frame's comparison of one of `kinds`; "only" apart from its number still belongs to it."""
    found: list[Cmp] = []
    for mod in frame.mods:
        before = len(found)
        if mod.has("cmp") and mod.get("cmp").low.kind in kinds:
            found.append(mod.get("cmp"))
        elif mod.has("qty") and mod.get("qty").kind in kinds:
            found.append(Cmp("", mod.get("qty")))
        elif mod.kind == "num" and "num" in kinds and mod.text not in ("a", "an"):
            found.append(Cmp("", Qty("num", mod.value)))
        if len(found) > before:
            frame.used.append(mod)
    if len(found) > 1:
        raise not_understood(*(mod.text for mod in frame.mods if mod.has("cmp") or mod.has("qty") or mod.has("num")))
    if not found:
        return None
    ops = [mod for mod in frame.mods if mod.kind == "op"]
    op = ops[0].get("op") if ops and not found[0].op else ""
    frame.used += ops[:1] if op else []
    return found[0] if found[0].op or not op else found[0]._replace(op=op)


def consumed(frame: Frame, *kinds: str) -> None:
    """Raise Refusal that names every modifier of the frame that is not of one of `kinds`."""
    negated = frame.neg is not None
    left = [
        mod.text for mod in frame.mods
        if not any(mod.has(kind) for kind in kinds) and not _empty(mod) and not (mod.kind == "again" and negated)
    ]  # fmt: skip
    if left:
        raise not_understood(*left)


def unread(frame: Frame) -> None:
    """Raise Refusal that names quantities and operators of the frame that no builder has read."""
    kinds = ("qty", "cmp", "op", "window", "num")
    left = [
        m.text for m in frame.mods if m.kind in kinds and m not in frame.used and not _empty(m) and not m.has("preset")
    ]
    if not frame.linked:
        left += [token.text for _, run in frame.objects for token in run]
    if left:
        raise not_understood(*left)


def _empty(mod: Token) -> bool:
    return mod.kind in ("num", "either", "pronoun", "ever", "anything") and (
        mod.kind != "num" or mod.text in ("a", "an", "a single")
    )


def all_of(parts: Iterable[Node]) -> Node:
    """Return the conditions joined by and; one alone stays as it is, nested ones are opened."""
    flat = [inner for part in parts for inner in (part.of if isinstance(part, All) else (part,))]
    kept = list(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else All(of=tuple(kept))


def any_of(parts: Iterable[Node]) -> Node:
    """Return the conditions joined by or."""
    flat = [inner for part in parts for inner in (part.of if isinstance(part, AnyOf) else (part,))]
    kept = list(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else AnyOf(of=tuple(kept))


def signed(node: Node, frame: Frame) -> Node:
    """Return the node, or its opposite where the frame is negated."""
    return node if frame.neg is None else negated(node)


def negated(node: Node) -> Node:
    """Return the opposite, without a double not."""
    return node.of if isinstance(node, Not) else Not(of=node)
