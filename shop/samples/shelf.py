"""What a sample shop sells: each product as an item with variants and prices by day; generated ones on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, overload

from shop.samples.brand import Brand, Category, ProductSpec
from shop.samples.more import Composer
from shop.samples.pricing import Epoch, epochs_of, local_price
from shop.samples.timeline import LAST, number_of

KEPT = 20_000
"""Generated items held at a time (about 5 kB each); those beyond are made again when they are asked for."""


class Sku(NamedTuple):
    """One variant: its id (empty: the only one), title, and price epochs per currency, in minor units."""

    id: str
    title: str
    epochs: dict[str, list[Epoch]]

    @property
    def last_change(self) -> int:
        """Day of the last change of price."""
        return max(found[-1].day for found in self.epochs.values())

    def price_on(self, currency: str, day: int) -> Epoch:
        """Return the price that held on `day`; the first one before that."""
        found = self.epochs[currency]
        if len(found) == 1:
            return found[0]
        for epoch in reversed(found):
            if epoch.day <= day:
                return epoch
        return found[0]


class Item(NamedTuple):
    """One product with its category and the days on which it could be bought."""

    spec: ProductSpec
    category: Category
    skus: tuple[Sku, ...]
    first_day: int
    last_day: int
    picture: str

    @property
    def cycle(self) -> int:
        """Days until it is used up and ordered again; 0 for things that last."""
        return self.category.cycle_days if self.spec.cycle is None else self.spec.cycle

    def sold_on(self, day: int) -> bool:
        """Return whether it was on sale that day."""
        return self.first_day <= day <= self.last_day


class Shelf(Sequence[Item]):
    """The items of a shop by position: first those written by hand, then `count` in all, made when asked for."""

    def __init__(self, brand: Brand, seed: int, currencies: Sequence[str], count: int) -> None:
        self._brand = brand
        self._rates = {**brand.info.rates, brand.info.currency: Decimal(1)}
        self._currencies = currencies
        self._kinds = {category.key: category for category in brand.categories}
        self.written = tuple(self._item(spec, f"{spec.id}.png") for spec in brand.products)
        self._generated = count - len(self.written)
        self._composer = Composer(brand, seed) if self._generated else None
        self._kept = lru_cache(KEPT)(self._make)

    def __len__(self) -> int:
        return len(self.written) + self._generated

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if place < 0 or place >= len(self):
            raise IndexError(place)
        return self.written[place] if place < len(self.written) else self._kept(place - len(self.written))

    def of_category(self, key: str, first: Sequence[Item]) -> Sequence[Item]:
        """Return the items of a category: `first`, then the generated ones."""
        if self._composer is None:
            return first
        return _Row(first, self._composer.numbers(key, self._generated), self._kept)

    def _make(self, number: int) -> Item:
        assert self._composer is not None, "a shelf without generated items has no number beyond the written ones"
        spec = self._composer.spec(number)
        return self._item(spec, f"{spec.c}.png")

    def _item(self, spec: ProductSpec, picture: str) -> Item:
        category = self._kinds[spec.c]
        options = () if spec.one_variant else category.options
        first = number_of(spec.launched) if spec.launched else -400
        skus = tuple(
            Sku(f"{spec.id}-{number}" if options else "", title, self._epochs(spec, factor, first))
            for number, (title, factor) in enumerate(options or (("", Decimal(1)),), 1)
        )
        last = number_of(spec.discontinued) - 1 if spec.discontinued else LAST
        return Item(spec, category, skus, first, last, picture)

    def _epochs(self, spec: ProductSpec, factor: Decimal, first: int) -> dict[str, list[Epoch]]:
        return {
            currency: epochs_of(spec, first, _localiser(spec, factor / self._rates[currency], currency))
            for currency in self._currencies
        }


class _Row(Sequence[Item]):
    """Some items at hand, then generated ones by their numbers."""

    def __init__(self, first: Sequence[Item], numbers: range, made: Callable[[int], Item]) -> None:
        self._first, self._numbers, self._made = first, numbers, made

    def __len__(self) -> int:
        return len(self._first) + len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if place < len(self._first):
            return self._first[place]
        return self._made(self._numbers[place - len(self._first)])


def _localiser(spec: ProductSpec, factor: Decimal, currency: str) -> Callable[[Decimal], int]:
    written = (spec.price, spec.was) if factor == 1 else ()

    def local(amount: Decimal) -> int:
        return int(amount * 100) if amount in written else local_price(amount * factor, currency, spec.id)

    return local
