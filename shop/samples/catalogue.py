"""The products of a sample shop as the generator uses them: items, prices by day and currency, product rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count

from shop.samples.brand import Brand
from shop.samples.dice import Weighted, dice
from shop.samples.shelf import Item, Shelf, Sku
from shop.samples.timeline import day_text, moment_text

TAIL = 0.3
"""How much faster popularity falls off among generated products: most of what is bought was written by hand."""


class Catalogue:
    """All items, by category and by what the generator asks for. `products` None: those written by hand."""

    def __init__(self, brand: Brand, seed: int, products: int | None = None) -> None:
        self.brand = brand
        self.seed = seed
        self.currencies = tuple(dict.fromkeys((brand.info.currency, *(m.currency for m in brand.info.markets))))
        self.kinds = kinds = {category.key: category for category in brand.categories}
        self.items = Shelf(brand, seed, self.currencies, len(brand.products) if products is None else products)
        self.written = self.items.written
        """The products written by hand; what the truth tells is about these."""
        self.by_category = {key: self._popular(key) for key in kinds}
        self.consumables = {key: drawn for key in kinds if (drawn := self._popular(key, used_up=True))}
        self.fallen = [item for item in self.written if item.spec.fell and item.spec.was]
        self.back = [item for item in self.written if item.spec.stock == "back"]
        self.gifts = Weighted((key, category.gift) for key, category in kinds.items())

    def _popular(self, key: str, *, used_up: bool = False) -> Weighted[Item]:
        ranked = [item for item in self.written if item.category.key == key and (item.cycle or not used_up)]
        dice(self.brand.key, self.seed, "popularity", key).shuffle(ranked)
        generated = ranked and (not used_up or self.kinds[key].cycle_days)
        return Weighted.over(self.items.of_category(key, ranked) if generated else ranked, _weights(len(ranked)))


def _weights(written: int) -> Iterator[float]:
    for rank in count():
        yield 1 / (rank + 1.5) ** 0.8 * (1.0 if rank < written else (written / rank) ** TAIL)


def attribute_text(values: dict[str, str]) -> str:
    """Return `name: value; name: value`."""
    return "; ".join(f"{name}: {value}" for name, value in values.items())


@lru_cache(100_000)
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


def product_rows(catalogue: Catalogue, item: Item, stock: Mapping[str, str]) -> list[dict[str, str]]:
    """Return one row per variant of the item as cells by column; `stock` is the last count per variant."""
    return [_row(catalogue, item, sku, stock.get(sku.id, "")) for sku in item.skus]


def _row(catalogue: Catalogue, item: Item, sku: Sku, stock: str) -> dict[str, str]:
    spec, info = item.spec, catalogue.brand.info
    now = sku.epochs[info.currency][-1]
    cost = int((now.list_price or now.price) * item.category.cost_share)
    row = {
        "product_id": spec.id, "variant_id": sku.id, "variant_title": sku.title, "sku": (sku.id or spec.id).upper(),
        "brand": info.name, "currency": info.currency, "cost": money_text(cost),
        "stock": stock, "status": "discontinued" if spec.discontinued else "active",
        "launched_on": day_text(item.first_day), "url": f"{info.url}/products/{spec.id.lower()}",
        "discontinued_on": spec.discontinued.isoformat() if spec.discontinued else "", "picture": item.picture,
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


def history_rows(catalogue: Catalogue, item: Item) -> list[list[str]]:
    """Return the cells of every price since the item's launch, per variant and currency."""
    return [
        [
            item.spec.id, sku.id, currency, money_text(epoch.price),
            money_text(epoch.list_price) if epoch.list_price else "", moment_text(epoch.day, 0),
        ]
        for sku in item.skus
        for currency in catalogue.currencies
        for epoch in sku.epochs[currency]
    ]  # fmt: skip
