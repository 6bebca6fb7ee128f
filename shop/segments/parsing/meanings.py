"""The data file of words with many meanings and of topics that are refused."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


@cache
def meanings() -> dict[str, Any]:
    """Return meanings.yaml: `ask` (options by word) and `refused` (topics)."""
    import yaml

    text = resources.files("shop.segments.parsing").joinpath("meanings.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
