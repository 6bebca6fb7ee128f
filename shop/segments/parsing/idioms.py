"""Groups of words that say one thing together, whatever stands between them.

a voucher they have not used yet · 领了券还没用     a coupon that is held
一单没买 · 一次都没打开                            never, not "once" and "not"
除了上海，其他城市                                 "the others" repeats what "except" says
only ever buys on discount                         a habit, not a number of orders
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shop.segments.parsing.tokens import Sense, Token

_BETWEEN = ("skip", "rel", "the", "pronoun", "de", "again", "ever", "within")
"""Kinds that may stand inside such a group and say nothing of their own there."""
_USED = ("used", "use", "redeemed", "redeem", "spent", "用", "使用", "核销", "用掉", "用完", "花", "花掉")
_PERSONS = ("they", "he", "she")
_COUPONS = ("券", "劵", "红包", "coupon", "voucher", "code")
_UNITS = ("orderunit", "times", "pieces")


def settled_idioms(found: list[Token]) -> list[Token]:
    """Return the tokens with every such group as the one thing that it says."""
    for settle in (_coupons_left, _bare_use, _not_one, _the_others, _only_at_a_discount):
        found = settle(found)
    return found


def _coupons_left(found: list[Token]) -> list[Token]:
    """A coupon and, behind it, "not used": one held coupon; a claim before it goes without saying."""
    result = list(found)
    for place, item in enumerate(found):
        if not (item.has("couponword") or item.has("coupon", "unused") or _claims_coupon(item)):
            continue
        neg = _next(found, place, lambda token: token.has("neg"), but=True)
        used = None if neg is None else _next(found, neg, _uses)
        if neg is None or used is None or _goes_on(found, used):
            continue
        result[place] = _one(item, "coupon", "unused")
        for said in range(place + 1, used + 1):
            result[said] = _one(found[said], "skip", "glue")
        claimed = _before(found, place)
        if claimed is not None and found[claimed].has("event", "coupon_claimed"):
            result[claimed] = _one(found[claimed], "skip", "glue")
    return result


def _claims_coupon(token: Token) -> bool:
    """Say whether one form claims and names a coupon: 领了优惠券, claimed a voucher."""
    return token.has("event", "coupon_claimed") and any(word in token.text for word in _COUPONS)


def _uses(token: Token) -> bool:
    return token.text in _USED or token.has("event", "coupon_redeemed")


def _goes_on(found: list[Token], place: int) -> bool:
    """Say whether a span or a number follows in the clause: not used in the last 30 days is more than "held"."""
    rest = [token for token in found[place + 1 :] if token.kind not in _BETWEEN]
    return bool(rest) and any(rest[0].has(kind) for kind in ("last", "num", "cal", "since", "code"))


def _bare_use(found: list[Token]) -> list[Token]:
    """Keep 用 behind a negation visible where nothing says what was not used: its negation belongs to nothing else."""
    result = list(found)
    for place in range(1, len(found)):
        item, before = found[place], found[place - 1]
        if before.has("neg") and item.text in ("用", "用的", "使用") and all(s.kind == "skip" for s in item.senses):
            result[place] = _one(item, "unknown", item.text)
    return result


def _not_one(found: list[Token]) -> list[Token]:
    """One, a unit of orders or times, and a negation: not a single one."""
    result = list(found)
    for place in range(len(found) - 2):
        one, unit = found[place], found[place + 1]
        if one.get("num") != 1 or not unit.chinese or not any(unit.has(kind) for kind in _UNITS):
            continue
        if any(before.has("op") for before in found[max(0, place - 1) : place]):
            continue  # 只有一单没买: exactly one
        neg = _next(found, place + 1, lambda token: token.has("neg", "not"))
        if neg is not None and _next(found, neg, lambda token: token.has("event")) is not None:
            for said in range(place, neg):
                result[said] = _one(found[said], "skip", "glue")
    return result


def _the_others(found: list[Token]) -> list[Token]:
    """Read "the other cities" as nothing more where "except" was said; alone it says nothing that can be asked."""
    result = list(found)
    for place, item in enumerate(found):
        if not item.has("others"):
            continue
        excepted = any(before.has("except") or before.has("except_end") for before in found[:place])
        result[place] = _one(item, "skip", "glue") if excepted else _one(item, "unknown", item.text)
    return result


def _only_at_a_discount(found: list[Token]) -> list[Token]:
    """Only, an order, at a discount, in either order of the two: every order had one."""
    result = list(found)
    for place, item in enumerate(found):
        if not (item.has("op", "eq") and item.text in ("only", "只", "仅", "只有", "仅仅")):
            continue
        parts = [p for p in range(place + 1, len(found)) if found[p].kind not in _BETWEEN][:2]
        kinds = {kind for p in parts for kind in ("order", "discounted") if _is(found[p], kind)}
        if len(parts) == 2 and len(kinds) == 2:
            first, last = found[place], found[parts[1]]
            result[place] = Token(first.text, (Sense("ask", "only_discount"),), first.start, last.end)
            for said in range(place + 1, parts[1] + 1):
                result[said] = _one(found[said], "skip", "glue")
    return result


def _is(token: Token, kind: str) -> bool:
    return token.has("discounted", "yes") if kind == "discounted" else token.has("event", "order")


def _next(found: list[Token], place: int, fits: Callable[[Token], bool], *, but: bool = False) -> int | None:
    """Return the place of the next token that fits, past words that say nothing (and past "but")."""
    for after in range(place + 1, len(found)):
        token = found[after]
        if fits(token):
            return after
        if (
            token.kind not in _BETWEEN
            and token.text not in _PERSONS
            and not (but and token.has("conj") and not token.has("conj", "or"))
        ):
            return None
    return None


def _before(found: list[Token], place: int) -> int | None:
    return next((p for p in range(place - 1, -1, -1) if found[p].kind not in _BETWEEN), None)


def _one(item: Token, kind: str, value: object) -> Token:
    return replace(item, senses=(Sense(kind, value),))
