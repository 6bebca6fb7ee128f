"""Quantities and comparisons: 5% · $500 · 3 orders · 30 days · 2 stars · at least 3 · 500元以上 · between 50 and 100.

Convention: over, more than, 超过 are strict; at least, 满, 以上, or more are inclusive; between includes both ends.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from shop.segments.parsing.rules import Build, Matched, Rule, reduced, value
from shop.segments.parsing.tokens import Sense, Token

ORDER_NOUNS = ("order", "orders", "purchase", "purchases", "transaction", "transactions", "订单")


class Qty(NamedTuple):
    """An amount of something: `kind` is num, percent, money, dur, count, pieces, kinds or star."""

    kind: str
    value: Decimal
    unit: str = ""


class Cmp(NamedTuple):
    """A comparison with a quantity: op is gt, ge, lt, le, eq or between (then `high` is the upper end)."""

    op: str
    low: Qty
    high: Qty | None = None


def amounts(tokens: list[Token]) -> list[Token]:
    """Reduce shares and money: 5%, 百分之五, $500, 500元, USD 5k."""
    found = reduced(tokens, _NEGATED)
    return reduced(found, _AMOUNTS)


def durations(tokens: list[Token]) -> list[Token]:
    """Reduce lengths of time: 30 days, 半年, half a year, a fortnight."""
    return reduced(tokens, _DURATIONS)


def comparisons(tokens: list[Token]) -> list[Token]:
    """Reduce counts, and then every comparison."""
    return reduced(reduced(reduced(reduced(tokens, _COUNTS), _COMPARISONS), _BOTH_ENDS), _TOPS)


def _negate(matched: Matched) -> Sense | None:
    return Sense("op", {"gt": "le", "ge": "lt"}[value(matched, 1, "op")])


_NEGATED = (Rule("neg:not op:gt", _negate), Rule("neg:not op:ge", _negate))


def _percent(matched: Matched) -> Sense | None:
    number = next(
        value(matched, place, "num") for place in range(len(matched)) if value(matched, place, "num") is not None
    )
    return Sense("qty", Qty("percent", number))


def _money(matched: Matched) -> Sense | None:
    number = next((value(matched, p, "num") for p in range(len(matched)) if value(matched, p, "num") is not None), None)
    signs = [value(matched, p, "currency") for p in range(len(matched))]
    named = [sign for sign in signs if sign]
    return None if number is None else Sense("qty", Qty("money", number, named[-1] if named else ""))


_AMOUNTS = (
    Rule("half", lambda _: Sense("qty", Qty("percent", Decimal(50)))),
    Rule("num percent", _percent),
    Rule("percent_prefix num", _percent),
    Rule("currency num", _money),
    Rule("num currency", _money),
    Rule("currency num currency", _money),
)


def _duration(matched: Matched) -> Sense | None:
    token, unit = matched[0], value(matched, 1, "unit")
    number = value(matched, 0, "num")
    if token is None or number is None:
        return None
    return _of(number, unit)


def _of(number: Decimal, unit: str) -> Sense | None:
    if unit == "quarters":
        number, unit = number * 3, "months"
    if number != int(number):
        smaller = {"years": (12, "months"), "months": (30, "days"), "weeks": (7, "days"), "days": (24, "hours")}
        if unit not in smaller:
            return None
        number, unit = number * smaller[unit][0], smaller[unit][1]
    if number != int(number) or not 1 <= number <= 36_500:
        return None
    return Sense("qty", Qty("dur", number, unit))


def _fortnight(matched: Matched) -> Sense | None:
    return Sense("qty", Qty("dur", value(matched, 1, "twoweeks"), "weeks"))


_DURATIONS = (Rule("num unit", _duration), Rule("num? twoweeks", _fortnight))


def _counted(kind: str) -> Build:
    def build(matched: Matched) -> Sense | None:
        first, second = matched[0], matched[1]
        if first is None or second is None or first.text in ("a", "an", "half a"):
            return None
        if second.has("event") and not (second.get("event") == "order" and second.text in ORDER_NOUNS):
            return None
        number = value(matched, 0, "num")
        return None if number != int(number) else Sense("qty", Qty(kind, number))

    return build


def _said(matched: Matched) -> Sense | None:
    return Sense("qty", Qty("count", value(matched, 0, "count")))


_COUNTS = (
    Rule("num times", _counted("count")),
    Rule("num orderunit", _counted("count")),
    Rule("num event:order", _counted("count")),
    Rule("num pieces", _counted("pieces")),
    Rule("num kinds", _counted("kinds")),
    Rule("num measure:products", _counted("kinds")),
    Rule("num star", _counted("star")),
    Rule("count", _said),
)


def _qty(token: Token | None) -> Qty | None:
    if token is None:
        return None
    found = token.get("qty")
    if found is not None:
        return found  # type: ignore[no-any-return]
    number = token.get("num")
    return None if number is None or token.text in ("a", "an") else Qty("num", number)


def _before(matched: Matched) -> Sense | None:
    qty = _qty(matched[1])
    return None if qty is None else Sense("cmp", Cmp(value(matched, 0, "op"), qty))


def _behind(matched: Matched) -> Sense | None:
    qty = _qty(matched[0])
    return None if qty is None else Sense("cmp", Cmp(value(matched, 1, "oppost"), qty))


def _behind_unit(matched: Matched) -> Sense | None:
    """3+ orders, 3 or more times, 30+ days: the unit follows the sign."""
    number, op, unit = value(matched, 0, "num"), value(matched, 1, "oppost"), matched[2]
    if number is None or unit is None:
        return None
    if unit.has("unit"):
        made = _of(number, unit.get("unit"))
        return None if made is None else Sense("cmp", Cmp(op, made.value))
    if unit.has("currency"):
        return Sense("cmp", Cmp(op, Qty("money", number, unit.get("currency"))))
    for kind, counted in (
        ("times", "count"),
        ("orderunit", "count"),
        ("pieces", "pieces"),
        ("kinds", "kinds"),
        ("star", "star"),
    ):
        if unit.has(kind):
            return Sense("cmp", Cmp(op, Qty(counted, number)))
    if unit.has("measure", "products"):
        return Sense("cmp", Cmp(op, Qty("kinds", number)))
    return Sense("cmp", Cmp(op, Qty("count", number))) if unit.text in ORDER_NOUNS else None


def _both(matched: Matched) -> Sense | None:
    found = [qty for qty in map(_qty, matched) if qty is not None]
    if len(found) != 2:
        return None
    low, high = found
    if low.kind == "num":
        low = Qty(high.kind, low.value, high.unit)
    if high.kind == "num":
        high = Qty(low.kind, high.value, low.unit)
    if low.kind != high.kind or low.unit != high.unit or low.value > high.value:
        return None
    return Sense("cmp", Cmp("between", low, high))


def _one_of_two(matched: Matched) -> Sense | None:
    """2 or 3 times: numbers that follow each other."""
    made = _both((matched[0], matched[2]))
    if made is None or made.value.high.value - made.value.low.value != 1:
        return None
    return made


_COMPARISONS = (
    Rule("op qty|num", _before),
    Rule("qty|num oppost", _behind),
    Rule("num oppost unit|times|orderunit|pieces|kinds|star|event:order|currency|measure:products", _behind_unit),
    Rule("between qty|num conj:and|to qty|num betweenend?", _both),
    Rule("qty|num to qty|num betweenend?", _both),
    Rule("num|qty conj:or qty", _one_of_two),
    Rule("rfm num conj:or num", lambda m: _score(m)),
)


def _score(matched: Matched) -> Sense | None:
    """R score 1 or 2: the name of the score with both of its numbers."""
    made = _one_of_two(matched[1:])
    return None if made is None else Sense("rfm", (value(matched, 0, "rfm"), made.value))


def _ends(matched: Matched) -> Sense | None:
    """More than 3 but less than 10 times: whole numbers in between."""
    low, high = value(matched, 0, "cmp"), value(matched, 2, "cmp")
    if low.op in ("lt", "le"):
        low, high = high, low
    kind = high.low.kind if low.low.kind == "num" else low.low.kind
    if low.op not in ("gt", "ge") or high.op not in ("lt", "le") or {low.low.kind, high.low.kind} - {"num", kind}:
        return None
    step = 1 if kind in ("count", "pieces", "kinds") else 0
    if not step and (low.op == "gt" or high.op == "lt"):
        return None
    first = Qty(kind, low.low.value + (step if low.op == "gt" else 0), low.low.unit or high.low.unit)
    last = Qty(kind, high.low.value - (step if high.op == "lt" else 0), high.low.unit or low.low.unit)
    return (
        None
        if first.value > last.value or low.low.unit not in ("", first.unit)
        else Sense("cmp", Cmp("between", first, last))
    )


def _and_under(matched: Matched) -> Sense | None:
    """Over 200 and under 500: "and under" is no upper end of the first number here."""
    word, qty = matched[0], _qty(matched[1])
    if word is None or qty is None or not word.text.startswith("and "):
        return None
    return Sense("cmp", Cmp("lt" if value(matched, 0, "oppost") == "le" else "gt", qty))


_BOTH_ENDS = (Rule("cmp conj:and|conj:but|conj:comma cmp", _ends), Rule("oppost qty|num", _and_under))


def _top(matched: Matched) -> Sense | None:
    qty = _qty(matched[1])
    if qty is None or qty.kind not in ("percent", "num", "pieces"):
        return None
    return Sense("topn", (qty, value(matched, 0, "top") == "bottom"))


def _top_after(matched: Matched) -> Sense | None:
    return _top((matched[0], matched[-1]))


_TOPS = (Rule("top qty|num", _top), Rule("top de? top qty|num", _top_after))
