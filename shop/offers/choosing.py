"""Chooses for many customers: the candidate of the highest expected value that what is left allows, or nothing.

An offer is weighed against no offer for the same customer: `gain` is how much more it is expected to earn. Where it
earns no more, there is none. What is limited (the run's budget, uses, days, shared budgets, codes) goes where it gains
most (`allocation`), and is promised in the ledger; who is refused there, because others were faster, chooses again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from shop.budgets import Refused
from shop.catalogue import price_of
from shop.money import Money, quantum
from shop.offers.allocation import MONEY, USES, Draw, Option, allocate
from shop.offers.candidates import Candidates, Question
from shop.offers.ledger import Headroom, Ledger, NothingKept, Wanted
from shop.offers.offer import Candidate, Choice, Offer, OfferRequest
from shop.offers.outcomes import past
from shop.offers.response import Rates
from shop.offers.segments import standings
from shop.offers.words import Because, because, refused, said
from shop.promotions import OfferContext, Remaining, load, times_used
from shop.promotions.eligibility import budget_left
from shop.promotions.stated import most_off
from shop.record import Language
from shop.store.view import ShopView
from shop.types import Promotion

_RUN: Mapping[str, Because] = {MONEY: because("budget_used_up"), USES: because("uses_used_up")}
_SHORT: Mapping[str, str] = {
    "uses": "used_up", "day": "day_limit_reached", "own": "budget_short", "shared": "budget_short",
    "pool": "code_pool_empty",
}  # fmt: skip


def choose_offers(
    view: ShopView, requests: Sequence[OfferRequest], ledger: Ledger | None = None
) -> dict[str, Offer | None]:
    """Return what each customer is offered, by id (one request each); None means no offer. See `decide`."""
    return {id_: choice.offer for id_, choice in decide(view, requests, ledger).items()}


def decide(view: ShopView, requests: Sequence[OfferRequest], ledger: Ledger | None = None) -> dict[str, Choice]:
    """Choose for every request and promise what was chosen in `ledger` (None: nothing is kept).

    Limits per customer count the codes on earlier orders and what the ledger knows; the higher count holds.
    """
    return _Round(view, requests, ledger or NothingKept(view)).choices()


class _Round:
    """One batch of requests."""

    def __init__(self, view: ShopView, requests: Sequence[OfferRequest], ledger: Ledger) -> None:
        self._view, self._ledger, self._rules = view, ledger, view.shop.offers
        self._requests = {request.customer_id: request for request in requests}
        self._promotions = {item.id: item for item in load(view)}
        self._room = self._headroom(list(self._requests))
        rates = Rates(past(view, self._promotions.values()), self._rules.response, self._rules.lift)
        self._makes = Candidates(view.shop, rates, list(self._promotions.values()))
        self._candidates: dict[str, tuple[Candidate, ...]] = {}
        self._offers: dict[str, Offer] = {}

    def choices(self) -> dict[str, Choice]:
        """Choose, promise, and say why."""
        asked = {id_: request for id_, request in self._requests.items() if self._silence(request) is None}
        used = times_used(self._view, self._promotions.values(), list(asked))
        places = standings(self._view, list(asked))
        for id_, request in asked.items():
            free = None if request.held else self._free(id_)
            question = Question(self._with_limits(request, used[id_]), places[id_], free)
            self._candidates[id_] = self._makes.of(question)
        self._settle(list(asked))
        return {id_: self._choice(request) for id_, request in self._requests.items()}

    def _headroom(self, ids: Sequence[str]) -> Headroom:
        return self._ledger.headroom(list(self._promotions.values()), ids)

    def _silence(self, request: OfferRequest) -> str | None:
        """Return why a message carries no offer at all, as words.json calls it."""
        if request.reason not in self._rules.reasons and request.held is None:
            return "reason"
        quoted = price_of(request.product, request.context.currency)
        too_fine = quoted is not None and quoted.price.amount % quantum(request.context.currency)
        return "no_price" if quoted is None or quoted.varies or too_fine else None

    def _free(self, customer: str) -> dict[str, int]:
        """Return the free codes as this customer sees them: their own one is free for them."""
        own = {pool: 1 for pool, owners in self._room.owners.items() if customer in owners}
        return {**self._room.free_codes, **own}

    def _with_limits(self, request: OfferRequest, used: Mapping[str, int]) -> OfferRequest:
        known = request.context.used
        promised = self._room.used.get(request.customer_id, {})
        counts = {id_: max(known.get(id_, 0), used.get(id_, 0), promised.get(id_, 0))
                  for id_ in {*known, *used, *promised}}  # fmt: skip
        left = {} if request.held else {
            "remaining": dict(self._room.remaining), "remaining_budgets": dict(self._room.remaining_budgets)
        }  # fmt: skip
        return request.model_copy(
            update={"context": request.context.model_copy(update={"used": dict(sorted(counts.items())), **left})}
        )

    def _settle(self, waiting: list[str]) -> None:
        """Allocate and promise until nobody is refused any more; every refusal strikes one candidate out."""
        while waiting:
            held = {id_: offer for id_ in waiting if (offer := self._held_offer(id_))}
            options = {id_: self._options(id_) for id_ in waiting if id_ not in held}
            allocation = allocate(options, self._left())
            for (id_, promotion_id), name in allocation.short.items():
                self._strike(id_, promotion_id, _shortage(name))
            found = {id_: self._candidate(id_, option.id) for id_, option in allocation.chosen.items()}
            wanted = {**held, **found}
            answers = self._ledger.hold([self._wanted(id_, one) for id_, one in sorted(wanted.items())])
            waiting = []
            for id_, candidate in wanted.items():
                answer = answers[id_]
                if isinstance(answer, Refused):
                    self._strike(id_, candidate.promotion_id, refused(answer.kind))
                    waiting.append(id_)
                elif candidate.offer:
                    code = answer or candidate.offer.code
                    self._offers[id_] = candidate.offer.model_copy(update={"code": code})
            self._room = self._headroom(list(self._requests)) if waiting else self._room

    def _held_offer(self, customer: str) -> Candidate | None:
        """Return what the customer was promised before, where it still holds."""
        held = self._requests[customer].held
        if held is None:
            return None
        return next((one for one in self._candidates[customer] if one.promotion_id == held[0] and one.open), None)

    def _options(self, customer: str) -> list[Option]:
        """Return what is worth more to the shop than no offer; who holds something is offered nothing else."""
        if self._requests[customer].held is not None:
            return []
        none, *offers = self._candidates[customer]
        rate = self._makes.rate(none.currency) or Decimal(1)
        return [
            Option(one.promotion_id, (one.value - none.value) * rate, one.extra * rate, self._draws(customer, one))
            for one in offers
            if one.open and one.value > none.value
        ]

    def _draws(self, customer: str, candidate: Candidate) -> tuple[Draw, ...]:
        promotion = self._promotions[candidate.promotion_id]
        amount, one = self._amount(promotion, candidate).amount, Decimal(1)
        draws = [
            Draw(f"uses:{promotion.id}", one),
            Draw(f"day:{promotion.id}", one),
            Draw(f"own:{promotion.id}", amount),
        ]
        if promotion.limits.budget_name:
            draws.append(Draw(f"shared:{promotion.limits.budget_name}", amount))
        if promotion.code_pool and customer not in self._room.owners.get(promotion.code_pool, frozenset()):
            draws.append(Draw(f"pool:{promotion.code_pool}", one))
        return tuple(draws)

    def _left(self) -> dict[str, Decimal]:
        """Return how much is left of everything that is limited."""
        context = OfferContext(
            at=self._view.at, currency=self._view.shop.currency, remaining=dict(self._room.remaining),
            remaining_budgets=dict(self._room.remaining_budgets),
        )  # fmt: skip
        left = {f"pool:{pool}": Decimal(count) for pool, count in self._room.free_codes.items()}
        left |= {f"shared:{name}": amount for name, amount in self._room.remaining_budgets.items()}
        for id_, promotion in self._promotions.items():
            own, limits = self._room.remaining.get(id_, Remaining()), promotion.limits
            counts = {
                "uses": limits.uses if own.uses is None else own.uses,
                "day": limits.per_day if own.today is None else own.today,
                "own": None if limits.budget_name else budget_left(promotion, context),
            }
            left |= {f"{name}:{id_}": Decimal(count) for name, count in counts.items() if count is not None}
        run = {MONEY: self._room.money, USES: None if self._room.uses is None else Decimal(self._room.uses)}
        return left | {name: amount for name, amount in run.items() if amount is not None}

    def _wanted(self, customer: str, candidate: Candidate) -> Wanted:
        promotion = self._promotions[candidate.promotion_id]
        request = self._requests[customer]
        cost = Decimal(0) if request.held else candidate.extra * (self._makes.rate(candidate.currency) or 1)
        code = request.held[1] if request.held else ""
        return Wanted(customer, promotion, self._amount(promotion, candidate), cost, code)

    def _amount(self, promotion: Promotion, candidate: Candidate) -> Money:
        """Return the most that the customer may take off with it: any order's most, else that of the product told."""
        most = most_off(promotion)
        return Money(amount=candidate.discount if most is None else most, currency=candidate.currency)

    def _candidate(self, customer: str, promotion_id: str) -> Candidate:
        return next(one for one in self._candidates[customer] if one.promotion_id == promotion_id)

    def _strike(self, customer: str, promotion_id: str, why: Because) -> None:
        self._candidates[customer] = tuple(
            one._replace(because=(*one.because, why)) if one.promotion_id == promotion_id else one
            for one in self._candidates[customer]
        )

    def _choice(self, request: OfferRequest) -> Choice:
        id_ = request.customer_id
        silence = self._silence(request)
        if silence:
            return Choice(id_, None, (), said("why", silence))
        offer, candidates = self._offers.get(id_), self._candidates[id_]
        if offer is not None and request.held:
            return Choice(id_, offer, candidates, said("why", "held"))
        return Choice(id_, offer, candidates, _why(offer, candidates))


def _why(offer: Offer | None, candidates: Sequence[Candidate]) -> dict[Language, str]:
    none, *offers = candidates
    figure = {"none": f"{none.value:f} {none.currency}"}
    if offer is not None:
        chosen = next(one for one in offers if one.promotion_id == offer.promotion.id)
        return said("why", "offer", best=f"{chosen.value:f} {none.currency}", **figure)
    closed = [one for one in offers if one.offer and one.because and one.value > none.value]
    if closed:
        best = max(closed, key=lambda one: (one.value, one.promotion_id))
        return said("why", "closed", what=best.because[-1].words, which=best.promotion_id)
    weighed = [one.value for one in offers if one.open]
    if not weighed:
        return said("why", "none")
    return said("why", "none_earns_more", best=f"{max(weighed):f} {none.currency}", **figure)


def _shortage(resource: str) -> Because:
    return _RUN.get(resource) or refused(_SHORT[resource.partition(":")[0]])
