"""Finds conditions that exclude each other whatever the data: spend of at least 100 and under 50, a and not a.

It only looks at conditions that must all hold (`all`, also nested), and only says what is certain. What it finds makes
the whole tree impossible when it stands at the top; inside of an `any` it is not reported.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from shop.segments.fields import catalogue
from shop.segments.fields.check import checked
from shop.segments.tree.nodes import All, Attribute, Did, Lifecycle, Measure, Never, Node, Not
from shop.segments.tree.normal import normal
from shop.segments.tree.read import write_tree


class Interval(NamedTuple):
    """The numbers that a comparison allows; an open end is not included."""

    low: Any = None
    low_open: bool = False
    high: Any = None
    high_open: bool = False

    def meet(self, other: Interval) -> Interval:
        """Return what both allow."""
        low, low_open = max(
            ((self.low, self.low_open), (other.low, other.low_open)), key=lambda end: (end[0] is not None, *_key(end))
        )
        high, high_open = min(
            ((self.high, self.high_open), (other.high, other.high_open)),
            key=lambda end: (end[0] is None, end[0] if end[0] is not None else 0, not end[1]),
        )
        return Interval(low, low_open, high, high_open)

    @property
    def empty(self) -> bool:
        """Whether no number is allowed."""
        if self.low is None or self.high is None:
            return False
        return bool(self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)))


def _key(end: tuple[Any, bool]) -> tuple[Any, bool]:
    return (end[0] if end[0] is not None else 0, end[1])


def contradictions(tree: Node) -> list[str]:
    """Return what excludes itself, as words of the catalogue (`spend`, `country` …), each once."""
    whole = normal(checked(tree))
    together = whole.of if isinstance(whole, All) else (whole,)
    found = [*_opposites(together), *_intervals(together), *_values(together), *_stages(together)]
    return list(dict.fromkeys(found))


def _opposites(together: tuple[Node, ...]) -> list[str]:
    """A condition beside its own opposite, `did` at least once beside `never`."""
    stated = {write_tree(node) for node in together}
    never = {(node.event, node.within, node.where) for node in together if isinstance(node, Never)}
    found = [_name(node.of) for node in together if isinstance(node, Not) and write_tree(node.of) in stated]
    for node in together:
        if isinstance(node, Did) and (node.event, node.within, node.where) in never and _needs_one(node):
            found.append(node.event)
    return found


def _needs_one(node: Did) -> bool:
    return (node.op in ("ge", "eq") and node.times > 0) or node.op == "gt"


def _intervals(together: tuple[Node, ...]) -> list[str]:
    allowed: dict[Any, Interval] = {}
    for node in together:
        if isinstance(node, Measure):
            subject: Any = (node.measure, node.within, node.where)
        elif isinstance(node, Did):
            subject = (node.event, node.within, node.where)
        elif isinstance(node, Attribute) and catalogue().attributes[node.field].type in ("number", "date"):
            subject = (node.field,)
        else:
            continue
        value = node.times if isinstance(node, Did) else node.value
        interval = _interval(node.op, value)
        if interval is not None:
            allowed[subject] = allowed.get(subject, Interval()).meet(interval)
    return [str(subject[0]) for subject, interval in allowed.items() if interval.empty]


def _interval(op: str, value: Any) -> Interval | None:  # noqa: ANN401
    if op == "between":
        return Interval(value[0], False, value[1], False)
    return {
        "eq": lambda: Interval(value, False, value, False), "gt": lambda: Interval(value, True),
        "ge": lambda: Interval(value), "lt": lambda: Interval(None, False, value, True),
        "le": lambda: Interval(None, False, value),
    }.get(op, lambda: None)()  # fmt: skip


def _values(together: tuple[Node, ...]) -> list[str]:
    """Two different single values of one field that has only one."""
    allowed: dict[str, set[str]] = {}
    found = []
    for node in together:
        if not isinstance(node, Attribute) or catalogue().attributes[node.field].type not in ("text", "code", "bool"):
            continue
        if node.op in ("eq", "in", "unknown"):
            values = node.value if isinstance(node.value, tuple) else (node.value,)
            here = {str(value).lower() for value in values}
            allowed[node.field] = allowed.get(node.field, here) & here
            if not allowed[node.field]:
                found.append(node.field)
    return found


def _stages(together: tuple[Node, ...]) -> list[str]:
    stages = [set(node.stages) for node in together if isinstance(node, Lifecycle)]
    return ["lifecycle"] if stages and not set.intersection(*stages) else []


def _name(node: Node) -> str:
    return str(getattr(node, "field", getattr(node, "measure", getattr(node, "event", node.kind))))
