"""The shop's own names, read once per view: products, categories, brands, campaigns, tags, tiers, places …

A name that is written out links to its entity. A part of a name (a word, or Chinese signs in a row) links to the
products or categories that carry it: the head of a name ("kettle" of "Gooseneck Kettle", 卸妆油 of 乌龙茶卸妆油) counts
more than a word inside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from shop.segments.parsing.normalise import normalised

if TYPE_CHECKING:
    from shop.store.view import ShopView

_BRACKETED = re.compile(r"[,(].*$")
_ENDS = re.compile(r"[\s\d.,]*(?:\d[\d.]*\s*(?:g|ml|kg|l|片|对|包|只|条|根|米|w|mah))?$")

PRODUCT_FIELDS = ("product", "category", "brand")
CUSTOMER_FIELDS = ("country", "city", "language", "tier", "tags", "acquisition", "staff_owner")

_SUBJECTS = """SELECT subject FROM tickets WHERE subject <> '' GROUP BY 1 HAVING count(*) > 1
               ORDER BY count(*) DESC, 1 LIMIT $most"""
_MOST_SUBJECTS = 200
"""Subjects of tickets that are names: the most frequent; a subject that came once is a sentence of somebody's."""


class Entity(NamedTuple):
    """Something of the shop: the field it is a value of, the value, and its name as the shop writes it."""

    field: str
    value: str
    label: str


class Part(NamedTuple):
    """A product or category whose name carries some words; `head` when they are what the name is about."""

    entity: Entity
    head: bool


