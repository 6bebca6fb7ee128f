"""Lists for all customers, made ahead: `lists.sqlite` beside the model, one row per customer, found by key.

Made in batches in the order of customer ids, so that memory does not grow with the shop. A row is made anew when
something about its customer changed (purchases, returns, cart, what they looked at, market, objection); all rows are
when the build, the model, the rules, the shelf (stock, prices, launches) or the day changed. A whole new table is
written beside the old one and put in its place.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from pydantic import TypeAdapter

from shop.errors import DamagedHome
from shop.home import PRIVATE_DIR, PRIVATE_FILE
from shop.recommender.arrange import arrange
from shop.recommender.built import NOTE, build_id, folder_of
from shop.recommender.contract import Scored
from shop.recommender.fitted import fitted
from shop.recommender.lookup import recommend_many
from shop.recommender.person import Person, read_people
from shop.recommender.reasons import Recommendation
from shop.recommender.recent import Recent
from shop.recommender.rules import read_rules
from shop.recommender.sources import of_model
from shop.store.view import ShopView

NAME = "lists.sqlite"
BATCH = 1000
_ITEMS = TypeAdapter(tuple[Recommendation, ...])
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE lists (customer_id TEXT PRIMARY KEY, mark TEXT NOT NULL, items TEXT NOT NULL) WITHOUT ROWID;
"""
_NEXT = "SELECT customer_id FROM customers WHERE customer_id > $after ORDER BY customer_id LIMIT $count"


class Refreshed(NamedTuple):
    """How many lists there are, and how many of them had to be made."""

    customers: int
    made: int


class Lists:
    """The finished lists of one moment. Use as a context manager; one thread at a time."""

    def __init__(self, view: ShopView, k: int = 10) -> None:
        """Open the lists of the view's home; `fresh` says whether they still hold."""
        path = folder_of(view) / NAME
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True) if path.exists() else None
        self.fresh = self._key() == _key(view, k)
        self._view = view
        self._rules = read_rules(view.build.resolve().parent)
        self._recent: Recent | None = None

    def __enter__(self) -> Lists:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._recent is not None:
            self._recent.close()

    def find(self, customer_id: str) -> tuple[Recommendation, ...] | None:
        """Return the list of a customer; None where there is none."""
        if self._connection is None:
            return None
        query = "SELECT items FROM lists WHERE customer_id = ?"
        row = self._connection.execute(query, (customer_id,)).fetchone()
        return None if row is None else _ITEMS.validate_json(row[0])

    def reranked(self, customer_id: str, k: int = 5) -> tuple[Recommendation, ...] | None:
        """Return the first `k` of a list in the order that what the customer did since it was made suggests.

        What is in the cart by now is left out; nothing comes in that the list does not have. None without a list.
        A customer who objects to profiling has a list of popular products, which stays as it is. The first call reads
        what everybody did lately.
        """
        items = self.find(customer_id)
        if items is None or all(item.reason.kind in ("popular", "shop_choice") for item in items):
            return None if items is None else items[:k]
        if self._recent is None:
            self._recent, self._models = Recent(self._view), fitted(self._view)
        person = self._recent.person(customer_id)
        known = {item.product_id: item for item in items if item.product_id not in person.cart}
        scored = [Scored(item.product_id, item.score, item.model) for item in known.values()]
        chosen = arrange(of_model(self._models, person, scored), k, self._rules)
        return tuple(known[one.scored.product] for one in chosen)

    def _key(self) -> str | None:
        if self._connection is None:
            return None
        try:
            [(key,)] = self._connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchall()
        except (sqlite3.DatabaseError, ValueError):
            return None
        return str(key)


def refresh(view: ShopView, k: int = 10, told: Callable[[str, int], None] = lambda what, done: None) -> Refreshed:
    """Bring the lists of all customers up to date and return how many were made anew."""
    folder, key = folder_of(view), _key(view, k)
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIR)
    with Lists(view, k) as old:
        keep = old.fresh
    path = folder / (NAME if keep else f"{NAME}.new")
    if not keep:
        path.unlink(missing_ok=True)
    done = _write(view, path, key, k, told)
    if not keep:
        path.chmod(PRIVATE_FILE)
        path.replace(folder / NAME)
    return done


def _write(view: ShopView, path: Path, key: str, k: int, told: Callable[[str, int], None]) -> Refreshed:
    customers = made = 0
    connection = sqlite3.connect(path)
    try:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'lists'").fetchone():
            connection.executescript(_SCHEMA)
            connection.execute("INSERT INTO meta VALUES ('key', ?)", (key,))
        for ids in _batches(view):
            marks = {id_: _mark(person) for id_, person in read_people(view, ids, True).items()}
            made += _write_batch(connection, view, marks, k)
            customers += len(ids)
            told("customers", customers)
    except sqlite3.DatabaseError as error:
        raise DamagedHome(str(path), str(error)) from error
    finally:
        connection.close()
    return Refreshed(customers, made)


def _write_batch(connection: sqlite3.Connection, view: ShopView, marks: dict[str, str], k: int) -> int:
    """Make the lists whose mark changed, in one transaction."""
    holes = ",".join("?" * len(marks))
    query = f"SELECT customer_id, mark FROM lists WHERE customer_id IN ({holes})"
    before = dict(connection.execute(query, list(marks)).fetchall())
    changed = [id_ for id_, mark in marks.items() if before.get(id_) != mark]
    if changed:
        found = recommend_many(view, changed, k, again=True)
        rows = [(id_, marks[id_], _ITEMS.dump_json(tuple(found[id_])).decode()) for id_ in changed]
        with connection:
            connection.executemany("INSERT OR REPLACE INTO lists VALUES (?, ?, ?)", rows)
    return len(changed)


def _batches(view: ShopView) -> Iterator[list[str]]:
    after = ""
    while True:
        ids = [row[0] for row in view.rows(_NEXT, {"after": after, "count": BATCH})]
        if not ids:
            return
        yield ids
        after = ids[-1]


def _mark(person: Person) -> str:
    """Return a short name for everything about a customer that their list depends on, but the time of day."""
    facts = (
        person.currency, person.objects,
        sorted((id_, [str(day) for day in days]) for id_, days in person.bought.items()),
        sorted(person.returned), sorted(person.cart),
        [(looked.product, looked.kind, str(looked.day)) for looked in person.looked],
    )  # fmt: skip
    return _digest(facts)


def _key(view: ShopView, k: int) -> str:
    """Return a short name for everything that all lists depend on."""
    note = folder_of(view) / NOTE
    model = note.read_text(encoding="utf-8") if note.exists() else ""
    rules = read_rules(view.build.resolve().parent).model_dump_json()
    known = fitted(view).shelves.items()
    shelves = sorted((id_, str(sorted(shelf.currencies)), *map(str, shelf[:2])) for id_, shelf in known)
    return _digest((build_id(view), model, rules, shelves, str(view.at.date()), k))


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()[:24]
