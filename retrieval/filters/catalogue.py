"""The dictionary of one catalogue: its brands, categories, attributes, options and currencies, read from the store."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from retrieval.filters.vocabulary import Unit, concept_of, folded, singular, unit_of, words
from shop.store.view import ShopView
from shop.types import Market, ShopInfo

LONGEST_VALUE = 60
"""Characters of a text attribute that a shopper could name as a value."""
MOST_VALUES = 20_000


class Stated(NamedTuple):
    """A unit in which products state an attribute: how the store writes it, on how many products, and the range."""

    stored: str
    unit: Unit
    products: int
    lowest: Decimal
    highest: Decimal


class Catalogue:
    """Names as the shop writes them, by the folded forms that a shopper may write. Read once per view, as needed."""

    def __init__(self, view: ShopView, language: str = "en") -> None:
        market = market_in(view.shop, language)
        self.currency = market.currency if market else view.shop.currency
        """What a price without a currency is read in: that of the market of the asker's language."""
        self._view = view
        self._named: dict[str, list[tuple[str, ...]]] = {}

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that the shop states prices in, its base currency first."""
        found = [code for (code,) in self._view.rows("SELECT DISTINCT currency FROM prices ORDER BY 1")]
        return tuple(sorted(found, key=lambda code: (code != self.currency, code != self._view.shop.currency, code)))

    @cached_property
    def brands(self) -> dict[str, tuple[str, ...]]:
        """Folded form -> brands; a brand in two scripts is also known by each part alone."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for (brand,) in self._view.rows("SELECT DISTINCT brand FROM products WHERE brand <> '' ORDER BY 1"):
            for form in {brand, *_scripts(brand)}:
                found[folded(form)].add(brand)
        return {form: tuple(sorted(names)) for form, names in found.items()}

    @cached_property
    def categories(self) -> dict[str, tuple[str, ...]]:
        """Folded form (singular words) -> categories. "Home > Kettles" is also known by its last part, "Cups &
        servers" by each of its plurals."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        rows = self._view.rows("SELECT DISTINCT category FROM product_texts WHERE category <> '' ORDER BY 1")
        for (category,) in rows:
            for form in category_forms(category):
                found[form].add(category)
        return {form: tuple(sorted(names)) for form, names in found.items()}

    @cached_property
    def category_names(self) -> tuple[str, ...]:
        """Every category as the shop writes it."""
        return tuple(sorted({name for names in self.categories.values() for name in names}))

    @cached_property
    def measures(self) -> dict[str, tuple[Stated, ...]]:
        """Name of a numeric attribute -> the units in which products state it."""
        found: defaultdict[str, list[Stated]] = defaultdict(list)
        rows = self._view.rows(
            """SELECT name, unit, count(DISTINCT product_key), min(number), max(number) FROM product_attributes
               WHERE number IS NOT NULL GROUP BY name, unit ORDER BY name, unit"""
        )
        for name, unit, count, lowest, highest in rows:
            found[name].append(Stated(unit, unit_of(unit), count, lowest, highest))
        return {name: tuple(stated) for name, stated in found.items()}

    @cached_property
    def attributes(self) -> dict[str, tuple[str, ...]]:
        """Folded name or label of an attribute -> the names of attributes called so."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, label in self._view.rows("SELECT DISTINCT name, label FROM product_attributes ORDER BY 1, 2"):
            for form in (spoken(name), spoken(label)):
                if form:
                    found[form].add(name)
        return {form: tuple(sorted(names)) for form, names in found.items()}

    @cached_property
    def concepts(self) -> dict[str, tuple[str, ...]]:
        """Concept (memory, weight, colour …) -> the attributes of this catalogue that state it: those called just so,
        else those whose name holds it ("internal memory")."""
        exact: defaultdict[str, set[str]] = defaultdict(set)
        loose: defaultdict[str, set[str]] = defaultdict(set)
        for form, names in self.attributes.items():
            concept = concept_of().get(form) or concept_of().get(singular(form))
            if concept:
                exact[concept].update(names)
            elif held := _within(form):
                loose[held].update(names)
        return {concept: tuple(sorted(names)) for concept, names in (loose | exact).items()}

    @cached_property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """Name of a text attribute -> its values, as long as they are short enough to be named."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        rows = self._view.rows(
            f"""SELECT DISTINCT name, text FROM product_attributes WHERE text <> '' AND length(text) <= {LONGEST_VALUE}
                ORDER BY name, text LIMIT {MOST_VALUES}"""
        )
        for name, text in rows:
            found[name].append(text)
        return {name: tuple(values) for name, values in found.items()}

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Every title of a variant."""
        rows = self._view.rows(f"SELECT DISTINCT title FROM variants WHERE title <> '' ORDER BY 1 LIMIT {MOST_VALUES}")
        return tuple(title for (title,) in rows)

    @cached_property
    def counts_stock(self) -> bool:
        """Whether the shop counts the stock of any product."""
        return bool(self._view.rows("SELECT 1 FROM stock_now LIMIT 1"))

    @cached_property
    def rates(self) -> bool:
        """Whether any product has a rating or a review."""
        rated = self._view.rows("SELECT 1 FROM products WHERE rating IS NOT NULL LIMIT 1")
        return bool(rated or self._view.rows("SELECT 1 FROM reviews LIMIT 1"))

    def named(self, phrase: str) -> list[tuple[str, ...]]:
        """Return, for every product whose name or category holds the words, its titles of variants and colours."""
        if phrase not in self._named:
            self._named[phrase] = self._look_up(phrase)
        return self._named[phrase]

    def _look_up(self, phrase: str) -> list[tuple[str, ...]]:
        rows = self._view.rows(
            """SELECT p.product_key, list(DISTINCT v.title ORDER BY v.title),
                      list(DISTINCT a.text ORDER BY a.text) FILTER (list_contains($colours, a.name))
               FROM products p JOIN product_texts t USING (product_key) LEFT JOIN variants v USING (product_key)
               LEFT JOIN product_attributes a USING (product_key)
               WHERE contains(' ' || lower(t.name) || ' ', $phrase) OR contains(lower(t.category), $phrase)
               GROUP BY p.product_key ORDER BY p.product_key LIMIT 100""",
            {"phrase": phrase, "colours": list(self.concepts.get("colour", ()))},
        )
        return [tuple(text for text in (*(titles or ()), *(colours or ())) if text) for _, titles, colours in rows]

    def carried_elsewhere(self, brands: tuple[str, ...], form: str) -> tuple[int, int]:
        """Return how many products of the brands there are, and how many of others carry the word in their names."""
        [(own, others)] = self._view.rows(
            """SELECT count(DISTINCT p.product_key) FILTER (list_contains($brands, p.brand)),
                      count(DISTINCT p.product_key) FILTER (NOT list_contains($brands, p.brand)
                                                            AND contains(' ' || lower(t.name) || ' ', $word))
               FROM products p JOIN product_texts t USING (product_key)""",
            {"brands": list(brands), "word": f" {form} " if form.isascii() else form},
        )
        return own, others

    def mostly_a_word(self, form: str, attributes: tuple[str, ...]) -> bool:
        """Return whether most products that carry the word in their names do not say yes to any of the attributes."""
        [(carrying, stating)] = self._view.rows(
            """WITH carrying AS (SELECT DISTINCT product_key FROM product_texts
                    WHERE contains(' ' || regexp_replace(lower(name), '[^\\p{L}\\p{N}]+', ' ', 'g') || ' ', $word))
               SELECT count(*), count(*) FILTER (product_key IN (SELECT product_key FROM product_attributes
                    WHERE list_contains($names, name) AND list_contains($yes, lower(text)))) FROM carrying""",
            {
                "word": f" {form} " if form.isascii() else form,
                "names": list(attributes),
                "yes": [folded(str(word)) for word in words()["yes"]],
            },
        )
        return bool(carrying > 2 * stating)


