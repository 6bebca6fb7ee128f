"""Hostile trees are refused in words, whatever is valid runs read-only, and membership equals the plain reference."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from pathlib import Path

from app.copilot import MIGRATIONS
from app.importing import import_sample
from app.settings import Settings
from shop.errors import CopilotError
from shop.home import Home
from shop.segments.compiling import count, members
from shop.segments.fields.check import checked
from shop.segments.readback import read_back
from shop.segments.saved import tree_named
from shop.segments.tree.read import read_tree, write_tree
from shop.state import open_state
from shop.store.view import ShopView
from soak.hostile_trees import HostileTrees
from soak.proof import Outcome
from soak.random_trees import Trees
from soak.reference import Reference

CUSTOMERS = 60
CONSENT = ("consent",)
"""Left out of what is run in bulk: it asks shop.consent for everybody each time, and has tests of its own."""


def hostile_segments(folder: Path, n: int) -> Outcome:
    """Read 10 n hostile texts, run n valid trees with hostile texts in them, and look whether anything changed."""
    home, state = shop(folder)
    with ShopView(home.current_build(), None, state) as view:
        view.rows("CREATE TEMP TABLE canary AS SELECT 1 AS sings")
        before, files = fingerprint(home), sorted(folder.rglob("*"))
        hostile = HostileTrees(Trees(view, 11, leave_out=CONSENT), 12)
        reads = Counter(reading(hostile.text()) for _ in range(10 * n))
        asked = Counter(asking(view, state, json.dumps(hostile.executable())) for _ in range(n))
        sings = view.rows("SELECT sings FROM canary") == [(1,)]
        unharmed = sings and fingerprint(home) == before and sorted(folder.rglob("*")) == files
    state.close()
    crashes = [what for what in (*reads, *asked) if what.startswith("crash")]
    figures = f"read: {dict(reads)}; asked: {dict(asked)}; unharmed: {unharmed}"
    enough = asked["counted"] >= n * 0.7
    return Outcome("hostile_segments", 10 * n, unharmed and enough and not crashes, figures)


def members_agree(folder: Path, n: int) -> Outcome:
    """Compare the members of n random trees with the reference, customer by customer, at several moments."""
    home, state = shop(folder)
    wrong: list[str] = []
    for seed, at in enumerate(("2026-11-20T23:59:59", "2026-06-15", "2025-12-01T13:30")):
        with ShopView(home.current_build(), at, state) as view:
            wrong += disagreements(view, state, n // 3, seed)
    state.close()
    return Outcome("members_agree", n, not wrong, f"{len(wrong)} disagree {wrong[:2]}")


def disagreements(view: ShopView, state: sqlite3.Connection, n: int, seed: int) -> list[str]:
    """Return the trees of which compiler and reference name different members."""
    reference = Reference(view, state, lambda name: checked(tree_named(state, name)))
    trees, found = Trees(view, seed), []
    for _ in range(n):
        tree = checked(read_tree(json.dumps(trees.tree(3))))
        if members(view, tree, state) != reference.members(tree):
            found.append(write_tree(tree))
    return found


def reading(text: str | bytes) -> str:
    """Read one text as a tree; a crash is named."""
    try:
        read_back(checked(read_tree(text)), "USD", "en")
    except CopilotError as error:
        return "refused" if str(error).strip() else "crash: refused without a word"
    except Exception as error:
        return f"crash: {type(error).__name__}: {str(error)[:60]}"
    return "valid"


def asking(view: ShopView, state: sqlite3.Connection, text: str) -> str:
    """Run one tree; a crash is named."""
    try:
        count(view, read_tree(text), state)
    except CopilotError:
        return "refused"
    except Exception as error:
        return f"crash: {type(error).__name__}: {str(error)[:60]}"
    return "counted"


def fingerprint(home: Home) -> str:
    """Return a hash of the shop's build."""
    return hashlib.sha256(home.current_build().read_bytes()).hexdigest()


def shop(folder: Path) -> tuple[Home, sqlite3.Connection]:
    """Import a small sample shop and open an empty state beside it."""
    home = folder / "home"
    import_sample(
        Settings(home=home, embedder="hashing"), "outdoor", CUSTOMERS, 7, write=None, told=lambda what, done: None
    )
    return Home(home), open_state(Home(home).state, MIGRATIONS)
