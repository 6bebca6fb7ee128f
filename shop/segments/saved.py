"""Segments with a name: the built-in ones, and those that people saved (state.sqlite). Old versions stay."""

from __future__ import annotations

import re
import sqlite3
from typing import Annotated

from pydantic import Field

from shop.errors import InvalidInput, NotFound
from shop.record import Moment, Record
from shop.segments.builtin_trees import BUILTIN
from shop.segments.tree.nodes import Node
from shop.segments.tree.read import adapter, write_tree
from shop.state import Migration

SEGMENT_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "segments-1",
        """
        -- Every version of every saved segment; the highest one of a name counts. `compiled` is what it last became.
        CREATE TABLE saved_segments (
            name TEXT NOT NULL, version INTEGER NOT NULL, tree TEXT NOT NULL, words TEXT NOT NULL,
            author TEXT NOT NULL, created_at TEXT NOT NULL, compiled TEXT NOT NULL,
            PRIMARY KEY (name, version)
        );
        """,
    ),
)
_NAME = re.compile(r"[^\W_][\w-]{0,63}")


class SavedSegment(Record):
    """A version of a saved segment: the tree, the words it was asked in (if any), and the query that it became."""

    name: str
    version: Annotated[int, Field(ge=1)]
    tree: Node
    words: str = ""
    author: str = ""
    created_at: Moment
    compiled: str = ""


def tree_named(state: sqlite3.Connection | None, name: str) -> Node:
    """Return the tree of a built-in or saved segment; raises NotFound with the nearest names."""
    if name in BUILTIN:
        return BUILTIN[name]
    saved = newest(state, name) if state is not None else None
    if saved is None:
        known = [*BUILTIN, *(saved_names(state) if state is not None else ())]
        raise NotFound("segment", name, known, hint="`copilot segment list` shows them all.")
    return saved.tree


def save(
    state: sqlite3.Connection, name: str, tree: Node, *, created_at: Moment, words: str = "", author: str = "",
    compiled: str = "",
) -> SavedSegment:  # fmt: skip
    """Keep a tree under a name and return it; the same tree again keeps its version, another becomes the next."""
    refuse_bad_name(name)
    before = newest(state, name)
    if before is not None and before.tree == tree and before.words == words:
        return before
    made = SavedSegment(
        name=name, version=before.version + 1 if before else 1, tree=tree, words=words, author=author,
        created_at=created_at, compiled=compiled,
    )  # fmt: skip
    row = (name, made.version, write_tree(tree), words, author, made.created_at.isoformat(), compiled)
    state.execute("INSERT INTO saved_segments VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return made


def refuse_bad_name(name: str) -> None:
    """Raise InvalidInput for a name that is taken by a built-in segment or no name."""
    if name in BUILTIN:
        raise InvalidInput(f"{name!r} is a built-in segment.", hint="Choose another name.")
    if not _NAME.fullmatch(name):
        raise InvalidInput(f"{name[:80]!r} cannot be a segment's name.", hint="Use letters, digits, - and _: vip-2026.")


def newest(state: sqlite3.Connection, name: str) -> SavedSegment | None:
    """Return the version of a saved segment that counts."""
    return next(iter(versions(state, name)), None)


def versions(state: sqlite3.Connection, name: str) -> list[SavedSegment]:
    """Return every version of a saved segment, the newest first."""
    rows = state.execute(
        """SELECT name, version, tree, words, author, created_at, compiled FROM saved_segments
           WHERE name = ? ORDER BY version DESC""",
        (name,),
    )
    return [_segment(row) for row in rows]


def saved_names(state: sqlite3.Connection) -> list[str]:
    """Return the names of the saved segments in order."""
    return [name for (name,) in state.execute("SELECT DISTINCT name FROM saved_segments ORDER BY name")]


def _segment(row: tuple[str, int, str, str, str, str, str]) -> SavedSegment:
    name, version, tree, words, author, created_at, compiled = row
    return SavedSegment.model_validate({
        "name": name, "version": version, "tree": adapter().validate_json(tree), "words": words, "author": author,
        "created_at": created_at, "compiled": compiled,
    })  # fmt: skip
