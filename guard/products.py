"""What the evidence calls its products, and the attributes it gives them in words."""

from __future__ import annotations

import re

from guard.claims.normal import normal
from guard.facts import Fact

_EMPTY = frozenset(("yes", "no", "none", "other", "是", "否", "有", "无", "其他"))
_HAN_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
_NAMES = ("name", "short_name")
_NO_ATTRIBUTE = frozenset((*_NAMES, "category", "brand", "url", "picture", "alt", "description", "code", "id"))


def attribute_words(facts: tuple[Fact, ...]) -> dict[str, frozenset[str]]:
    """Return each attribute value in words with the products that have it; what others say too is left out."""
    owners: dict[str, set[str]] = {}
    elsewhere = set()
    for fact in facts:
        if fact.kind != "text":
            continue
        value = normal(str(fact.value)).lower()
        if fact.id[0] == "P" and fact.field not in _NO_ATTRIBUTE:
            for piece in dict.fromkeys((value, *re.split(r"[,、;/]| and ", value))):
                if 2 <= len(piece.strip()) <= 60 and not (piece.isascii() and len(piece.strip()) < 3):
                    owners.setdefault(piece.strip(), set()).add(fact.id)
        elif fact.id[0] not in "P" and fact.field != "product":
            elsewhere.add(value)
    owners = {value: ids for value, ids in owners.items() if value not in _EMPTY}
    return {value: frozenset(ids) for value, ids in owners.items() if not any(value in text for text in elsewhere)}


def _beginnings(named: list[tuple[str, str]], facts: tuple[Fact, ...]) -> list[tuple[str, str]]:
    """Return the first two characters of Chinese names (云眠 of 云眠四件套) that nothing else in the evidence has."""
    found: dict[str, set[str]] = {}
    for name, id_ in named:
        if len(name) >= 4 and _HAN_PAIR.match(name):
            found.setdefault(name[:2], set()).add(id_)
    names = {name for name, _ in named}
    others = [(fact.id, str(fact.value)) for fact in facts if fact.kind == "text"]
    return [
        (begin, id_)
        for begin, ids in found.items()
        for id_ in ids
        if len(ids) == 1
        and not any(begin in text and (other != id_ or normal(text).lower() not in names) for other, text in others)
    ]


def _words_beside(fact: Fact) -> list[str]:
    """Return the words of an attribute: the pack that a product has is not another product that is a pack."""
    if fact.field in _NAMES or fact.field in _NO_ATTRIBUTE:
        return []
    value = normal(str(fact.value)).lower() if fact.kind == "text" else fact.unit
    return [*fact.field.lower().split("_"), *re.findall(r"[a-z]+", value)]


def product_names(facts: tuple[Fact, ...]) -> tuple[tuple[str, str], ...]:
    """Return (name, product id), long names first: names, short names, and a last word that only one product has."""
    named = [(normal(str(fact.value)).lower(), fact.id) for fact in facts if fact.id[0] == "P" and fact.field in _NAMES]
    heads: dict[str, set[str]] = {}
    for name, id_ in named:
        head = name.split(" ")[-1]
        if head.isascii() and head.isalpha() and len(head) > 3 and head != name:
            heads.setdefault(head, set()).add(id_)
    said = {(fact.id, word) for fact in facts if fact.id[0] == "P" for word in _words_beside(fact)}
    named += [
        (head, next(iter(ids)))
        for head, ids in heads.items()
        if len(ids) == 1 and not any(word == head and id_ not in ids for id_, word in said)
    ]
    named += _beginnings(named, facts)
    return tuple(sorted(dict.fromkeys(named), key=lambda item: (-len(item[0]), item)))
