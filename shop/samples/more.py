"""Products beyond those written by hand: names, specifications and prices composed from the brand's patterns.

Product number n of a brand is the same however many there are. Names are numbered combinations of words, one of every
part, so that no two products of a shop share one. They bring size to a shop, not stories: what the week is about
(prices that fell, things back in stock, novelties) stays with the products written by hand.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import Field

from shop.record import Record
from shop.samples.brand import Brand, ProductSpec, StockStory, Words, read_yaml
from shop.samples.dice import Dice, Weighted, dice
from shop.samples.pricing import local_price
from shop.samples.timeline import FIRST_DAY, LAST, LAST_DAY

FIRST_NUMBER = 100_001
"""Ids of these products have six digits, so they never meet one written by hand."""
LAUNCHED_LATER, DISCONTINUED = 0.25, 0.02
STEP = 0.618
"""Consecutive products take combinations this share of all combinations apart, so that neighbours differ."""
_STOCK = Weighted[StockStory]((("plenty", 0.8), ("low", 0.06), ("zero", 0.06), ("uncounted", 0.08)))


class Part(Record):
    """Words that a name or a specification chooses from, per language or the same in `all`; `factor` on the price."""

    all: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    factor: tuple[float, ...] = ()

    def words(self, language: str) -> tuple[str, ...]:
        """Return the words in `language`."""
        return self.all or (self.en if language == "en" else self.zh)


class Pattern(Record):
    """How the products of one category are composed; texts hold `{part}`. Prices are in the base currency."""

    name: dict[str, str]
    short: dict[str, str]
    parts: dict[str, Part]
    traits: dict[str, Part] = Field(default_factory=dict)
    price: tuple[float, float]
    texts: dict[str, tuple[str, ...]]
    attrs: dict[str, str]
    local: dict[str, str] = Field(default_factory=dict)
    """Attributes that are said in each language."""


class More(Record):
    """The patterns of a brand. `series` is appended where all combinations are used up."""

    id: str
    version: int
    word: Part
    series: dict[str, str]
    colours: tuple[str, ...]
    categories: dict[str, Pattern]


@cache
def patterns(brand: str) -> More:
    """Read the patterns of a brand."""
    return More.model_validate(read_yaml(f"{brand}/more.yaml"))


class Composer:
    """Composes product number 0, 1, 2 … of a brand; the categories take turns."""

    def __init__(self, brand: Brand, seed: int) -> None:
        self._brand, self._seed = brand, seed
        self._more = patterns(brand.key)
        self._keys = tuple(category.key for category in brand.categories)
        self._stem = brand.products[0].id.partition("-")[0]
        self._parts = {key: {"word": self._more.word, **self._more.categories[key].parts} for key in self._keys}
        self._sizes = {key: [_size(part) for part in parts.values()] for key, parts in self._parts.items()}
        self._offsets = {key: dice(brand.key, seed, "more", key).random() for key in self._keys}

    def numbers(self, category: str, count: int) -> range:
        """Return the numbers below `count` that belong to a category."""
        return range(self._keys.index(category), count, len(self._keys))

    def spec(self, number: int) -> ProductSpec:
        """Return product `number`."""
        turn, place = divmod(number, len(self._keys))
        key = self._keys[place]
        pattern, rng = self._more.categories[key], dice(self._brand.key, self._seed, "more", number)
        chosen, series = self._combination(key, turn)
        traits = {name: rng.below(_size(part)) for name, part in pattern.traits.items()}
        id_ = f"{self._stem}-{FIRST_NUMBER + number}"
        said = {language: self._said(key, chosen, traits, language) for language in self._brand.info.languages}
        fields: dict[str, Any] = {"id": id_, "c": key, "colour": rng.pick(self._more.colours)}
        fields["price"] = self._price(key, chosen, id_, rng)
        fields["attrs"] = _filled(pattern.attrs, said[self._brand.info.languages[0]])
        for language, values in said.items():
            fields[language] = self._words(pattern, values, series, language, rng)
            fields[f"attrs_{language}"] = _filled(pattern.local, values)
        return ProductSpec(**fields, **_life(rng))

    def _combination(self, key: str, turn: int) -> tuple[dict[str, int], int]:
        """Return the word of every part that combination `turn` takes, and which series it is (1, 2 …)."""
        total = math.prod(self._sizes[key])
        round_, place = divmod(turn, total)
        rest = (place * _step(total) + int(self._offsets[key] * total)) % total
        chosen = {}
        for name, size in zip(self._parts[key], self._sizes[key], strict=True):
            rest, chosen[name] = divmod(rest, size)
        return chosen, round_ + 1

    def _said(self, key: str, chosen: Mapping[str, int], traits: Mapping[str, int], language: str) -> dict[str, str]:
        traited = self._more.categories[key].traits
        words = {name: self._parts[key][name].words(language)[place] for name, place in chosen.items()}
        return words | {name: traited[name].words(language)[place] for name, place in traits.items()}

    def _words(self, pattern: Pattern, said: dict[str, str], series: int, language: str, rng: Dice) -> Words:
        tail = self._more.series[language].format(n=series) if series > 1 else ""
        texts = pattern.texts[language]
        first = rng.below(len(texts))
        second = (first + 1 + rng.below(len(texts) - 1)) % len(texts)
        text = ("" if language == "zh" else " ").join(_sentence(texts[place], said) for place in (first, second))
        name, short = (form[language].format_map(said) + tail for form in (pattern.name, pattern.short))
        return Words(name, short, text)

    def _price(self, key: str, chosen: Mapping[str, int], id_: str, rng: Dice) -> Decimal:
        low, high = self._more.categories[key].price
        amount = low * (high / low) ** rng.random()
        for name, place in chosen.items():
            factors = self._parts[key][name].factor
            amount *= factors[place] if factors else 1
        return Decimal(local_price(Decimal(f"{amount:.2f}"), self._brand.info.currency, id_)) / 100


def _size(part: Part) -> int:
    return len(part.all or part.en or part.zh)


def _sentence(text: str, said: Mapping[str, str]) -> str:
    filled = text.format_map(said)
    return filled[:1].upper() + filled[1:]


def _filled(templates: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    return {name: text.format_map(said) for name, text in templates.items()}


def _life(rng: Dice) -> dict[str, Any]:
    """Return when it came and went, and what its stock is like."""
    life: dict[str, Any] = {"stock": _STOCK.draw(rng)}
    since = rng.between(10, LAST - 60)
    if rng.random() < LAUNCHED_LATER:
        life["launched"] = FIRST_DAY + dt.timedelta(days=since)
    if rng.random() < DISCONTINUED:
        life["discontinued"] = LAST_DAY - dt.timedelta(days=rng.below(40))
    return life


@cache
def _step(total: int) -> int:
    step = int(total * STEP) | 1
    while math.gcd(step, total) > 1:
        step += 2
    return step
