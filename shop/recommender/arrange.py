"""From candidates to a list: weights of the rules, diversity, caps, pins. Nothing here reads the shop.

next = argmax over what is left of (1 - d) * relevance - d * (1 when its category is in the list already, else 0)

Maximal marginal relevance: Carbonell and Goldstein, "The use of MMR, diversity-based reranking for reordering
documents and producing summaries", SIGIR 1998, with d the diversity of the rules. Ties in the order of ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shop.recommender.contract import Scored
from shop.recommender.reasons import RecommendationReason
from shop.recommender.rules import Rules


class Candidate(NamedTuple):
    """A product that may be shown: relevance from 0 to 1, and the reason where its source brings one."""

    scored: Scored
    relevance: float
    category: str = ""
    brand: str = ""
    margin: float | None = None
    reason: RecommendationReason | None = None


def by_place(scored: Sequence[Scored]) -> list[float]:
    """Return relevance by place: 1 for the first, evenly down. Scores of different models cannot be compared."""
    return [1 - place / max(len(scored), 1) for place in range(len(scored))]


def arrange(candidates: Iterable[Candidate], k: int, rules: Rules) -> list[Candidate]:
    """Return up to `k` distinct candidates in the order to show them."""
    weighed = _weighed(candidates, rules)
    chosen = [weighed.pop(product) for product in rules.pin if product in weighed][:k]
    left = sorted(weighed.values(), key=lambda one: (-one.relevance, one.scored.product))
    categories, brands = Counter(one.category for one in chosen), Counter(one.brand for one in chosen)
    while len(chosen) < k:
        place = _next(left, categories, brands, rules)
        if place is None:
            break
        best = left.pop(place)
        chosen.append(best)
        categories[best.category] += 1
        brands[best.brand] += 1
    return chosen


def _weighed(candidates: Iterable[Candidate], rules: Rules) -> dict[str, Candidate]:
    """Return each product once, by its most relevant candidate, without what the rules exclude."""
    found: dict[str, Candidate] = {}
    for one in candidates:
        product = one.scored.product
        if product in rules.exclude or _too_cheap(one, rules):
            continue
        weighed = one._replace(relevance=one.relevance * rules.factor(product, one.category, one.brand))
        if product not in found or weighed.relevance > found[product].relevance:
            found[product] = weighed
    return found


def _too_cheap(one: Candidate, rules: Rules) -> bool:
    return rules.margin_floor is not None and one.margin is not None and one.margin < rules.margin_floor


def _next(left: Sequence[Candidate], categories: Counter[str], brands: Counter[str], rules: Rules) -> int | None:
    """Return the place of the best of `left`, which is sorted by relevance; None where the caps let nothing in.

    Within those whose category is in the list already, and within the others, the first is the best: two to compare.
    """
    best: int | None = None
    for place, one in enumerate(left):
        again = _shown(one, categories)
        if best is not None and again == _shown(left[best], categories):
            continue
        if _fits(one, categories, brands, rules):
            if best is not None:
                return place if _marginal(one, again, rules) > _marginal(left[best], not again, rules) else best
            best = place
    return best


def _shown(one: Candidate, categories: Counter[str]) -> bool:
    return bool(one.category) and categories[one.category] > 0


def _fits(one: Candidate, categories: Counter[str], brands: Counter[str], rules: Rules) -> bool:
    caps = rules.caps
    full = one.category and caps.per_category is not None and categories[one.category] >= caps.per_category
    crowded = one.brand and caps.per_brand is not None and brands[one.brand] >= caps.per_brand
    return not (full or crowded)


def _marginal(one: Candidate, shown: bool, rules: Rules) -> float:
    return (1 - rules.diversity) * one.relevance - rules.diversity * shown
