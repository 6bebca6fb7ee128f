"""Fixtures for tests of the shop: `tiny_shop` makes a shop of a few rows (see tiny_shop.py)."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shop.consent.records import CONSENT_MIGRATIONS
from shop.state import SHOP_MIGRATIONS, open_state


def _module() -> ModuleType:
    """Load the builder beside this file: tests are not a package, so it cannot be imported by name."""
    name = "tests_shop_tiny_shop"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("tiny_shop.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture
def tiny_shop(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Return a function that makes an empty TinyShop in a folder of its own; options as TinyShop takes them."""
    return lambda **options: _module().TinyShop(tmp_path_factory.mktemp("tiny"), **options)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Any]:
    """An empty runtime state."""
    connection = open_state(tmp_path / "state.sqlite", (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))
    yield connection
    connection.close()
