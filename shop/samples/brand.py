"""What a sample brand is made of: its YAML files, read and checked once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, NamedTuple

from pydantic import Field

from shop.record import Channel, Record
from shop.types.shop_info import ShopInfo

StockStory = Literal["plenty", "low", "zero", "back", "uncounted"]


class Words(NamedTuple):
    """What a product is called and how it is described in one language."""

    name: str
    short: str = ""
    text: str = ""


class Category(Record):
    """A category: its names, how it is drawn, and how people buy from it. `cycle_days` 0: not reordered."""

    key: str
    name: dict[str, str]
    shape: str
    alt: dict[str, str]
    cost_share: Decimal
    weight: float = 1.0
    gift: float = 1.0
    cycle_days: int = 0
    season: tuple[int, ...] = ()
    goes_with: tuple[str, ...] = ()
    option: str = ""
    options: tuple[tuple[str, Decimal], ...] = ()
    """Variants: title and the factor on the price."""


class ProductSpec(Record):
    """A product as written by hand. Prices are in the base currency; `was` is the price before `fell`."""

    id: str
    c: str
    price: Decimal
    was: Decimal | None = None
    fell: dt.date | None = None
    launched: dt.date | None = None
    discontinued: dt.date | None = None
    stock: StockStory = "plenty"
    colour: str = ""
    shape: str = ""
    cycle: int | None = None
    """Days until it is used up, where that differs from the category's."""
    en: Words | None = None
    zh: Words | None = None
    attrs: dict[str, str] = Field(default_factory=dict)
    attrs_en: dict[str, str] = Field(default_factory=dict)
    attrs_zh: dict[str, str] = Field(default_factory=dict)
    one_variant: bool = False

    def words(self, language: str) -> Words:
        """Return the texts in `language`; the data has them for every language of the shop."""
        found = self.en if language == "en" else self.zh
        assert found is not None, f"{self.id} has no text in {language}"
        return found


class Place(Record):
    """A market's people: its share of customers, cities with zones, which names and numbers they have."""

    market: int
    share: float
    language: str
    names: str
    phone: Literal["us", "uk", "de", "cn"]
    cities: tuple[tuple[str, str], ...]
    shipping: Decimal
    free_from: Decimal

    @cached_property
    def freight(self) -> tuple[int, int]:
        """Shipping, and the worth of goods from which it is free, in minor units."""
        return int(self.shipping * 100), int(self.free_from * 100)


class ConsentShares(Record):
    """Shares of opted_in and opted_out on one channel; the rest is unknown. `reach`: has an address there at all."""

    reach: float
    opted_in: float
    opted_out: float


class Sale(Record):
    """A past sale that orders used: percent with a code, or 满减 without one (amounts in base currency)."""

    name: str
    starts: dt.date
    ends: dt.date
    lift: float
    percent: int = 0
    code: str = ""
    threshold: int = 0
    reduction: int = 0


class PastCampaign(Record):
    """A campaign that was sent. `added` is the true probability, per latent segment, of an order it caused."""

    id: str
    name: str
    channel: Channel
    goal: str
    sent: dt.date
    holdout: float
    window_days: int
    arms: dict[str, float]
    added: dict[str, float]
    opens: float
    clicks: float


class Segment(Record):
    """A latent segment: its share, and how its people order."""

    share: float
    free_orders: float
    replenishes: float = 0.0
    quiet: tuple[int, int] | None = None
    gifts: bool = False
    sales_only: bool = False


class Brand(Record):
    """Everything written by hand about one sample brand."""

    key: str
    prefix: str
    info: ShopInfo
    places: tuple[Place, ...]
    consents: dict[str, ConsentShares]
    consent_source: tuple[str, ...]
    consent_wording: str
    acquisition: tuple[str, ...]
    tiers: tuple[str, str, str]
    tags: tuple[str, ...]
    staff: tuple[str, ...] = ()
    pool: str
    sales: tuple[Sale, ...]
    campaigns: tuple[PastCampaign, ...]
    categories: tuple[Category, ...]
    products: tuple[ProductSpec, ...]
    reviews: dict[str, Any]
    tickets: tuple[tuple[str, str], ...]
    tickets_zh: tuple[tuple[str, str], ...] = ()


def data_folder() -> Traversable:
    """Return the folder of the sample data."""
    return resources.files("shop.samples").joinpath("data")


def read_yaml(name: str) -> Any:  # noqa: ANN401 - YAML is checked by the types that are built from it
    """Read one YAML file of the sample data."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same language, ten times faster
    return yaml.load(data_folder().joinpath(name).read_text(encoding="utf-8"), Loader=loader)


@cache
def brand_of(key: str) -> Brand:
    """Read one brand's files."""
    parts = {**read_yaml(f"{key}/shop.yaml"), **read_yaml(f"{key}/products.yaml")}
    return Brand.model_validate({"key": key, **parts, "reviews": read_yaml(f"{key}/reviews.yaml")})


@cache
def segments() -> dict[str, Segment]:
    """Return the latent segments, shared by the brands."""
    found = read_yaml("behaviour.yaml")["segments"]
    return {name: Segment.model_validate(value) for name, value in found.items()}
