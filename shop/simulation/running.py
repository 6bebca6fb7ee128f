"""The replay: every order of the period once, in the order of time; equal situations are priced once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from shop.money import quantum
from shop.promotions import Basket, OfferContext, Shipping
from shop.promotions.crowd import People
from shop.promotions.reasons import WhyNotKind
from shop.simulation.goods import Good, Goods
from shop.simulation.limits import Counts
from shop.simulation.past import PastOrder, pieces
from shop.simulation.records import Simulation
from shop.simulation.report import Run, simulation_of
from shop.simulation.sameness import Marked, in_order, lines_key, marked
from shop.simulation.shoppers import GUEST, Shoppers
from shop.simulation.situation import Outcome, outcome_of
from shop.simulation.tally import Tally
from shop.simulation.terms import Terms, codes_asked
from shop.store.view import ShopView
from shop.types import Promotion

Progress = Callable[[str, int], None]
MOST_KEPT = 100_000
"""Priced situations in memory; the oldest make room."""
MOST_LINES = 1000
_POOLS = "SELECT code, pool FROM codes WHERE code IN (SELECT unnest(?::VARCHAR[])) ORDER BY code, pool"


def simulate(
    view: ShopView,
    promotions: Iterable[Promotion],
    terms: Terms,
    members: Mapping[str, Collection[str]] | None = None,
    told: Progress | None = None,
) -> Simulation:
    """Replay the orders of `terms` with `promotions` against without; `told` hears how many orders are done.

    `members` are the ids in every segment that the promotions ask about, as of `view.at`. Every order gets exactly the
    price that `price` would compute for it alone; orders that no promotion can tell apart are priced once.
    """
    running = _Replay(view, terms.running(promotions), terms, members or {})
    for orders in pieces(view, terms):
        running.replay(orders)
        if told is not None:
            told("replaying orders", running.orders)
    return simulation_of(view, terms, running.tally, running.counts, running.facts())


class _Entered(NamedTuple):
    """The codes that an order holds, as promotions ask about them."""

    codes: tuple[str, ...]
    pools: tuple[str, ...]


class _Replay:
    """One run: what was priced already, what was counted so far."""

    def __init__(
        self, view: ShopView, promotions: list[Promotion], terms: Terms, members: Mapping[str, Collection[str]]
    ) -> None:
        self.promotions, self.terms, self._view = promotions, terms, view
        self.goods = Goods(view, promotions)
        self.tally = Tally({item.id: item for item in promotions}, terms.min_margin, self.goods.cost)
        self.counts = Counts(promotions)
        self.orders = self.skipped = self.situations = 0
        self._shoppers = Shoppers(view, members, OfferContext(at=view.at, currency=view.shop.currency))
        self._known: dict[tuple[object, ...], Outcome] = {}
        self._why_not: dict[str, dict[WhyNotKind, int]] = {item.id: {} for item in promotions}
        self._asked = frozenset(codes_asked(promotions))
        self._pools = tuple(sorted({item.code_pool for item in promotions if item.code_pool}))
        self._ids = [item.id for item in promotions]

    def facts(self) -> Run:
        """Return what is to be said about the run."""
        return Run(self.orders, self.situations, self.skipped, self.goods.rounded, self._why_not)

    def replay(self, orders: list[PastOrder]) -> None:
        """Price the orders of one piece and add them up."""
        usable = [order for order in orders if 0 < len(order.lines) <= MOST_LINES]
        self.skipped += len(orders) - len(usable)
        if not usable:
            return
        them = self._shoppers.of(usable)
        people = self._shoppers.people(usable, them)
        found = marked(self.promotions, people)
        self._count(found)
        entered = self._entered(usable)
        for row, order in enumerate(usable):
            outcome = self._outcome(order, row, people, found, entered[row])
            self.counts.use(outcome.taken, order.placed_at, order.customer_key)
            shopper = GUEST if order.customer_key is None else them.get(order.customer_key, GUEST)
            self.tally.add(order, shopper, outcome)
            self.orders += 1

    def _count(self, found: Marked) -> None:
        for counted in found.counts:
            into = self._why_not[counted.promotion_id]
            for kind, number in counted.why_not.items():
                into[kind] = into.get(kind, 0) + number

    def _outcome(self, order: PastOrder, row: int, people: People, found: Marked, entered: _Entered) -> Outcome:
        """Return what the order comes to: known already, or priced now."""
        goods = in_order([self.goods.good(line, order.currency) for line in order.lines])
        stopped = self._stopped(order)
        most = sum((good.line.total() for good in goods), order.shipping)
        scarce = tuple(self.counts.scarce(self._ids, most)) if self.counts.limited else ()
        key = (found.marks[row], order.currency, order.shipping, entered, stopped, scarce, lines_key(goods))
        outcome = self._known.get(key)
        if outcome is None:
            outcome = self._priced(
                order, goods, people.context(row), found.open[row].tolist(), entered, stopped, scarce
            )
            self._keep(key, outcome)
        return outcome

    def _keep(self, key: tuple[object, ...], outcome: Outcome) -> None:
        self.situations += 1
        if len(self._known) >= MOST_KEPT:
            del self._known[next(iter(self._known))]
        self._known[key] = outcome

    def _stopped(self, order: PastOrder) -> tuple[str, ...]:
        """The promotions that a limit stops, counted as reasons."""
        stopped = []
        for id_ in self.counts.limited:
            kind = self.counts.against(id_, order.placed_at, order.customer_key)
            if kind is not None:
                stopped.append(id_)
                self._why_not[id_][kind] = self._why_not[id_].get(kind, 0) + 1
        return tuple(stopped)

    def _priced(
        self,
        order: PastOrder,
        goods: list[Good],
        context: OfferContext,
        open_: list[bool],
        entered: _Entered,
        stopped: tuple[str, ...],
        scarce: tuple[tuple[str, Decimal], ...],
    ) -> Outcome:
        own, shared = self.counts.remaining(scarce)
        facts = {
            "codes": entered.codes, "code_pools": entered.pools, "remaining": own, "remaining_budgets": shared,
        }  # fmt: skip
        amount = order.shipping.quantize(quantum(order.currency), ROUND_HALF_UP)
        basket = Basket(
            currency=order.currency,
            lines=tuple(good.line for good in goods),
            shipping=(Shipping(amount=amount),) if amount > 0 else (),
        )
        chosen = [
            item for item, ok in zip(self.promotions, open_, strict=True) if ok and item.id not in stopped
        ]  # fmt: skip
        return outcome_of(basket, chosen, context.model_copy(update=facts), self.terms.rules)

    def _entered(self, orders: list[PastOrder]) -> list[_Entered]:
        """The codes of every order under the terms."""
        if self.terms.codes == "nobody":
            return [_Entered((), ())] * len(orders)
        if self.terms.codes == "everybody":
            return [_Entered(tuple(sorted(self._asked)), self._pools)] * len(orders)
        written = sorted({code for order in orders for code in order.codes})
        rows = self._view.rows(_POOLS, [written]) if written and self._pools else []
        pool_of = {code: pool for code, pool in rows if pool in self._pools}
        return [self._as_ordered(order, pool_of) for order in orders]

    def _as_ordered(self, order: PastOrder, pool_of: Mapping[str, str]) -> _Entered:
        """A single-use code counts by its pool alone: which one it is changes no price."""
        codes = tuple(sorted(self._asked.intersection(order.codes)))
        return _Entered(codes, tuple(sorted({pool_of[code] for code in order.codes if code in pool_of})))
