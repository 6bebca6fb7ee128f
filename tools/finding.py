"""Finds products, policies and statistics of the catalogue for a question in words. Facts come from the store by id."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any, NamedTuple

from render.values import shown
from retrieval.filters import Filters, catalogue_of, market_in, near_misses, parse_filters, resolve
from retrieval.filters.records import BrandIs, CategoryIs, OptionIs, PriceWithin
from retrieval.named import named_so
from retrieval.search import Asked, Searcher
from retrieval.shape import shape_of
from retrieval.shape_questions import ShapeQuestion, is_about_policies, shape_question
from retrieval.tokens import has_han, visible
from shop.catalogue import products
from shop.evidence import Evidence
from shop.record import Language
from shop.store.view import ShopView
from shop.types import Market
from tools.evidence.catalogue import shape_evidence
from tools.evidence.product import product_evidence
from tools.found import FoundFacts, FoundProduct, Nearest
from tools.policies import policy_evidence_for

MOST_PASSAGES = 2


class Understood(NamedTuple):
    """A query taken apart: the question about the shape, the words to search, conditions and the ids that meet them."""

    question: ShapeQuestion | None
    words: str
    filters: Filters
    ids: list[str] | None
    market: Market

    def among(self, present: Set[str] | None) -> Understood:
        """Return the same for those products alone; None leaves it as it is."""
        if present is None:
            return self
        return self._replace(ids=[id_ for id_ in (sorted(present) if self.ids is None else self.ids) if id_ in present])


def understand(
    view: ShopView, query: str, language: Language, *, asks: bool = True, counts: bool = False
) -> Understood:
    """Take a query apart, in the language that it is written in where the shop speaks it.

    A query of nothing but bare names ("headset", "cd player") is words to rank by (Filters.only_names); measured on
    Icecat's judgements: NDCG@10 over judged products .88 instead of .81. Questions about the shape count exactly, so
    there names are conditions, as with `counts`; without `asks` no such question is looked for.
    """
    asked_in: Language = "zh" if has_han(query) and "zh" in view.shop.languages else language
    market = _market(view, asked_in)
    question = shape_question(query) if asks else None
    words, filters = parse_filters(question.of if question else query, catalogue_of(view, asked_in))
    if question is None and not counts and filters.only_names:
        words, filters = visible(query), filters.ranking()
    return Understood(question, words, filters, resolve(view, filters), _in_currency(view, market, filters))


def _in_currency(view: ShopView, market: Market, filters: Filters) -> Market:
    """Prices are told in the currency that was asked in, where the shop has a market for it."""
    asked = [condition.currency for condition in filters.conditions if isinstance(condition, PriceWithin)]
    return next((one for one in view.shop.markets if asked and one.currency == asked[0]), market)


def _market(view: ShopView, language: Language) -> Market:
    """Return the market in whose currency prices are told: of a catalogue that names none, the base currency."""
    locale = "zh_Hans_CN" if language == "zh" else "en_US"
    nowhere = Market(country="ZZ", currency=view.shop.currency, language=language, locale=locale, jurisdiction="")
    return market_in(view.shop, language) or nowhere


def find(
    view: ShopView, searcher: Searcher, query: str, k: int, language: Language, present: Set[str] | None = None
) -> FoundFacts:
    """Answer one query; `k` is the most products. Every product named meets every condition that was applied.

    `present`: the products that may be named, where the index is older than the shop."""
    if products(view, [query]):
        return _facts(view, query, _as_found(view, [(query, 1.0)], _market(view, language), language))
    asked = understand(view, query, language).among(present)
    policies = _policies(view, searcher, query, language)
    if asked.question and asked.question.kind != "any":
        return _shaped(view, query, asked, k, language, policies=policies)
    said = asked.filters.conditions or asked.filters.ranked_by
    hits = [] if policies and not said else ranked_hits(searcher, asked, k)
    found = _as_found(view, hits, asked.market, language)
    nearest = () if asked.ids != [] else _nearest(view, searcher, asked, language)
    counted = asked.question and not has_words(asked.words)  # words are searched for: nothing exact to count
    statistics = (_statistic(view, asked, asked.ids, language),) if counted else ()
    notes = (*_notes(asked), *([searcher.degraded] if searcher.degraded else []))
    return _facts(
        view, query, found, notes=notes, searched=asked.words, filters=asked.filters, policies=policies,
        nearest=nearest, statistics=statistics,
    )  # fmt: skip


def ranked_hits(searcher: Searcher, asked: Understood, k: int) -> list[tuple[str, float]]:
    """Return ids with scores, best first. Where only conditions were said, or no text has the words, the products
    that meet the conditions follow by id, with score 0."""
    return ranked_together(searcher, [asked], k)[0]


def ranked_together(searcher: Searcher, asked: Sequence[Understood], k: int) -> list[list[tuple[str, float]]]:
    """Return the same for many questions, whose words are embedded in one go."""
    words = [one.words if has_words(one.words) else spoken_conditions(one.filters) for one in asked]
    searched = [place for place, one in enumerate(asked) if has_words(words[place]) and one.ids != []]
    hits = searcher.search_many([Asked(words[place], asked[place].ids) for place in searched], k)
    by_place = {
        place: [(hit.product_id, hit.score) for hit in found] for place, found in zip(searched, hits, strict=True)
    }
    return [_with_the_rest(one, by_place.get(place, []), k) for place, one in enumerate(asked)]


def _with_the_rest(asked: Understood, hits: list[tuple[str, float]], k: int) -> list[tuple[str, float]]:
    if asked.ids is None or (hits and has_words(asked.words)):
        return hits
    known = {id_ for id_, _ in hits}
    return [*hits, *((id_, 0.0) for id_ in asked.ids if id_ not in known)][:k]


def has_words(text: str) -> bool:
    """Return whether there is anything to search for."""
    return any(sign.isalnum() for sign in text)


def spoken_conditions(filters: Filters) -> str:
    """Return the words of conditions that texts may carry too (category, brand, option): they rank what meets them."""
    carried = (CategoryIs, BrandIs, OptionIs)
    kept = [one.words for one in filters.conditions if isinstance(one, carried) and not one.negated]
    return " ".join(kept)


def _as_found(
    view: ShopView, hits: Sequence[tuple[str, float]], market: Market, language: Language
) -> tuple[FoundProduct, ...]:
    known = products(view, [product_id for product_id, _ in hits])
    found: list[FoundProduct] = []
    for product_id, score in hits:
        if product_id in known:
            rank = len(found) + 1
            item = product_evidence(f"P{rank}", known[product_id], market, language, view.at)
            printed = {field: shown(value, market.locale) for field, value in item.fields.items()}
            found.append(FoundProduct(rank=rank, product_id=product_id, score=score, evidence=item, printed=printed))
    return tuple(found)


def _policies(view: ShopView, searcher: Searcher, query: str, language: Language) -> tuple[Evidence, ...]:
    if not is_about_policies(query):
        return ()
    return policy_evidence_for(view, searcher, query, MOST_PASSAGES, language)


def _shaped(
    view: ShopView, query: str, asked: Understood, k: int, language: Language, *, policies: tuple[Evidence, ...] = ()
) -> FoundFacts:
    """Answer a question about the shape, with the products at its ends as evidence."""
    ids = asked.ids
    notes = _notes(asked)
    if has_words(asked.words):
        named = named_so(view, asked.words)
        ids = named if ids is None else [id_ for id_ in ids if id_ in set(named)]
        notes = (*notes, f"counted by name: products whose name or category carries {asked.words!r}")
    item = _statistic(view, asked, ids, language)
    shape = shape_of(view, ids, asked.market.currency, language)
    kind = asked.question.kind if asked.question else "count"
    ends = {"cheapest": shape.cheapest, "dearest": shape.dearest, "best_rated": shape.best_rated}.get(kind, ())
    if kind == "price_range":
        ends = tuple(dict.fromkeys((*shape.cheapest[:1], *shape.dearest[:1])))
    found = _as_found(view, [(id_, 0.0) for id_ in ends[:k]], asked.market, language)
    if ends == () and kind in ("cheapest", "dearest", "best_rated"):
        notes = (*notes, "no product here has a " + ("rating" if kind == "best_rated" else "price"))
    return _facts(
        view, query, found, notes=notes, searched=asked.words, filters=asked.filters, statistics=(item,),
        policies=policies,
    )  # fmt: skip


def find_shape_of(view: ShopView, query: str, k: int, language: Language) -> FoundFacts:
    """Return the shape of what the query describes, with the cheapest and dearest product as evidence."""
    asked = understand(view, query, language, counts=True)
    if asked.question is None or asked.question.kind == "any":
        asked = asked._replace(question=ShapeQuestion("price_range", query))
    return _shaped(view, query, asked, k, language)


def _statistic(view: ShopView, asked: Understood, ids: list[str] | None, language: Language) -> Evidence:
    of = " ".join([*(one.words for one in asked.filters.conditions), *([asked.words] if asked.words else [])])
    shape = shape_of(view, ids, asked.market.currency, language)
    return shape_evidence("X1", shape, visible(of)[:200] or "the whole catalogue", view.build.name, view.at)


def _nearest(view: ShopView, searcher: Searcher, asked: Understood, language: Language) -> tuple[Nearest, ...]:
    words = asked.words if has_words(asked.words) else spoken_conditions(asked.filters)
    ranked = [hit.product_id for hit in searcher.search(words, 100)] if has_words(words) else []
    return tuple(
        Nearest(
            missed=miss.missed.words,
            count=miss.count,
            products=_as_found(view, [(id_, 0.0) for id_ in miss.product_ids], asked.market, language),
        )
        for miss in near_misses(view, asked.filters, ranked)
    )


def _notes(asked: Understood) -> tuple[str, ...]:
    unclear = [
        f"not applied, because it is unclear: {one.words!r} ({one.reason}{': ' if one.readings else ''}"
        f"{', '.join(one.readings)})"
        for one in asked.filters.unclear
    ]
    none = ["no product meets all conditions"] if asked.ids == [] else []
    return (*none, *unclear, *asked.filters.notes)


def _facts(view: ShopView, query: str, found: tuple[FoundProduct, ...], **parts: Any) -> FoundFacts:  # noqa: ANN401 - fields of FoundFacts
    return FoundFacts(query=query, as_of=view.at, products=found, **parts)
