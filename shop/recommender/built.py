"""A built recommender on disk: the model of one build of the shop and one moment, behind a note that is written last.

model.json            what it is and what it was made from; without it nothing else is read
interactions.npz      the purchases it was fitted on
NAME.npz              what each of its models learnt
card.json, card.html  the model card

It serves as long as it is *fresh*: made from the shop's current build, and nothing was sold between its moment and the
moment of the question, so that every count it gives as a reason is still true.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from shop.errors import DamagedHome
from shop.home import PRIVATE_DIR, PRIVATE_FILE
from shop.recommender.choice.recipes import Recipe
from shop.recommender.interactions import SECONDS_A_DAY, Interactions
from shop.recommender.models import Fallback, Popularity, kind
from shop.recommender.scorer import KNOWN
from shop.recommender.storage import read
from shop.record import Record
from shop.store.view import ShopView

NOTE = "model.json"
_SOLD_BETWEEN = "SELECT count(*) FROM order_lines WHERE placed_at > $since::TIMESTAMP"


class BuiltNote(Record):
    """What model.json says: the build, its size and a hash of its notes, the moment (naive UTC), and the recipe."""

    build: str
    moment: str
    recipe: Recipe


class Built(NamedTuple):
    """A model that may serve, or why there is none."""

    model: Fallback | None
    remark: str


def folder_of(view: ShopView) -> Path:
    """Return where the recommender of the view's home lives."""
    return view.build.resolve().parent / "models" / "recommender"


def save_built(view: ShopView, model: Fallback, recipe: Recipe, folder: Path) -> None:
    """Write the models, and the note last: a half-written model is never read."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIR)
    (folder / NOTE).unlink(missing_ok=True)
    for old in folder.glob("*.npz"):
        old.unlink()
    model.save(folder)
    note = BuiltNote(build=build_id(view), moment=view.utc.isoformat(), recipe=recipe)
    write_text(folder / NOTE, note.model_dump_json(indent=2))


def write_text(path: Path, text: str) -> None:
    """Write a text readable by its owner only; a reader sees the old file or the new one."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(PRIVATE_FILE)
    fresh.replace(path)


def load_built(view: ShopView) -> Built:
    """Return the built model when it is fresh for the view, else say why it is not used."""
    folder = folder_of(view)
    if not (folder / NOTE).exists():
        return Built(None, "No recommender was built yet (copilot build recommender).")
    try:
        note = BuiltNote.model_validate(json.loads((folder / NOTE).read_text(encoding="utf-8")))
        stale = _stale(view, note)
        return Built(None, stale) if stale else Built(_loaded(view, note, folder), "")
    except (DamagedHome, OSError, ValueError, ValidationError, KeyError) as error:
        return Built(None, f"The built recommender cannot be read ({error}); build it again.")


def build_id(view: ShopView) -> str:
    """Name the facts by the build's file name, size and notes, which a backup brings back as they were.

    A build file never changes once it is published, and every import writes one with a new name.
    """
    build = view.build.resolve()
    notes = hashlib.sha256(json.dumps(sorted(view.meta.items())).encode()).hexdigest()
    return f"{build.name} {build.stat().st_size} {notes}"


def _stale(view: ShopView, note: BuiltNote) -> str:
    """Return why the model must not serve; empty when it may."""
    if note.build != build_id(view):
        return "The built recommender belongs to an earlier import; run copilot build recommender."
    moment = datetime.fromisoformat(note.moment)
    if moment > view.utc:
        return f"The built recommender knows what happened until {note.moment} UTC, after the moment asked about."
    [(sold,)] = view.rows(_SOLD_BETWEEN, {"since": moment})
    return f"{sold} lines were sold since the recommender was built; run copilot build recommender." if sold else ""


def _loaded(view: ShopView, note: BuiltNote, folder: Path) -> Fallback:
    """Read the models; the ages of the purchases are brought to the moment of the view."""
    passed = (view.utc - datetime.fromisoformat(note.moment)).total_seconds() / SECONDS_A_DAY
    arrays = read(folder / KNOWN)
    known = Interactions.from_arrays({**arrays, "age_days": arrays["age_days"] + passed})
    first = kind(note.recipe.kind).load_learnt(folder, known)
    return Fallback(first, Popularity.load_learnt(folder, known))
