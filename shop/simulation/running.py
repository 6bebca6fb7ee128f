"""The replay: every order of the period once, in the order of time; equal situations are priced once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from shop.money import quantum
from shop.promotions import Basket, OfferContext, Shipping
from shop.promotions.codes import as_written, codes_of
from shop.promotions.crowd import People
from shop.promotions.reasons import WhyNotKind
from shop.simulation.goods import Good, Goods
from shop.simulation.limits import Counts
from shop.simulation.past import PastOrder, pieces
from shop.simulation.pricer import Pricer, Situation
from shop.simulation.records import Simulation
from shop.simulation.report import Run, simulation_of
from shop.simulation.sameness import Marked, in_order, lines_key, marked
from shop.simulation.shoppers import GUEST, Shoppers
from shop.simulation.situation import Outcome
from shop.simulation.tally import Tally
from shop.simulation.terms import Terms
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
    workers: int = 1,
) -> Simulation:
    """Replay the orders of `terms` with `promotions` against without; `told` hears how many orders are done.

    `members` are the ids in every segment that the promotions ask about, as of `view.at`. Every order gets exactly the
    price that `price` would compute for it alone; orders that no promotion can tell apart are priced once.
    Where nothing is limited, `workers` processes price them; the answer does not depend on how many.
    """
    chosen = terms.running(promotions)
    with Pricer(chosen, terms.rules, workers) as pricer:
        running = _Replay(view, terms, members or {}, pricer, chosen)
        for orders in pieces(view, terms):
            running.replay(orders)
            if told is not None:
                told("replaying orders", running.orders)
    return simulation_of(view, terms, running.tally, running.counts, running.facts())


class _Entered(NamedTuple):
    """The codes that an order holds, as promotions ask about them."""

    codes: tuple[str, ...]
    pools: tuple[str, ...]


class _Seen(NamedTuple):
    """What is known of the orders of a piece, row by row."""

    people: People
    found: Marked
    entered: list[_Entered]


class _Asked(NamedTuple):
    """An order of a piece; orders of one `key` cost the same."""

    key: tuple[object, ...]
    order: PastOrder
    row: int
    goods: list[Good]
    stopped: tuple[str, ...]
    scarce: tuple[tuple[str, Decimal], ...]


class _Replay:
    """One run: what was priced already, what was counted so far."""

    def __init__(
        self, view: ShopView, terms: Terms, members: Mapping[str, Collection[str]], pricer: Pricer,
        promotions: list[Promotion],
    ) -> None:  # fmt: skip
        self.promotions, self.terms, self._view, self._pricer = promotions, terms, view, pricer
        self.goods = Goods(view, promotions)
        self.tally = Tally({item.id: item for item in promotions}, terms.min_margin, self.goods.cost)
        self.counts = Counts(promotions)
        self.orders = self.skipped = self.situations = 0
        self._shoppers = Shoppers(view, promotions, members, OfferContext(at=view.at, currency=view.shop.currency))
        self._known: dict[tuple[object, ...], Outcome] = {}
        self._why_not: dict[str, dict[WhyNotKind, int]] = {item.id: {} for item in promotions}
        self._asked = frozenset(codes_of(promotions))
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
        seen = _Seen(people, found, self._entered(usable))
        for order, outcome in zip(usable, self._outcomes(usable, seen), strict=True):
            self.counts.use(outcome.taken, order.placed_at, order.customer_key)
            shopper = GUEST if order.customer_key is None else them.get(order.customer_key, GUEST)
            self.tally.add(order, shopper, outcome)
            self.orders += 1

    def _outcomes(self, orders: list[PastOrder], seen: _Seen) -> Iterator[Outcome]:
        """Yield what every order comes to.

        Where nothing is limited no order depends on those before it: what is new in the piece is priced together.
        """
        asked = (self._asked_of(order, row, seen) for row, order in enumerate(orders))
        if self.counts.limited:
            for one in asked:
                if one.key not in self._known:
                    self._keep(one.key, self._pricer.one(self._situation(one, seen)))
                yield self._known[one.key]
            return
        every = list(asked)
        new = list({one.key: one for one in reversed(every) if one.key not in self._known}.values())[::-1]
        priced = self._pricer.all([self._situation(one, seen) for one in new])
        fresh = {one.key: outcome for one, outcome in zip(new, priced, strict=True)}
        yield from [fresh[one.key] if one.key in fresh else self._known[one.key] for one in every]
        for key, outcome in fresh.items():
            self._keep(key, outcome)

    def _count(self, found: Marked) -> None:
        for counted in found.counts:
            into = self._why_not[counted.promotion_id]
            for kind, number in counted.why_not.items():
                into[kind] = into.get(kind, 0) + number

    def _asked_of(self, order: PastOrder, row: int, seen: _Seen) -> _Asked:
        """Return the order with all that its price depends on, as a key."""
        goods = in_order([self.goods.good(line, order.currency) for line in order.lines])
        stopped = self._stopped(order)
        most = sum((good.line.total() for good in goods), order.shipping)
        scarce = tuple(self.counts.scarce(self._ids, most)) if self.counts.limited else ()
        shown = (order.currency, order.shipping, seen.entered[row], stopped, scarce, lines_key(goods))
        return _Asked((seen.found.marks[row], *shown), order, row, goods, stopped, scarce)

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

    def _situation(self, asked: _Asked, seen: _Seen) -> Situation:
        """Return the basket and the customer as they are priced."""
        order, entered = asked.order, seen.entered[asked.row]
        own, shared = self.counts.remaining(asked.scarce)
        facts = {
            "codes": entered.codes, "code_pools": entered.pools, "remaining": own, "remaining_budgets": shared,
        }  # fmt: skip
        amount = order.shipping.quantize(quantum(order.currency), ROUND_HALF_UP)
        basket = Basket(
            currency=order.currency,
            lines=tuple(good.line for good in asked.goods),
            shipping=(Shipping(amount=amount),) if amount > 0 else (),
        )
        flags = zip(self._ids, seen.found.open[asked.row].tolist(), strict=True)
        open_ = tuple(place for place, (id_, ok) in enumerate(flags) if ok and id_ not in asked.stopped)
        return Situation(basket, open_, seen.people.context(asked.row).model_copy(update=facts))

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
        entered = as_written(order.codes, self._asked) if self.terms.rules.codes == "any_case" else order.codes
        codes = tuple(sorted(self._asked.intersection(entered)))
        return _Entered(codes, tuple(sorted({pool_of[code] for code in order.codes if code in pool_of})))
