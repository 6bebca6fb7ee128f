"""Words in, a tree out: or one question, or a refusal that names what was not understood."""

from __future__ import annotations

import copy
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from shop.errors import CopilotError
from shop.record import LANGUAGES
from shop.segments.parsing.choices import Choices, Run, readings
from shop.segments.parsing.coordination import refuse_contradiction, settle_repeats, tree_of
from shop.segments.parsing.frames import Frame
from shop.segments.parsing.normalise import normalised
from shop.segments.parsing.outcome import Outcome, Parsed, Question, Reading, Refusal
from shop.segments.parsing.reading import Reader
from shop.segments.parsing.scene import Scene
from shop.segments.parsing.sharing import shared
from shop.segments.parsing.verbs import settle_verbs
from shop.segments.readback import read_back
from shop.segments.tree.nodes import All, Never, Node, Top
from shop.segments.tree.walk import nodes

if TYPE_CHECKING:
    from shop.segments.glossary import Glossary
    from shop.store.view import ShopView

MOST_READINGS = 6


class Counted(NamedTuple):
    """One reading with the keys of its members, and what was taken for granted."""

    run: Run
    members: frozenset[int]
    notes: tuple[str, ...]


def parse(
    words: str, view: ShopView, state: sqlite3.Connection | None = None, glossary: Glossary | None = None
) -> Outcome:
    """Return what `words` mean in the shop of `view`: a tree, one question, or a refusal.

    `state` is the runtime state (consent, saved segments); `glossary` holds what was answered before.
    """
    reader = Reader(view, state, glossary.phrases if glossary else {})
    try:
        frames = reader.frames(words)
        made = _made(frames, reader, glossary.options if glossary else {}, normalised(words).text)
        return _answer(_counted(made, view, state), reader.notes, view.shop.currency)
    except Refusal as refusal:
        return refusal.refused
    except CopilotError as error:  # a tree that this shop cannot answer, such as churn risk without a model
        return Refusal(str(error), str(error)).refused


class Made(NamedTuple):
    """One run and the scene it was built in."""

    run: Run
    scene: Scene


def _made(frames: list[Frame], reader: Reader, options: dict[str, str], text: str) -> list[Made]:
    """Build one tree for each combination of open choices."""
    scenes: list[Scene] = []

    def build(choices: Choices) -> Node:
        scene = Scene(reader.view.shop, reader.view.at.date(), reader.names, choices)
        scenes.append(scene)
        own = copy.deepcopy(frames)
        settle_repeats(own, choices)
        settle_verbs(own, choices)
        shared(own, scene)
        return tree_of(own, scene, text)

    runs = list(readings(build, options))
    return [Made(run, scene) for run, scene in zip(runs, scenes, strict=True)]


def _counted(made: list[Made], view: ShopView, state: sqlite3.Connection | None) -> list[Counted]:
    """Count every reading; one that this shop cannot answer (no churn model) is left out while others can."""
    from shop.segments.compiling import member_keys
    from shop.segments.fields.check import checked

    counted: list[Counted] = []
    failed: CopilotError | Refusal | None = None
    for run, scene in made:
        try:
            tree = checked(run.tree)
            refuse_contradiction(tree)
            keys = frozenset(member_keys(view, tree, state))
        except (CopilotError, Refusal) as error:
            failed = error
        else:
            counted.append(
                Counted(run._replace(tree=tree), keys, tuple(dict.fromkeys([*scene.notes, *scene.choices.notes])))
            )
    if not counted and failed is not None:
        raise failed
    return counted


def _answer(counted: list[Counted], notes: list[str], currency: str) -> Outcome:
    """Return the tree where all readings choose the same customers, else the question."""
    distinct: dict[frozenset[int], Counted] = {}
    for one in counted:
        distinct.setdefault(one.members, one)
    kept = list(distinct.values())[:MOST_READINGS]
    if len(kept) > 1:
        return Question(question=_question(kept), readings=tuple(_reading(one, currency) for one in kept))
    [one] = kept
    tree = one.run.tree
    return Parsed(
        tree=tree, words=said(tree, currency), count=len(one.members),
        notes=(*notes, *one.notes, *_of_rank(tree), *_of_openings(tree)),
        meanings=one.run.meanings,
    )  # fmt: skip


def _of_rank(tree: Node) -> tuple[str, ...]:
    """Say of whom a share is taken where other conditions stand beside it."""
    joined = any(isinstance(node, All) and any(isinstance(one, Top) for one in node.of) for node in nodes(tree))
    return (_RANK_NOTE,) if joined else ()


def _of_openings(tree: Node) -> tuple[str, ...]:
    """Say of whom openings are known, and that whoever was sent nothing has opened nothing."""
    found = [node for node in nodes(tree) if getattr(node, "event", "") in ("open", "click")]
    sent = any(getattr(node, "event", "") == "received" for node in nodes(tree))
    never = any(isinstance(node, Never) for node in found) and not sent
    return (_TRACKED_NOTE, *((_UNSENT_NOTE,) if never else ())) if found else ()


_TRACKED_NOTE = "openings and clicks are read only of those who allowed it; all others are left out"
_UNSENT_NOTE = 'whoever was never sent a message is in it too: add "received a campaign" to leave them out'
_RANK_NOTE = "the share is taken of everyone who ordered, not only of those who meet the other conditions"


def _reading(one: Counted, currency: str) -> Reading:
    tree = one.run.tree
    return Reading(words=said(tree, currency), count=len(one.members), tree=tree, meanings=one.run.meanings)


def _question(kept: list[Counted]) -> dict[str, str]:
    """Return the question: the phrases whose meaning differs between the readings."""
    options: dict[str, set[str]] = {}
    for one in kept:
        for meaning in one.run.meanings:
            options.setdefault(meaning.phrase, set()).add(meaning.option)
    phrases = [_shown(phrase) for phrase, found in options.items() if len(found) > 1]
    english = ", ".join(repr(phrase) for phrase in phrases) or "this"
    chinese = "".join(f"「{phrase}」" for phrase in phrases)
    return {"en": f"Which meaning do you want for {english}?", "zh": f"{chinese}是指哪一种？"}


def _shown(phrase: str) -> str:
    """Return a phrase without the sentence that follows the mark of a joining."""
    return phrase.split(": ")[0] if phrase.startswith(("and/or: ", "except: ")) else phrase


def said(tree: Node, currency: str) -> dict[str, str]:
    """Return the tree read back, by language."""
    return {language: read_back(tree, currency, language) for language in LANGUAGES}
