"""Homes with everything a backup takes: a real import, a state with rows, a finished run, pictures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.copilot import MIGRATIONS
from campaigns.folders import replaced
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import sample_source
from shop.state import open_state
from shop.suppression import suppress

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MakeHome = Callable[[str], Home]


@pytest.fixture(scope="session")
def full_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("backup") / "home")
    import_source(sample_source("coffee", 40, 7), home)
    with closing(open_state(home.state, MIGRATIONS)) as state:
        suppress(state, "email", "never@shop.example", "asked", NOW)
    with replaced(home.runs / "spring") as folder:
        for name in ("messages.jsonl", "summary.json", "index.html"):
            (folder / name).write_text(f"{name} of spring\n")
    return home


@pytest.fixture
def make_home(full_home: Home, tmp_path: Path) -> MakeHome:
    """Return a function that gives a copy of the full home under a name."""

    def make(name: str) -> Home:
        shutil.copytree(full_home.path, tmp_path / name)
        return Home(tmp_path / name)

    return make
