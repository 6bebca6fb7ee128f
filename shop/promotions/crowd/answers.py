"""Conditions judged for all rows: a leaf once for every set of facts that occurs, trees by the order of the answers.

no < unknown < open < yes: "all" is then the least of its answers, "any" the greatest (see `conditions.judge`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from shop.promotions.conditions import Facts, State, judge
from shop.promotions.crowd.people import People
from shop.promotions.reasons import WhyNotKind
from shop.types.promotion import (
    AllOf,
    AnyOf,
    AttributeCondition,
    Birthday,
    ChannelCondition,
    Condition,
    Country,
    CustomerCondition,
    Group,
    NotOf,
    OrderNumber,
    Segment,
    TimeCondition,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STATES: tuple[State, ...] = ("no", "unknown", "open", "yes")
NO, UNKNOWN, OPEN, YES = range(4)
_OPPOSITE = (YES, UNKNOWN, OPEN, NO)
_MOST_SLOTS = 4_000_000
"""Sets of facts that are told apart by a table; more of them by sorting."""


class Part(NamedTuple):
    """One fact that a condition asks about: for every row a number below `size`."""

    codes: NDArray[np.int64]
    size: int


class LeafAnswer(NamedTuple):
    """The answer for every row, and for every row which of `kinds` speaks against it."""

    states: NDArray[np.int8]
    groups: NDArray[np.int64]
    kinds: tuple[tuple[WhyNotKind, ...], ...]


class Answers:
    """The answers to conditions for some people; each condition is judged once, however often it is asked."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._leaves: dict[Condition, LeafAnswer] = {}

    def states(self, condition: Condition | None) -> NDArray[np.int8]:
        """Return the answer for every row, as a place in STATES."""
        import numpy as np

        if condition is None:
            return np.full(self.people.size, YES, dtype=np.int8)
        if isinstance(condition, AllOf):
            return reduce(np.minimum, [self.states(inner) for inner in condition.of])
        if isinstance(condition, AnyOf):
            return reduce(np.maximum, [self.states(inner) for inner in condition.of])
        if isinstance(condition, NotOf):
            return np.array(_OPPOSITE, dtype=np.int8)[self.states(condition.of)]
        return self.leaf(condition).states

    def leaf(self, condition: Condition) -> LeafAnswer:
        """Return the answer to a condition that stands alone."""
        found = self._leaves.get(condition)
        if found is None:
            found = self._leaves[condition] = self._judged(condition)
        return found

    def against(
        self, condition: Condition | None, rows: NDArray[np.bool_]
    ) -> Iterator[tuple[WhyNotKind, NDArray[np.bool_]]]:
        """Yield what speaks against `condition` in those of `rows`, in all of which it fails."""
        if condition is None or not rows.any():
            return
        if isinstance(condition, AllOf):
            for inner in condition.of:
                yield from self.against(inner, rows & (self.states(inner) <= UNKNOWN))
        elif isinstance(condition, AnyOf):
            for inner in condition.of:
                yield from self.against(inner, rows)
        elif isinstance(condition, NotOf):
            states = self.states(condition.of)
            yield "excluded", rows & (states == YES)
            yield from self.against(condition.of, rows & (states == UNKNOWN))
        else:
            answer = self.leaf(condition)
            for place, kinds in enumerate(answer.kinds):
                for kind in kinds:
                    yield kind, rows & (answer.groups == place)

    def _judged(self, condition: Condition) -> LeafAnswer:
        import numpy as np

        groups, first = _grouped(asked(condition, self.people), self.people.size)
        verdicts = [judge(condition, Facts(self.people.context(int(row)))) for row in first]
        reasons = [tuple(reason.kind for reason in verdict.reasons) for verdict in verdicts]
        kinds = tuple(dict.fromkeys(reasons))
        states = np.array([STATES.index(verdict.state) for verdict in verdicts], dtype=np.int8)
        spoken = np.array([kinds.index(one) for one in reasons], dtype=np.int64)
        return LeafAnswer(states[groups], spoken[groups], kinds)


def asked(condition: Condition, people: People) -> list[Part]:
    """Return the facts that a leaf asks about; those that no column holds are the same for all."""
    if isinstance(condition, Segment | Group):
        members = people.segments if isinstance(condition, Segment) else people.groups
        inside = [members[name] for name in condition.names if name in members]
        return [_flags(reduce(lambda one, other: one | other, inside))] if inside else []
    if isinstance(condition, CustomerCondition):
        return list(_of_who_it_is(condition, people))
    if isinstance(condition, AttributeCondition):
        return list(_columns(people, (), (condition.name,) if condition.of == "customer" else ()))
    named: tuple[tuple[type, tuple[str, ...]], ...] = (
        (OrderNumber, ("orders",)),
        (Birthday, ("birthday", "at")),
        (Country, ("country",)),
        (ChannelCondition, ("channel",)),
        (TimeCondition, ("at",)),
    )
    return list(_columns(people, next((names for kind, names in named if isinstance(condition, kind)), ())))


def _of_who_it_is(condition: CustomerCondition, people: People) -> Iterator[Part]:
    if condition.ids:
        yield _flags(people.listed(condition.ids))
    if condition.ids or condition.type == "known":
        yield _flags(people.nameless)
    if condition.type in ("new", "returning"):
        yield from _columns(people, ("returning", "orders"))


def _columns(people: People, names: Iterable[str], attributes: Iterable[str] = ()) -> Iterator[Part]:
    for columns, wanted in ((people.columns, names), (people.attributes, attributes)):
        for name in wanted:
            if name in columns:
                yield Part(columns[name].codes, max(1, len(columns[name].values)))


def _flags(flags: NDArray[np.bool_]) -> Part:
    return Part(flags.astype("int64"), 2)


def _grouped(parts: list[Part], rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the sets of facts that occur; return the number of every row, and a row of each."""
    import numpy as np

    slots, codes = 1, np.zeros(rows, dtype=np.int64)
    for part in parts:
        codes, slots = codes * part.size + part.codes, slots * part.size
    if slots > _MOST_SLOTS:
        _, first, groups = np.unique(codes, return_index=True, return_inverse=True)
        return groups, first
    holder = np.full(slots, -1, dtype=np.int64)
    holder[codes] = np.arange(rows)
    present = np.flatnonzero(holder >= 0)
    numbers = np.zeros(slots, dtype=np.int64)
    numbers[present] = np.arange(len(present))
    return numbers[codes], holder[present]
