"""Prices situations: in this process, or shared out to some others. The answers and their order are the same."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from shop.promotions import Basket, OfferContext
from shop.simulation.situation import Outcome, outcome_of
from shop.types import Promotion
from shop.types.promotion import PricingRules

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

AT_ONCE = 200
"""Situations that are handed to a process together; fewer than two such lots are not worth handing over."""


class Situation(NamedTuple):
    """A basket, who buys it, and the places of the promotions that are open to it."""

    basket: Basket
    open: tuple[int, ...]
    context: OfferContext


class Pricer(AbstractContextManager["Pricer"]):
    """Prices situations with `promotions` under `rules` in `workers` processes; use as a context manager."""

    def __init__(self, promotions: Sequence[Promotion], rules: PricingRules, workers: int = 1) -> None:
        self._promotions, self._rules, self._workers = tuple(promotions), rules, workers
        self._pool: ProcessPoolExecutor | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def one(self, situation: Situation) -> Outcome:
        """Price one situation here."""
        return _priced(situation, self._promotions, self._rules)

    def all(self, situations: Sequence[Situation]) -> list[Outcome]:
        """Price all of them; the outcomes come in their order."""
        if self._workers < 2 or len(situations) < 2 * AT_ONCE:
            return [self.one(situation) for situation in situations]
        lots = [situations[start : start + AT_ONCE] for start in range(0, len(situations), AT_ONCE)]
        return [outcome for lot in self._started().map(_lot, lots) for outcome in lot]

    def _started(self) -> ProcessPoolExecutor:
        """Return the processes; they are started afresh, because a copy of this one would share its open files."""
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        if self._pool is None:
            terms = (self._promotions, self._rules)
            self._pool = ProcessPoolExecutor(self._workers, get_context("spawn"), _begin, terms)
        return self._pool


_TERMS: list[tuple[tuple[Promotion, ...], PricingRules]] = []
"""What a process of the pool prices with, set once when it starts."""


def _begin(promotions: tuple[Promotion, ...], rules: PricingRules) -> None:
    _TERMS[:] = [(promotions, rules)]


def _lot(situations: Sequence[Situation]) -> list[Outcome]:
    [(promotions, rules)] = _TERMS
    return [_priced(situation, promotions, rules) for situation in situations]


def _priced(situation: Situation, promotions: Sequence[Promotion], rules: PricingRules) -> Outcome:
    chosen = [promotions[place] for place in situation.open]
    return outcome_of(situation.basket, chosen, situation.context, rules)
