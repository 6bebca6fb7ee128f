"""Trees as somebody would write them who means harm: broken text, wild values, endless nesting, SQL in every place."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from soak.random_trees import Data, Trees

HOSTILE = (
    "'; DROP TABLE canary; --", '"; DROP TABLE canary; --', "x' OR '1'='1", "'||(SELECT 1)||'", "$1", "{0}", "{{x}}",
    "%s", "%_%", "\\", "\\'; --", "\x00", "a\x00b", "\ud800", "\u202e", "🙂", "ＤＲＯＰ", "/*", "",
    "*/ UNION SELECT 1 --", " ", "x" * 201, "x" * 5000, "NULL", "NaN", "Infinity", "1e400", "__class__",
    "'); ATTACH 'x.db'; --", "COPY canary TO 'stolen.csv'", "2026-02-30", "9999-12-31", "-1", "0x41", "中文'；",
    "[[P1.price]]", "<script>",
)  # fmt: skip
NUMBERS = (0, -1, 10**12, 10**13, 10**400, 1e308, -0.0, 1e-7, 0.1 + 0.2, 2**63, True, False, None)


class HostileTrees:
    """Draws hostile texts from one seed; what is not refused is a tree that may be asked."""

    def __init__(self, trees: Trees, seed: int) -> None:
        self.trees = trees
        self.dice = random.Random(seed)

    def text(self) -> str | bytes:
        """Draw a text that somebody might send as a tree."""
        way = self.dice.choice(
            (self._damaged, self._damaged, self._damaged, self._wild, self._nested, self._cut, self._noise)
        )
        return way()

    def executable(self) -> Data:
        """Draw a tree that is valid and carries hostile texts wherever any text may stand."""
        data = self.trees.tree(3)
        for place, key in _places(data):
            free = key in ("salt", "value") and isinstance(place[key], str) and place.get("field") in (None, *_FREE)
            if free and self.dice.random() < 0.7:
                fitting = [one for one in HOSTILE if one.strip() and len(one) <= 200 and one.isprintable()]
                place[key] = self.dice.choice(fitting)
        return data

    def _damaged(self) -> str:
        """Change one to three places of a valid tree."""
        data = copy.deepcopy(self.trees.tree(3))
        for _ in range(self.dice.randint(1, 3)):
            place, key = self.dice.choice(_places(data) or [(data, "kind")])
            what = self.dice.random()
            if what < 0.15:
                place.pop(key, None)
            elif what < 0.25:
                place[self.dice.choice(HOSTILE)] = self._value()
            else:
                place[key] = self._value()
        return json.dumps(data, ensure_ascii=self.dice.random() < 0.5)

    def _value(self) -> Any:  # noqa: ANN401
        return self.dice.choice((
            self.dice.choice(HOSTILE), self.dice.choice(NUMBERS),
            [self.dice.choice(HOSTILE)] * self.dice.choice((0, 1, 2, 1001)),
            {"kind": self.dice.choice(("all", "everyone", "sql", ""))}, self.trees.leaf(), [self.trees.leaf()],
        ))  # fmt: skip

    def _wild(self) -> str:
        """Return JSON that is no tree at all."""
        return self.dice.choice((
            "null", "[]", "{}", "1", '"x"', '{"kind": NaN}', "{'kind': 'everyone'}",
            '{"kind": "measure", "measure": "spend", "value": Infinity}',
            '{"kind": "everyone", "kind": "everyone"}', '{"kind": "bucket", "salt": "a", "end": 1e999}',
            '{"kind": "attribute", "field": "__init__", "op": "known"}', '{"kind": "segment", "name": "../../etc"}',
            '{"kind": "attribute", "field": "religion", "value": "x"}',
            '{"kind":"measure","measure":"spend","value":' + "9" * 5000 + "}",
            '{"kind":"any","of":[' + ",".join(['{"kind":"everyone"}'] * 300) + "]}",
        ))  # fmt: skip

    def _nested(self) -> str:
        levels = self.dice.choice((9, 50, 1000, 100_000))
        opening, closing = self.dice.choice(
            (('{"kind":"not","of":', "}"), ('{"kind":"all","of":[', "]}"), ("[", "]"), ('{"a":', "}"))
        )
        whole = opening * levels + '{"kind":"everyone"}' + closing * levels
        return whole[:250_000] if self.dice.random() < 0.5 else whole

    def _cut(self) -> str:
        whole = json.dumps(self.trees.tree(3))
        return whole[: self.dice.randrange(len(whole))] + self.dice.choice(("", '"', "}", "]", "\\u", ",,"))

    def _noise(self) -> bytes:
        return bytes(self.dice.randrange(256) for _ in range(self.dice.randint(0, 300)))


_FREE = ("city", "zone", "acquisition", "tier", "staff_owner", "customer_id", "device", "code", "arm", "product_name",
         "campaign_name", "campaign_goal", "ticket_status", "ticket_subject", "country", "order_country")  # fmt: skip


def _places(data: Data) -> list[tuple[Any, Any]]:
    """Return every place of a tree that may be changed: a container and its key."""
    found: list[tuple[Any, Any]] = []
    waiting: list[Any] = [data]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here))
        for key in keys:
            found.append((here, key) if isinstance(here, dict) else (_List(here), key))
            if isinstance(here[key], dict | list):
                waiting.append(here[key])
    return found


class _List:
    """A list that can be changed like an object."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __getitem__(self, key: int) -> Any:  # noqa: ANN401
        return self.items[key]

    def __setitem__(self, key: Any, value: Any) -> None:  # noqa: ANN401
        if isinstance(key, int) and key < len(self.items):
            self.items[key] = value
        else:
            self.items.append(value)

    def get(self, key: str) -> None:
        """Return nothing: a list has no field."""

    def pop(self, key: int, default: None) -> None:
        """Take an item out."""
        if key < len(self.items):
            del self.items[key]