class ShopNames:
    """Names by their normalised form, and the names of products and categories for search by parts."""

    def __init__(self, view: ShopView) -> None:
        self.exact: dict[str, list[Entity]] = defaultdict(list)
        self.searched: list[tuple[Entity, str, frozenset[str], str]] = []
        self.campaigns: list[tuple[str, str, str]] = []
        self.devices: set[str] = set()
        self._view = view
        self._products(view)
        self._customers(view)
        self._events(view)
        self._places()

    def parts(self, words: str) -> list[Part]:
        """Return the products and categories whose name carries `words`, each once."""
        if len(words) < 2:
            return []
        found: dict[Entity, bool] = {}
        stems = frozenset(map(stem, words.split())) if words.isascii() else frozenset()
        for entity, name, own, head in self.searched:
            if stems:
                hit, heads = stems <= own, head in stems
            else:
                hit, heads = (
                    words in name,
                    name.endswith(words) or (entity.field == "category" and name.startswith(words)),
                )
            if hit:
                found[entity] = found.get(entity, False) or heads
        return [Part(entity, heads) for entity, heads in found.items()]

    def knows_word(self, word: str) -> bool:
        """Say whether an English word occurs in a name of a product or category."""
        return stem(word) in self._words

    def longest_part(self, text: str, start: int) -> int:
        """Return how many Chinese signs from `start` on occur in one name, 0 if fewer than two do."""
        length = 0
        while start + length < len(text) and length < 20:
            piece = text[start : start + length + 1]
            if not ("\u4e00" <= piece[-1] <= "\u9fff") or piece not in self._all:
                break
            length += 1
        return length if length >= 2 else 0

    def sent_on(self, campaign_id: str) -> date | None:
        """Return the local day on which a campaign was sent."""
        return self._sent.get(campaign_id)

    @cached_property
    def coupons_used(self) -> bool:
        """Whether the data shows anybody who used a coupon that they had been given."""
        from shop.segments.compiling import member_keys
        from shop.segments.tree.nodes import HoldsCoupon

        return bool(member_keys(self._view, HoldsCoupon(state="used"), None))

    def labels(self) -> list[str]:
        """Return the names that a nearest one is looked for among."""
        return sorted({e.label for group in self.exact.values() for e in group if e.field in PRODUCT_FIELDS})

    def finish(self) -> ShopNames:
        """Make the tables that search by parts needs."""
        self._words = frozenset(word for _, _, own, _ in self.searched for word in own)
        self._all = "\n".join(name for _, name, _, _ in self.searched)
        return self

    def _add(self, name: str, entity: Entity) -> None:
        form = normalised(name).text
        if form and entity not in self.exact[form]:
            self.exact[form].append(entity)

    def _products(self, view: ShopView) -> None:
        rows = view.rows(
            """SELECT product_id, name, short_name, category, brand FROM products JOIN product_texts
               USING (product_key) ORDER BY product_id, language"""
        )
        categories: set[str] = set()
        for product_id, name, short, category, brand in rows:
            entity = Entity("product", product_id, name)
            for form in {name, _plain(name), short} - {""}:
                self._add(form, entity)
                self._search(form, entity)
            if category and category not in categories:
                categories.add(category)
                self._add(category, Entity("category", category, category))
                self._search(category, Entity("category", category, category))
            if brand:
                self._add(brand, Entity("brand", brand, brand))

    def _search(self, name: str, entity: Entity) -> None:
        form = normalised(_plain(name)).text
        words = [stem(word) for word in re.findall(r"[a-z0-9]+", form)]
        self.searched.append((entity, _ENDS.sub("", form), frozenset(words), words[-1] if words else ""))

    def _customers(self, view: ShopView) -> None:
        for field in ("city", "tier", "acquisition", "staff_owner"):
            for (value,) in view.rows(f"SELECT DISTINCT {field} FROM customers WHERE {field} <> '' ORDER BY 1"):
                self._add(value, Entity(field, value, value))
        for (tag,) in view.rows("SELECT DISTINCT unnest(tags) AS tag FROM customers ORDER BY 1"):
            self._add(tag, Entity("tags", tag, tag))

    def _events(self, view: ShopView) -> None:
        rows = view.rows("SELECT campaign_id, name, channel, sent_at FROM campaigns ORDER BY sent_at, campaign_id")
        self.campaigns = [row[:3] for row in rows]
        self._sent = {row[0]: view.local(row[3]).date() for row in rows}
        for campaign_id, name, _ in self.campaigns:
            self._add(campaign_id, Entity("campaign", campaign_id, name))
            self._add(name, Entity("campaign", campaign_id, name))
        self.held_out = bool(view.rows("SELECT 1 FROM outcomes WHERE held_out LIMIT 1"))
        for (subject,) in view.rows(_SUBJECTS, {"most": _MOST_SUBJECTS}):
            self._add(subject, Entity("ticket_subject", subject, subject))
        self.order_codes = bool(view.rows("SELECT 1 FROM orders WHERE len(codes) > 0 LIMIT 1"))
        codes = view.rows(
            """SELECT DISTINCT code FROM events WHERE code <> ''
               UNION SELECT DISTINCT unnest(codes) FROM orders ORDER BY 1"""
        )
        for (code,) in codes:
            self._add(code, Entity("code", code, code))
        self.devices = {device for (device,) in view.rows("SELECT DISTINCT device FROM events WHERE device <> ''")}

    def _places(self) -> None:
        cities = {e.value for group in list(self.exact.values()) for e in group if e.field == "city"}
        for english, chinese in _data()["cities"].items():
            for shown, other in ((english, chinese), (chinese, english)):
                if shown in cities:
                    self._add(other, Entity("city", shown, shown))
        for form, code in _countries():
            self._add(form, Entity("country", code, form))
        for form, code in _languages():
            self._add(form, Entity("language", code, form))


def stem(word: str) -> str:
    """Return an English word without the ending of its plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _plain(name: str) -> str:
    """Return a product's name without size and what follows a comma."""
    return _ENDS.sub("", _BRACKETED.sub("", name)).strip() or name


@cache
def _data() -> dict[str, Any]:
    import yaml

    text = resources.files("shop.segments.parsing").joinpath("places.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _countries() -> tuple[tuple[str, str], ...]:
    from babel import Locale

    named = [
        (str(name), code)
        for language in ("en", "zh")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "XA", "XB", "EZ", "ZZ", "QO")
    ]
    return (*named, ("港", "HK"), ("香港", "HK"), ("台湾", "TW"), ("澳门", "MO"))


@cache
def _languages() -> tuple[tuple[str, str], ...]:
    from babel import Locale

    wanted = ("en", "zh", "de", "fr", "es", "it", "ja", "ko", "pt", "nl", "ru", "ar", "pl", "sv", "tr", "vi", "th")
    return tuple((str(Locale(shown).languages[code]), code) for shown in ("en", "zh") for code in wanted)
