"""Fixtures for tests of search: a small shop in two languages with a policy, and an embedder without a model."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from retrieval.embedders import HashingEmbedder
from shop.store.view import ShopView
from shop.types import Policy

PRODUCTS = {
    "mill": (
        ("Comandante C40", "coffee mill", "Grinders", "Steel burrs and a walnut knob. Turns slowly, stays quiet."),
        ("手摇磨豆机", "磨豆机", "咖啡器具", "不锈钢刀盘，手动研磨咖啡豆，适合露营。"),
    ),
    "kettle": (
        ("Gooseneck kettle", "kettle", "Kettles", "Pours in a thin stream. Holds one litre of water."),
        ("细口手冲壶", "手冲壶", "咖啡器具", "出水均匀，容量一升。"),
    ),
    "guji": (
        ("Ethiopia Guji", "Guji", "Coffee", "Whole beans, washed, with notes of peach. Ground on request."),
        ("埃塞俄比亚古吉", "古吉", "咖啡豆", "水洗处理，桃子风味。"),
    ),
    "candle": (
        ("Lavender candle", "candle", "Candles", "Burns for thirty hours. Café au lait coloured glass."),
        ("薰衣草香薰蜡烛", "香薰蜡烛", "香薰", "燃烧三十小时。"),
    ),
    "mug": (
        ("Stoneware mug", "mug", "Cups", "Holds a kettle's worth of tea. Kettle not included."),
        ("粗陶马克杯", "马克杯", "杯具", "可入洗碗机。"),
    ),
}
POLICY = {
    "en": "Send it back within 30 days.\n\n## How to return\n\nPrint the label from your order page.\n\n"
    "## Delivery\n\nParcels leave our house the next working day.",
    "zh": "签收后三十天内可以退货。\n\n## 运费\n\n退货运费由我们承担。",
}


def _tiny_shop() -> ModuleType:
    """Load the builder of the shop's tests: tests are not a package, so it cannot be imported by name."""
    name = "tests_shop_tiny_shop"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / "shop" / "tiny_shop.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _add_product(shop: Any, product_id: str) -> None:  # noqa: ANN401 - the builder is loaded by path
    keys = ("name", "short_name", "category", "description")
    texts = {
        language: dict(zip(keys, row, strict=True))
        for language, row in zip(("en", "zh"), PRODUCTS[product_id], strict=True)
    }
    shop.product(product_id, texts=texts, brand="Tiny")


@pytest.fixture
def new_shop(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Any]:
    """Return a function that makes an empty shop in a folder of its own."""
    return lambda: _tiny_shop().TinyShop(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def coffee_shop(new_shop: Callable[[], Any]) -> Callable[[], Any]:
    """Return a function that makes a shop of five products and a return policy, in English and Chinese."""
    return lambda: _stocked(new_shop())


def _stocked(shop: Any) -> Any:  # noqa: ANN401 - the builder is loaded by path
    for product_id in PRODUCTS:
        _add_product(shop, product_id)
    for language, body in POLICY.items():
        policy = Policy(id="returns", language=language, title="Returns", version="1", body=body)
        shop.row("policies", policy_id="returns", language=language, document=policy.model_dump_json())
    # A customer who must not be found.
    shop.customer("c1", first_name="Zebulon", email="zebulon@private.example", country="US", language="en")
    shop.order("c1", "2026-11-01", [("mill", 1)])
    return shop


@pytest.fixture
def view(coffee_shop: Callable[[], Any]) -> Iterator[ShopView]:
    """The coffee shop as of the end of its data."""
    with coffee_shop().view() as opened:
        yield opened


@pytest.fixture
def embedder() -> HashingEmbedder:
    """Deterministic vectors for English only, as the shipped model."""
    return HashingEmbedder(languages=("en",))