def market_in(shop: ShopInfo, language: str) -> Market | None:
    """Return the shop's first market that reads `language`, else its first one: whose prices an asker is told."""
    return next((market for market in shop.markets if market.language == language), shop.market_of("", language))


_read: WeakKeyDictionary[ShopView, dict[str, Catalogue]] = WeakKeyDictionary()


def catalogue_of(view: ShopView, language: str = "en") -> Catalogue:
    """Return the dictionary of the view's catalogue; a view stands still, so it is read once."""
    known = _read.setdefault(view, {})
    if language not in known:
        known[language] = Catalogue(view, language)
    return known[language]


def spoken(name: str) -> str:
    """Return the name of an attribute as it is spoken: battery_capacity is battery capacity."""
    return folded(re.sub(r"[\W_]+", " ", name))


def category_forms(category: str) -> set[str]:
    """Return the folded forms, English words in the singular, by which a category is known."""
    last = re.split(r"\s*[>/›|]\s*", category)[-1]
    forms = {in_singular(category), in_singular(last), in_singular(last.replace("&", " and "))}
    parts = [part for part in re.split(r"\s*(?:&|,|\band\b|、|与|和)\s*", folded(last)) if part]
    if len(parts) > 1:
        # A part alone names the category only where it is a plural of its own: not "coffee" of "coffee & tea tables".
        forms |= {in_singular(part) for part in parts if in_singular(part) != part or not part.isascii()}
    return forms - {""}


def in_singular(text: str) -> str:
    """Return folded words in the singular, without signs."""
    return " ".join(map(singular, re.sub(r"[^\w&]+", " ", folded(text)).split()))


def _scripts(brand: str) -> list[str]:
    """Return the Latin and the Chinese part of a name that has both."""
    han = "".join(re.findall(r"[\u3400-\u9fff]+", brand))
    latin = " ".join(re.findall(r"[A-Za-z0-9][\w&'.-]*", re.sub(r"[\u3400-\u9fff]+", " ", brand)))
    return [han, latin] if len(han) > 1 and len(latin) > 1 else []


def _within(form: str) -> str:
    """Return the concept of which a longer attribute name speaks: "internal memory" is memory."""
    tokens = form.split()
    for concept, forms in words()["attributes"].items():
        for known in map(str, forms):
            if known.isascii() and len(known) > 4 and set(known.split()) <= set(tokens):
                return str(concept)
            if not known.isascii() and len(known) > 1 and known in form:
                return str(concept)
    return ""
