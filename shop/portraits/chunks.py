"""Reads what portraits are made of: for a few people straight from the store, for many from relations made once.

Asking the store again for every few thousand people would read all events each time. So for many people each question
is answered once for everybody, kept in the view as a relation, and read out of it piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shop.segments.history import derive
from shop.store.view import Row, ShopView

CHUNK = 4000
"""People whose portraits are in memory at once."""


class Question(NamedTuple):
    """A named query over customers; `{people}` in it limits `customer_key`, its rows come in their final order."""

    name: str
    sql: str
    params: Mapping[str, object]
    order: str = "customer_key"


class Reader:
    """Answers questions about chunks of customer keys; `whole` says that there will be many."""

    def __init__(self, view: ShopView, *, whole: bool) -> None:
        self.view = view
        self.whole = whole

    def rows(self, question: Question, keys: Sequence[int]) -> list[Row]:
        """Return the rows of the customers with these keys."""
        some = "customer_key IN (SELECT unnest($keys::INTEGER[]))"
        if not self.whole:
            sql = f"{question.sql.format(people=some)} ORDER BY {question.order}"
            return self.view.rows(sql, {**question.params, "keys": list(keys)})
        relation = f"portrait_{question.name}"
        derive(self.view, relation, question.sql.format(people="TRUE") + " ORDER BY customer_key", question.params)
        return self.view.rows(f"SELECT * FROM {relation} WHERE {some} ORDER BY {question.order}", {"keys": list(keys)})


def chunks(view: ShopView, ids: Sequence[str] | None) -> Iterator[list[int]]:
    """Yield the keys of the known ones of `ids` in the order asked, or of all customers, some thousand at a time."""
    if ids is None:
        keys = [key for (key,) in view.rows("SELECT customer_key FROM customers ORDER BY customer_key")]
    else:
        known = view.keys(ids)
        keys = [known[id_] for id_ in dict.fromkeys(ids) if id_ in known]
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
