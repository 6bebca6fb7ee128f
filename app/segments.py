"""Segments as the command line asks for them: by name or from a file, listed, looked at, saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.copilot import Copilot
from shop.errors import InvalidInput, NotFound
from shop.record import LANGUAGES, Channel, Record
from shop.segments.builtin_trees import BUILTIN
from shop.segments.saved import SavedSegment, newest, save, saved_names, tree_named, versions
from shop.segments.tree.nodes import Node
from shop.segments.tree.read import read_tree

if TYPE_CHECKING:
    from shop.segments.builtin import SegmentInfo
    from shop.segments.compiling.sets import Scored
    from shop.segments.preview import TreePreview
    from shop.store.view import ShopView


class Named(NamedTuple):
    """A tree with what it is called; `version` is set for a saved segment."""

    name: str
    tree: Node
    version: int | None = None


class SavedInfo(Record):
    """A saved segment in the list: its newest version, how many are in it, and its words; or why it cannot be asked."""

    name: str
    version: int
    count: int | None
    words: dict[str, str]
    problem: str = ""


class AllSegments(NamedTuple):
    """Every segment of a shop as of a moment."""

    as_of: str
    remark: str
    segments: tuple[SegmentInfo, ...]
    saved: tuple[SavedInfo, ...]


class Shown(Record):
    """One segment with its tree, its words, the query that it becomes, and its versions (newest first, if saved)."""

    name: str
    tree: Node
    words: dict[str, str]
    query: str
    versions: tuple[SavedSegment, ...]


class ChurnScores:
    """Answers conditions on churn risk and expected value from the home's churn model, once one was built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def scores(self, view: ShopView, measure: Scored) -> Mapping[str, Decimal]:
        """Return the scores of everybody who has a forecast; raises InvalidInput without a model."""
        from shop.churn import predict, prepared

        if not any(self.folder.glob("*/model.json")):
            raise InvalidInput(
                f"{measure!r} needs a trained model, and there is none.", hint="Train one with `copilot build churn`."
            )
        ids = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY customer_id")]
        model = prepared(view, self.folder)
        if model.learned is None:
            raise InvalidInput(
                f"{measure!r} needs a trained model, and this shop cannot have one: {model.card.why_no_model}.",
                hint="Use a segment such as 'lapsing', or import a longer history and run `copilot build churn`.",
            )
        found = predict(view, model, ids)
        if measure == "churn_risk":
            return {id_: one.probability for id_, one in found.items() if one.probability is not None}
        return {id_: one.expected_value.amount for id_, one in found.items() if one.expected_value is not None}


def named(state: sqlite3.Connection, asked: str) -> Named:
    """Return the segment that `asked` means: a file that ends in .json, else a built-in or saved name."""
    if asked.endswith(".json"):
        path = Path(asked)
        if not path.is_file():
            raise InvalidInput(f"There is no file {asked!r}.", hint="Give a file of JSON, or the name of a segment.")
        try:
            return Named(path.stem, read_tree(path.read_bytes()))
        except InvalidInput as error:
            error.where = f"{asked} {error.where}".strip()
            raise
    saved = None if asked in BUILTIN else newest(state, asked)
    return Named(asked, tree_named(state, asked), saved.version if saved else None)


def all_segments(copilot: Copilot) -> AllSegments:
    """List the built-in and the saved segments with their sizes."""
    from shop.segments.builtin import segments

    with copilot.view() as view, copilot.state() as state:
        saved = tuple(_saved_info(copilot, view, state, name) for name in saved_names(state))
        return AllSegments(as_of=view.at.isoformat(), remark=view.remark, segments=segments(view), saved=saved)


def preview(copilot: Copilot, asked: str, channel: Channel) -> TreePreview:
    """Look at a segment as of the shop's moment, with its funnel."""
    from shop.segments.preview import look

    with copilot.view() as view, copilot.state() as state:
        found = named(state, asked)
        return look(
            view, found.tree, found.name, channel=channel, state=state, scores=scores_of(copilot), version=found.version
        )


def member_ids(copilot: Copilot, asked: str) -> list[str]:
    """Return the sorted ids of a segment's members."""
    from shop.segments.compiling import members

    with copilot.view() as view, copilot.state() as state:
        return members(view, named(state, asked).tree, state, scores_of(copilot))


def create(copilot: Copilot, name: str, asked: str | None, words: str | None, author: str) -> SavedSegment:
    """Save a tree, from a file or another segment or from words that have one reading, under a name."""
    from shop.segments.compiling import compiled

    with copilot.view() as view, copilot.state() as state:
        tree = named(state, asked).tree if asked else _understood(view, state, words or "")
        _refuse_itself(state, name, tree)
        query = compiled(view, tree, state, scores_of(copilot))
        at = copilot.clock.now()
        return save(state, name, tree, created_at=at, words=words or "", author=author, compiled=query)


def show(copilot: Copilot, asked: str) -> Shown:
    """Return a segment with its query and its versions."""
    from shop.segments.compiling import compiled
    from shop.segments.readback import read_back

    with copilot.view() as view, copilot.state() as state:
        found = named(state, asked)
        return Shown(
            name=found.name, tree=found.tree, query=compiled(view, found.tree, state, scores_of(copilot)),
            words={language: read_back(found.tree, view.shop.currency, language) for language in LANGUAGES},
            versions=tuple(versions(state, found.name)) if found.version else (),
        )  # fmt: skip


def scores_of(copilot: Copilot) -> ChurnScores:
    """Return the provider of churn scores of this home."""
    return ChurnScores(copilot.home.path / "models" / "churn")


def _saved_info(copilot: Copilot, view: ShopView, state: sqlite3.Connection, name: str) -> SavedInfo:
    from shop.segments.compiling import count
    from shop.segments.readback import read_back

    found = versions(state, name)[0]
    words = {language: read_back(found.tree, view.shop.currency, language) for language in LANGUAGES}
    try:
        members, problem = count(view, found.tree, state, scores_of(copilot)), ""
    except (InvalidInput, NotFound) as error:
        members, problem = None, str(error)
    return SavedInfo(name=name, version=found.version, count=members, words=words, problem=problem)


def _understood(view: ShopView, state: sqlite3.Connection, words: str) -> Node:
    """Return the tree that words mean; raises InvalidInput with the question where they have several readings."""
    from shop.segments.glossary import read_glossary
    from shop.segments.parsing import Parsed, Question, parse

    outcome = parse(words, view, state, read_glossary(state))
    if isinstance(outcome, Parsed):
        tree: Node = outcome.tree
        return tree
    hint = f'Ask `copilot segment parse "{words}"` for the readings, and save one of their trees.'
    if isinstance(outcome, Question):
        raise InvalidInput(outcome.question["en"], hint=hint)
    raise InvalidInput(outcome.refused["en"])


def _refuse_itself(state: sqlite3.Connection, name: str, tree: Node) -> None:
    """Raise InvalidInput when the tree names, through other segments, the name that it is saved under."""
    from shop.segments.tree.nodes import InSegment
    from shop.segments.tree.walk import nodes

    waiting, seen = [tree], {name}
    while waiting:
        for node in nodes(waiting.pop()):
            if isinstance(node, InSegment) and node.name == name:
                raise InvalidInput(f"The segment {name!r} would contain itself.", hint="Choose another name.")
            if isinstance(node, InSegment) and node.name not in seen:
                seen.add(node.name)
                waiting.append(tree_named(state, node.name))
