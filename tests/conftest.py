"""Sample shops that many tests read: imported once per worker, never written to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ.setdefault("COPILOT_EMBEDDER", "hashing")

MakeHome = Callable[[str], Path]
CUSTOMERS = 250


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> MakeHome:
    """Return a function that gives the home of a brand: a shop of 250 customers, seed 7."""
    made: dict[str, Path] = {}

    def home(brand: str) -> Path:
        if brand not in made:
            from app.importing import import_sample
            from app.settings import Settings

            made[brand] = tmp_path_factory.mktemp("homes") / brand
            import_sample(Settings(home=made[brand]), brand, CUSTOMERS, 7, write=None, told=lambda what, done: None)
        return made[brand]

    return home
