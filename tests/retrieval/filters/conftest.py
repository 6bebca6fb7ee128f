"""A small department store whose every product is known, for tests of conditions: phones, shoes, bags, food."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retrieval.filters import Catalogue, catalogue_of
from shop.store.view import ShopView

TEXTS = {
    "laptop": (("Aero Laptop 14", "Laptops"), ("飞翼笔记本 14", "笔记本电脑")),
    "notebook": (("Nomad Notebook 16", "Laptops"), ("游民笔记本 16", "笔记本电脑")),
    "phone": (("Pico Phone", "Phones"), ("皮可手机", "手机")),
    "boot": (("Trail Boot", "Shoes"), ("山径靴", "鞋子")),
    "sneaker": (("City Sneaker", "Shoes"), ("城市运动鞋", "鞋子")),
    "bag": (("Market Bag", "Bags & wallets"), ("集市包", "箱包")),
    "wallet": (("Slim Wallet", "Bags & wallets"), ("薄钱包", "箱包")),
    "tea": (("Jasmine Green Tea", "Tea"), ("茉莉绿茶", "茶叶")),
    "oolong": (("Oolong Tea", "Tea"), ("乌龙茶", "茶叶")),
    "bar": (("Oat Bar", "Snacks"), ("燕麦棒", "零食")),
    "choc": (("Milk Chocolate", "Snacks"), ("牛奶巧克力", "零食")),
    "drink": (("Oat Drink", "Drinks"), ("燕麦奶", "饮料")),
}
BRANDS = {
    "laptop": "Aero", "notebook": "Nomad", "phone": "Pico", "boot": "Ridge 山脊", "sneaker": "Ridge 山脊",
    "bag": "Tally", "wallet": "Tally", "tea": "Leaf House", "oolong": "Leaf House", "bar": "Grain", "choc": "Grain",
    "drink": "Grain",
}  # fmt: skip
PRICES = {  # USD, CNY
    "laptop": ("899", "6399"), "notebook": ("1299.50", "9299"), "phone": ("399", "2799"), "boot": ("120", "860"),
    "sneaker": ("60", "430"), "bag": ("45", "320"), "wallet": ("25", "180"), "tea": ("9.90", "68"),
    "oolong": ("12", "88"), "bar": ("2.50", "18"), "choc": ("3", "22"), "drink": ("4", "28"),
}  # fmt: skip
NUMBERS = {
    "laptop": {"memory": ("8", "GB"), "storage": ("256", "GB"), "screen_size": ("14", "in"), "weight": ("1.2", "kg")},
    "notebook": {"memory": ("32", "GB"), "storage": ("1", "TB"), "screen_size": ("16", "in"), "weight": ("2100", "g")},
    "phone": {"memory": ("4096", "MB"), "storage": ("128", "GB"), "screen_size": ("6.1", "in"),
              "battery_capacity": ("5000", "mAh"), "weight": ("180", "g")},
    "boot": {"weight": ("620", "g")},
    "sneaker": {"weight": ("410", "g")},
    "bag": {"volume": ("12", "l"), "width": ("40", "cm"), "height": ("350", "mm"), "weight": ("500", "g")},
    "wallet": {"width": ("11", "cm"), "height": ("8", "cm"), "weight": ("60", "g")},
    "tea": {"weight": ("100", "g"), "pieces": ("20", "")},
    "oolong": {"weight": ("8", "oz")},
    "drink": {"volume": ("1", "l")},
}  # fmt: skip
WORDS = {
    "boot": {"material": "leather", "waterproof": "yes"},
    "sneaker": {"material": "recycled mesh", "waterproof": "no"},
    "bag": {"material": "canvas", "color": "navy"},
    "wallet": {"material": "suede", "color": "red"},
    "bar": {"ingredients": "oats, honey, almonds"},
    "choc": {"ingredients": "sugar, cocoa butter, whole milk powder"},
    "drink": {"ingredients": "water, oats", "lactose": "no"},
}
VARIANTS = {  # title -> (stock, price in USD where it differs)
    "boot": {
        "Red / EU 42": (3, None),
        "Red / EU 43": (0, None),
        "Black / EU 42": (0, "110"),
        "Black / EU 44": (5, "130"),
    },
    "sneaker": {"White / EU 42": (4, None), "Red / EU 39": (2, None)},
}
STOCK = {"laptop": 4, "notebook": 0, "phone": 12, "bag": 7, "wallet": 1, "tea": 30, "oolong": 0, "bar": 99, "choc": 50}
RATINGS = {"laptop": "4.60", "notebook": "4.80", "phone": "3.90", "boot": "4.50", "bag": "4.20", "tea": "4.90"}


def stocked(shop: Any) -> Any:  # noqa: ANN401 - the builder is loaded by path
    """Fill an empty tiny shop with the department store."""
    for id_, (english, chinese) in TEXTS.items():
        texts = {lang: {"name": name, "category": kind} for lang, (name, kind) in (("en", english), ("zh", chinese))}
        usd, cny = PRICES[id_]
        rating = {"rating": RATINGS[id_], "rating_count": 10} if id_ in RATINGS else {}
        shop.product(id_, price=cny, texts=texts, brand=BRANDS[id_], stock=STOCK.get(id_), **rating)
        shop.price(id_, usd, None, currency="USD")
        key = shop.key("product", id_)
        for place, (name, (number, unit)) in enumerate(NUMBERS.get(id_, {}).items(), 1):
            named = {"position": place, "name": name, "label": name}
            shop.row("product_attributes", product_key=key, **named, number=number, unit=unit)
        for place, (name, text) in enumerate(WORDS.get(id_, {}).items(), 50):
            shop.row("product_attributes", product_key=key, position=place, name=name, label=name, text=text)
        _variants(shop, id_, usd, cny)
    return shop


def _variants(shop: Any, id_: str, usd: str, cny: str) -> None:  # noqa: ANN401 - the builder is loaded by path
    for title, (count, price) in VARIANTS.get(id_, {}).items():
        variant = f"{id_}-{title}"
        shop.variant(id_, variant, title=title)
        shop.price(id_, price or usd, None, currency="USD", variant=variant)
        shop.price(id_, cny, None, variant=variant)
        shop.stock(id_, count, None, variant=variant)


def _tiny_shop(folder: Path) -> Any:  # noqa: ANN401 - the builder is loaded by path
    """Return an empty shop of the shop's tests: tests are not a package, so its builder is loaded by path."""
    path = Path(__file__).parents[2] / "shop" / "tiny_shop.py"
    spec = importlib.util.spec_from_file_location("tests_filters_tiny_shop", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    if not hasattr(module, "TinyShop"):
        spec.loader.exec_module(module)
    return module.TinyShop(folder)


@pytest.fixture(scope="session")
def empty_shop() -> Callable[[Path], Any]:
    """Return a function that makes an empty shop in a folder."""
    return _tiny_shop


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopView]:
    """The department store as of the end of its data; no test writes to it."""
    with stocked(_tiny_shop(tmp_path_factory.mktemp("store"))).view() as view:
        yield view


@pytest.fixture(scope="session")
def english(store: ShopView) -> Catalogue:
    """Its dictionary for people who ask in English: prices without a currency are in USD."""
    return catalogue_of(store, "en")


@pytest.fixture(scope="session")
def chinese(store: ShopView) -> Catalogue:
    """Its dictionary for people who ask in Chinese: prices without a currency are in CNY."""
    return catalogue_of(store, "zh")
