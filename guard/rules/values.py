"""Attribute values in words: another value of a kind that the evidence knows, and a value or feature that is denied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guard.claims.normal import normal
from guard.matching import places
from guard.reading import Part, Reading
from guard.resources import load
from guard.rules.model import Found, at
from guard.vocabulary import EMPTY, prose, stem

_WORD = re.compile(r"[a-z]+")
_NOT = re.compile(
    r"(?:\b(?:not|no|isn't|aren't|without|never|lacks?|nor)(?: (?:a|an|any|the|in|of|made of|made from))?"
    r"|不是|并非|没有|不含|[不无非]) ?$"
)
_NOT_AT_ALL = re.compile(r"n[o']t|no|without|never|lack|[没并不无非]")
"""In every text that _NOT finds."""
_NOT_ONLY = re.compile(r"not (?:only|just)|不只|不仅|不但")
_HAS_NONE = re.compile(
    r"\b(?:(?:does|do|did) ?n[o']t (?:have|include|come with|support|offer)|has no|have no|without|lacks?"
    r"|there (?:is|are) no|no(?= [a-z]+ or\b))(?P<what>[^.;!?\n]{2,90})|没有(?P<zh>[^,。;!?\n]{2,12})"
)
_NO_VALUE = frozenset(("no", "none", "false", "n/a", "无", "没有", "否", "不支持"))
_NO_ATTRIBUTE = frozenset(("name", "short_name", "category", "url", "picture", "alt", "description", "code", "id"))


def other_value(reading: Reading) -> Iterator[Found]:
    """A colour, material, origin … of which the evidence knows another one."""
    kinds = _kinds_of_evidence(reading)
    for part in reading.parts if kinds else ():
        low = part.plain.lower()
        words = [found for found in _WORD.finditer(low) if stem(found.group()) in _stems()]
        for kind in kinds:
            for start, end in _of_kind(low, words, kind):
                if _is_part_of_known(low, start, reading):
                    continue
                if not part.is_covered(start, end) and not reading.vocabulary.says(low[start:end]):
                    yield at(part, start, end, f"the {kind} that the evidence says")


def denied_value(reading: Reading) -> Iterator[Found]:
    """A value that the evidence gives, or a feature that it has, told as if it were not so."""
    for part in reading.parts:
        low = part.plain.lower()
        for value in reading.attribute_words if _NOT_AT_ALL.search(low) else ():
            for start, end in places(low, value):
                if _NOT.search(low, max(0, start - 16), start) and not _NOT_ONLY.search(low, max(0, start - 18), end):
                    yield at(part, start, end, "the evidence says that it is so")
        yield from _missing(part, low, reading)


def _missing(part: Part, low: str, reading: Reading) -> Iterator[Found]:
    """Yield the features that a sentence says are missing ("it has no camera or Bluetooth") and the evidence lists."""
    for found in _HAS_NONE.finditer(low):
        group = "what" if found["what"] else "zh"
        for label in sorted(_features(reading)):
            for start, end in places(found[group], label):
                yield at(part, found.start(group) + start, found.start(group) + end, "the evidence says that it has it")


def _features(reading: Reading) -> frozenset[str]:
    """Return the last words of the fields that say of a product that it has something."""
    said = {fact.field: str(fact.value).strip().lower() for fact in reading.facts.all if fact.id[0] == "P"}
    labels = {
        field.lower().split("_")[-1]
        for field, value in said.items()
        if field not in _NO_ATTRIBUTE and value not in _NO_VALUE
    }
    return frozenset(
        one for one in labels if len(one) >= 2 and one not in prose() and one not in EMPTY and one != "stock"
    )


def _kinds_of_evidence(reading: Reading) -> list[str]:
    told = " | ".join(reading.attribute_words)
    stems = {stem(word) for word in _WORD.findall(told)}
    return [
        kind for kind, (latin, chinese) in _lexicon().items() if latin & stems or any(one in told for one in chinese)
    ]


def _of_kind(low: str, words: list[re.Match[str]], kind: str) -> Iterator[tuple[int, int]]:
    latin, chinese = _lexicon()[kind]
    everyday = kind in load("data/lexicon.yaml")["everyday"]
    for found in words:
        if (
            stem(found.group()) in latin
            and not _OTHER_SENSE.match(low, found.end())
            and not (everyday and not _TOLD.search(low, max(0, found.start() - 24), found.start()))
        ):
            yield found.span()
    for one in chinese:
        if one in low:
            yield from places(low, one)


def _is_part_of_known(low: str, start: int, reading: Reading) -> bool:
    """Return whether the characters around the beginning are a value of the evidence (蓝色 in 雾蓝色)."""
    return low[start] > "\u2fff" and low[max(0, start - 1) : start + 1] in reading.vocabulary.pairs


_OTHER_SENSE = re.compile(r"[- ]?(?:tea|friday|light|card|paper|house|list|out|market)\b")
_TOLD = re.compile(
    r"(?:made in|from|grown in|sourced (?:from|in)|tast(?:es?|ing) of|smells? of|notes? (?:of|:|are)|hints? of|scent of"
    r"|with|and|,|aroma of|flavou?rs? of)(?: a| an| the)? ?$"
)


@cache
def _lexicon() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    kinds = load("data/lexicon.yaml")["kinds"]
    return {
        kind: (
            frozenset(stem(word) for word in data.get("en", "").split()),
            tuple(sorted((normal(word) for word in data.get("zh", "").split()), key=lambda word: (-len(word), word))),
        )
        for kind, data in kinds.items()
    }


@cache
def _stems() -> frozenset[str]:
    return frozenset().union(*(latin for latin, _ in _lexicon().values()))
