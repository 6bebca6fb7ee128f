"""Which orders of a piece cannot differ in price: what promotions may ask about each, as one key per order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from shop.promotions.conditions import Facts, judge
from shop.promotions.crowd import Answers, AudienceCount, People, counted, crowd_verdict
from shop.simulation.goods import Good
from shop.types import Promotion
from shop.types.promotion import Condition
from shop.types.promotion.condition import leaves

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Marked(NamedTuple):
    """For every order: the promotions open to it (a bit each), and a mark that is equal where all answers are equal."""

    open: NDArray[np.bool_]
    marks: list[bytes]
    counts: list[AudienceCount]


def marked(promotions: Sequence[Promotion], people: People) -> Marked:
    """Judge every condition that needs no basket, once for every set of facts that occurs."""
    import numpy as np

    answers = Answers(people)
    verdicts = [crowd_verdict(promotion, answers) for promotion in promotions]
    rows = np.zeros((people.size, 0), dtype=np.int8)
    leaf_states = [answers.leaf(leaf).states for leaf in asked_without_basket(promotions)]
    open_ = np.array([verdict.ok for verdict in verdicts], dtype=np.bool_).reshape(len(verdicts), people.size).T
    rows = np.column_stack([rows, open_.astype(np.int8), *leaf_states]) if verdicts else rows
    packed = np.ascontiguousarray(rows)
    return Marked(open_, [row.tobytes() for row in packed], [counted(verdict) for verdict in verdicts])


def asked_without_basket(promotions: Sequence[Promotion]) -> list[Condition]:
    """Return the conditions that depend on nothing in the basket."""
    from datetime import UTC, datetime

    from shop.promotions.context import OfferContext

    nobody = Facts(OfferContext(at=datetime(2000, 1, 1, tzinfo=UTC), currency="XXX"))
    found = dict.fromkeys(leaf for promotion in promotions for leaf in leaves(promotion.when))
    return [leaf for leaf in found if judge(leaf, nobody).state != "open"]


def in_order(goods: Sequence[Good]) -> list[Good]:
    """Sort lines as pricing does: equal situations then have equal lines in equal places."""
    return sorted(goods, key=lambda good: good.order)


def lines_key(goods: Sequence[Good]) -> tuple[object, ...]:
    """Return what promotions can see of the sorted lines: each one's number, and which are of one product."""
    ids = [good.line.product_id for good in goods]
    same = tuple(good.same for good in goods)
    return same if len(set(ids)) == len(ids) else (same, tuple(ids.index(id_) for id_ in ids))
