"""The three sample shops at the end of their data, built once, and the phrases with their reference trees."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from shop.consent.records import CONSENT_MIGRATIONS
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples.source import sample_source
from shop.segments.glossary import GLOSSARY_MIGRATIONS
from shop.segments.parsing import Outcome, parse
from shop.segments.saved import SEGMENT_MIGRATIONS
from shop.state import SHOP_MIGRATIONS, open_state
from shop.store.view import ShopView

CUSTOMERS = 500
BRANDS = ("coffee", "skincare", "outdoor")


class Sample(NamedTuple):
    """One sample shop: its view and an empty runtime state."""

    view: ShopView
    state: sqlite3.Connection


@pytest.fixture(scope="session")
def sample_shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sample]]:
    """Build the sample shops."""
    shops: dict[str, Sample] = {}
    for brand in BRANDS:
        home = Home(tmp_path_factory.mktemp(f"words-{brand}"))
        import_source(sample_source(brand, CUSTOMERS), home)
        state = _state(home.state)
        shops[brand] = Sample(ShopView(home.current_build(), None, state), state)
    yield shops
    for sample in shops.values():
        sample.view.close()
        sample.state.close()


def _state(path: Path) -> sqlite3.Connection:
    return open_state(path, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS, *SEGMENT_MIGRATIONS, *GLOSSARY_MIGRATIONS))


@pytest.fixture
def asked(sample_shops: dict[str, Sample]) -> Callable[[str, str], Outcome]:
    """Return a function that parses words in a sample shop with an empty glossary."""
    return lambda brand, words: parse(words, sample_shops[brand].view, sample_shops[brand].state)
