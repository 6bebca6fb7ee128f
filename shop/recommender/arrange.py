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
    pinned = [weighed.pop(product) for product in rules.pin if product in weighed]
    chosen = pinned[:k]
    left = sorted(weighed.values(), key=lambda one: (-one.relevance, one.scored.product))
    while left and len(chosen) < k:
        allowed = [one for one in left if _fits(one, chosen, rules)]
        if not allowed:
            break
        shown = {one.category for one in chosen if one.category}
        best = max(allowed, key=lambda one: _marginal(one, shown, rules.diversity))
        chosen.append(best)
        left.remove(best)
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


def _fits(one: Candidate, chosen: Sequence[Candidate], rules: Rules) -> bool:
    categories, brands = Counter(other.category for other in chosen), Counter(other.brand for other in chosen)
    caps = rules.caps
    full = one.category and caps.per_category is not None and categories[one.category] >= caps.per_category
    crowded = one.brand and caps.per_brand is not None and brands[one.brand] >= caps.per_brand
    return not (full or crowded)


def _marginal(one: Candidate, shown: set[str], diversity: float) -> float:
    return (1 - diversity) * one.relevance - diversity * (one.category in shown)
