"""Fixtures for tests of the tools: `tiny_shop` as in the tests of the shop."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _module() -> ModuleType:
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


@pytest.fixture
def tiny_shop(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Return a function that makes an empty TinyShop in a folder of its own; options as TinyShop takes them."""
    return lambda **options: _module().TinyShop(tmp_path_factory.mktemp("tiny"), **options)
