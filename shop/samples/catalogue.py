"""The products of a sample shop as the generator uses them: items, prices by day and currency, product rows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from shop.samples.brand import Brand, Category, ProductSpec
from shop.samples.dice import Weighted, dice
from shop.samples.pricing import Epoch, epochs_of, local_price
from shop.samples.timeline import LAST, day_text, moment_text, number_of


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

    @property
    def cycle(self) -> int:
        """Days until it is used up and ordered again; 0 for things that last."""
        return self.category.cycle_days if self.spec.cycle is None else self.spec.cycle

    def sold_on(self, day: int) -> bool:
        """Return whether it was on sale that day."""
        return self.first_day <= day <= self.last_day


class Catalogue:
    """All items, by category and by what the generator asks for."""

    def __init__(self, brand: Brand, seed: int) -> None:
        self.brand = brand
        self.seed = seed
        self.currencies = tuple(dict.fromkeys((brand.info.currency, *(m.currency for m in brand.info.markets))))
        kinds = {category.key: category for category in brand.categories}
        self.items = tuple(self._item(spec, kinds[spec.c]) for spec in brand.products)
        self.by_category = {key: self._popular(key) for key in kinds}
        self.consumables = {key: drawn for key in kinds if (drawn := self._popular(key, used_up=True))}
        self.fallen = [item for item in self.items if item.spec.fell and item.spec.was]
        self.back = [item for item in self.items if item.spec.stock == "back"]
        self.gifts = Weighted((key, category.gift) for key, category in kinds.items())
        self.kinds = kinds

    def _item(self, spec: ProductSpec, category: Category) -> Item:
        options = () if spec.one_variant else category.options
        first = number_of(spec.launched) if spec.launched else -400
        skus = tuple(
            Sku(f"{spec.id}-{number}" if options else "", title, self._epochs(spec, factor, first))
            for number, (title, factor) in enumerate(options or (("", Decimal(1)),), 1)
        )
        last = number_of(spec.discontinued) - 1 if spec.discontinued else LAST
        return Item(spec, category, skus, first, last)

    def _epochs(self, spec: ProductSpec, factor: Decimal, first: int) -> dict[str, list[Epoch]]:
        rates = {**self.brand.info.rates, self.brand.info.currency: Decimal(1)}
        return {
            currency: epochs_of(spec, first, _localiser(spec, factor / rates[currency], currency))
            for currency in self.currencies
        }

    def _popular(self, key: str, *, used_up: bool = False) -> Weighted[Item]:
        ranked = [item for item in self.items if item.category.key == key and (item.cycle or not used_up)]
        dice(self.brand.key, self.seed, "popularity", key).shuffle(ranked)
        return Weighted((item, 1 / (rank + 1.5) ** 0.8) for rank, item in enumerate(ranked))


def _localiser(spec: ProductSpec, factor: Decimal, currency: str) -> Callable[[Decimal], int]:
    written = (spec.price, spec.was) if factor == 1 else ()

    def local(amount: Decimal) -> int:
        return int(amount * 100) if amount in written else local_price(amount * factor, currency, spec.id)

    return local


def attribute_text(values: dict[str, str]) -> str:
    """Return `name: value; name: value`."""
    return "; ".join(f"{name}: {value}" for name, value in values.items())


def money_text(minor: int) -> str:
    """Return minor units as a decimal amount; exact, because amounts stay far below 2**53."""
    return f"{minor / 100:.2f}"


def product_columns(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the columns of the product table: texts per language, prices per further currency."""
    languages = catalogue.brand.info.languages
    plain = len(languages) == 1
    texts = [
        f"{stem}{'' if plain else '_' + language}"
        for stem in ("name", "short_name", "category", "description", "picture_alt")
        for language in languages
    ]
    specs = ["attributes"] if plain else ["attributes", *(f"attributes_{language}" for language in languages)]
    others = [f"{stem}_{c.lower()}" for c in catalogue.currencies[1:] for stem in ("price", "list_price")]
    fixed = ("product_id", "variant_id", "variant_title", "sku", "brand", "price", "list_price", "currency", "cost")
    rest = ("stock", "status", "launched_on", "discontinued_on", "url", "picture")
    return (*fixed, *others, *texts, *specs, *rest)


def product_rows(catalogue: Catalogue, stock: dict[tuple[str, str], str]) -> list[dict[str, str]]:
    """Return one row per variant as cells by column; `stock` is the last count per (product, variant)."""
    return [_row(catalogue, item, sku, stock) for item in catalogue.items for sku in item.skus]


def _row(catalogue: Catalogue, item: Item, sku: Sku, stock: dict[tuple[str, str], str]) -> dict[str, str]:
    spec, info = item.spec, catalogue.brand.info
    now = sku.epochs[info.currency][-1]
    cost = int((now.list_price or now.price) * item.category.cost_share)
    row = {
        "product_id": spec.id, "variant_id": sku.id, "variant_title": sku.title, "sku": (sku.id or spec.id).upper(),
        "brand": info.name, "currency": info.currency, "cost": money_text(cost),
        "stock": stock.get((spec.id, sku.id), ""), "status": "discontinued" if spec.discontinued else "active",
        "launched_on": day_text(item.first_day), "url": f"{info.url}/products/{spec.id.lower()}",
        "discontinued_on": spec.discontinued.isoformat() if spec.discontinued else "", "picture": f"{spec.id}.png",
        "attributes": attribute_text(spec.attrs),
    }  # fmt: skip
    for number, currency in enumerate(catalogue.currencies):
        tail = f"_{currency.lower()}" if number else ""
        epoch = sku.epochs[currency][-1]
        row[f"price{tail}"] = money_text(epoch.price)
        row[f"list_price{tail}"] = money_text(epoch.list_price) if epoch.list_price else ""
    return row | _texts(item, info.languages)


def _texts(item: Item, languages: tuple[str, ...]) -> dict[str, str]:
    row: dict[str, str] = {}
    for language in languages:
        tail = "" if len(languages) == 1 else f"_{language}"
        words = item.spec.words(language)
        row |= {
            f"name{tail}": words.name, f"short_name{tail}": words.short, f"description{tail}": words.text,
            f"category{tail}": item.category.name[language],
            f"picture_alt{tail}": item.category.alt[language].format(name=words.name),
        }  # fmt: skip
        if tail:
            row[f"attributes{tail}"] = attribute_text(item.spec.attrs_en if language == "en" else item.spec.attrs_zh)
    return row


HISTORY_COLUMNS = ("product_id", "variant_id", "currency", "price", "list_price", "starts_at")


def history_rows(catalogue: Catalogue) -> list[list[str]]:
    """Return the cells of every price since the product's launch, per variant and currency."""
    return [
        [
            item.spec.id, sku.id, currency, money_text(epoch.price),
            money_text(epoch.list_price) if epoch.list_price else "", moment_text(epoch.day, 0),
        ]
        for item in catalogue.items
        for sku in item.skus
        for currency in catalogue.currencies
        for epoch in sku.epochs[currency]
    ]  # fmt: skip
