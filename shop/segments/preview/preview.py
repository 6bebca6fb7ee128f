"""The records of a preview. Amounts are in base currency; shares are parts of 1 to four decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from shop.consent import Funnel
from shop.money import Money
from shop.record import Moment, Record
from shop.segments.tree.nodes import Node

NoteKind = Literal["nobody", "everybody", "contradiction", "future", "tracking", "thresholds", "outside_data"]


class Note(Record):
    """Something that a reader should know, by language."""

    kind: NoteKind
    words: dict[str, str]


class Sampled(Record):
    """One member without name or address: where they are, and what they bought so far."""

    customer: str
    country: str
    language: str
    orders: int
    spend: Money
    days_since_last_order: int | None


class ValueProfile(Record):
    """What the members spent so far: buyers, orders, total, spend per order, and how spend spreads among the buyers."""

    buyers: int
    orders: int
    total: Money
    per_order: Money
    quantiles: dict[str, Money]
    """Spend below which 10, 25, 50, 75, 90 % of the members who ordered lie (p10 … p90); empty without buyers."""


class CategoryShare(Record):
    """A category: how many members bought it, as a share of the members who bought anything, and of all buyers."""

    category: str
    buyers: int
    share: Decimal
    share_of_all: Decimal


class Overlap(Record):
    """Another segment: how many members are in it too, and which share of the members that is."""

    name: str
    title: dict[str, str]
    both: int
    share: Decimal


class TreePreview(Record):
    """A segment as of a moment. `words` reads the tree back; `version` is set for a saved segment."""

    name: str
    version: int | None = None
    as_of: Moment
    tree: Node
    words: dict[str, str]
    customers: int
    matched: int
    share: Decimal
    funnel: Funnel | None
    sample: tuple[str, ...]
    """Ids of some members, always the same ones. An id that looks like an address is replaced by a pseudonym."""
    examples: tuple[Sampled, ...]
    """The same members with what they did."""
    value: ValueProfile
    categories: tuple[CategoryShare, ...]
    overlaps: tuple[Overlap, ...]
    notes: tuple[Note, ...]
