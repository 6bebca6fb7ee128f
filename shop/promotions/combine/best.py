"""The best permitted combination: by full search where that is affordable, else the best that was found.

The search goes through every permitted combination, applied in the order of `turn`, so its answer is exact; a branch
is left only when all that its promotions can take at most (`bound.py`) could not make it better. Above the bounds the
promotions that save most alone are searched in full and the others added where they help: that is called heuristic, and
is never worse than the answer without codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shop.promotions.combine.bound import most_of
from shop.promotions.combine.chain import Chain, Solution, run, start
from shop.promotions.combine.company import Company
from shop.promotions.combine.hit import Hit, hit
from shop.promotions.combine.plan import Plan
from shop.promotions.combine.sharing import Shares, shared_out, shares_alone
from shop.promotions.ground import Ground

ALWAYS_EXACT = 64
"""Six promotions that may all be combined have so many combinations; they are always searched in full."""
MOST_VISITS = 8_000
"""Combinations times lines that are searched in full: about 25 ms on one core."""
MOST_TRIED = 150
"""Promotions tried beside those found, above that bound."""


def best(plans: Sequence[Plan], ground: Ground) -> Solution:
    """Return the best permitted combination of `plans`, which come in the order in which they apply."""
    company = Company(plans)
    most = max(ALWAYS_EXACT, MOST_VISITS // max(1, len(ground.original)))
    if company.combinations(most) <= most:
        return Solution(_search(plans, company, company.everyone, ground), "best combination")
    found = min(_promising(plans, company, most // 3, ground), _one_by_one(plans, company, ground), key=Chain.rank)
    without = [plan for plan in plans if not plan.by_code]
    if len(without) < len(plans):
        found = min(found, best(without, ground).chain, key=Chain.rank)
    return Solution(found, "best combination found (heuristic)")


def _search(plans: Sequence[Plan], company: Company, among: int, ground: Ground) -> Chain:
    """Visit every permitted combination of the plans in the mask `among`, depth first."""
    alone = shares_alone(plans, ground)
    if alone:
        every = _every(company, among, 0)
        return min((_run_shared(plans, mask, alone, ground) for mask in every), key=Chain.rank)
    search = _Search(plans, company, ground)
    search.descend(search.found, among)
    return search.found


def _every(company: Company, open_: int, taken: int) -> Iterator[int]:
    """Yield every permitted combination of `open_` beside `taken`, as a mask."""
    yield taken
    while open_:
        lowest = open_ & -open_
        open_ ^= lowest
        yield from _every(company, open_ & company.beside[lowest.bit_length() - 1], taken | lowest)


def _run_shared(plans: Sequence[Plan], mask: int, alone: Shares, ground: Ground) -> Chain:
    return run(shared_out([plan for place, plan in enumerate(plans) if mask >> place & 1], alone), ground)


class _Search:
    """The plans that are searched, and the best chain found so far."""

    def __init__(self, plans: Sequence[Plan], company: Company, ground: Ground) -> None:
        self.plans, self.company, self.ground = plans, company, ground
        self.most = [most_of(plan, ground) for plan in plans]
        self._keep(start(ground))

    def _keep(self, chain: Chain) -> None:
        self.found, self.rank, self.payable = chain, chain.rank(), chain.payable()

    def _hope(self, open_: int) -> int:
        """The most that all plans of the mask could take together."""
        return sum(most for place, most in enumerate(self.most) if open_ >> place & 1)

    def descend(self, chain: Chain, open_: int) -> None:
        """Try every plan of the mask `open_` behind `chain`, and behind each the plans that may follow.

        It stops where even all that the open plans can take would leave more to pay than was found already.
        """
        now, hope = chain.payable(), self._hope(open_)
        while open_ and now - hope <= self.payable:
            lowest = open_ & -open_
            open_ ^= lowest
            place = lowest.bit_length() - 1
            hope -= self.most[place]
            one = hit(self.plans[place], chain.state, self.ground)
            if isinstance(one, Hit):
                longer = chain.then(one)
                if longer.payable() <= self.payable and longer.rank() < self.rank:
                    self._keep(longer)
                self.descend(longer, open_ & self.company.beside[place])


def _promising(plans: Sequence[Plan], company: Company, most: int, ground: Ground) -> Chain:
    """Search those that save most alone, then add others that help."""
    alone = sorted(range(len(plans)), key=lambda place: (run([plans[place]], ground).rank(), place))
    core, among = 0, 0
    for place in alone:
        if company.combinations(most, among | 1 << place) > most:
            break
        core, among = core + 1, among | 1 << place
    return _added(_search(plans, company, among, ground), plans, company, alone[core:], ground)


def _added(found: Chain, plans: Sequence[Plan], company: Company, others: Sequence[int], ground: Ground) -> Chain:
    """Try each of `others` beside those found, in its turn, as long as the trials are affordable."""
    places, tried = {plan.id: place for place, plan in enumerate(plans)}, 0
    alone = shares_alone(plans, ground)
    for place in others:
        taken = [places[one.plan.id] for one in found.hits]
        if tried < MOST_TRIED and all(company.beside[place] >> other & 1 for other in taken):
            mask = sum(1 << one for one in (*taken, place))
            found = min(found, _run_shared(plans, mask, alone, ground), key=Chain.rank)
            tried += len(taken) + 1
    return found


def _one_by_one(plans: Sequence[Plan], company: Company, ground: Ground) -> Chain:
    """Take each in its turn that may stand beside those taken before."""
    chain, open_ = start(ground), company.everyone
    for place, plan in enumerate(shared_out(plans, shares_alone(plans, ground))):
        one = hit(plan, chain.state, ground) if open_ >> place & 1 else None
        if isinstance(one, Hit):
            chain, open_ = chain.then(one), open_ & company.beside[place]
    return chain
