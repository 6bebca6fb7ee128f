"""The words that the evidence says, in a form to look claims up in: English by stem, Chinese by pairs of characters.

What the customer said, who the customer is, and what reviewers wrote is no proof of a claim by the shop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from guard.claims.normal import normal
from guard.remembered import remembered
from guard.resources import load
from shop.evidence import Evidence, ListValue, NumberValue, TextValue, Value

_NO_PROOF = frozenset("CUR")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_CUE = re.compile(
    "^(?:是|有|和|与|还是|的|适合|适用于?|支持|采用|选用|搭载|配有?|自带|内置|带有?|不含|产自|源自|来自|原产于?|专为|兼容"
    "|(?:suitable|made|works?|compatible|safe|ideal|perfect|great|gentle|designed|recommended)"
    " (?:for|with|in|of|by|from) )"
)
_LAST = re.compile("(?:[是的了吗也都和与吧呢色]|(?:的?(?:肌肤|皮肤|肤质|人群|面料|材质|款式)))$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Vocabulary:
    """Stems and pairs of characters of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.stems: set[str] = set()
        self.pairs: set[str] = set()
        for text in texts:
            stems, runs = _read(text)
            self.stems |= stems
            self.pairs |= runs

    def says(self, words: str) -> bool:
        """Return whether every content word and every pair of characters of `words` is in the vocabulary."""
        low = _LAST.sub("", _CUE.sub("", words.lower()))
        stems = [stem(word) for word in _WORD.findall(low) if word not in EMPTY]
        runs = [pair for run in _HAN.findall(low) for pair in pairs(run)]
        return bool(stems or runs) and all(item in self.stems for item in stems) and all(
            pair in self.pairs for pair in runs
        )  # fmt: skip

    def knows(self, word: str) -> bool:
        """Return whether an English word is said, by itself or as the beginning of a longer one (water: waterproof)."""
        base = stem(word)
        return base in self.stems or (len(base) > 3 and any(item.startswith(base) for item in self.stems))


_EMPTY = """a an the and or of to in on at by for with from is are was were be been it its this that these those you
your we our us they their them i my he she his her as so very really just also too both all each every any some not no
can will would could should may might do does did has have had get gets got make makes made come comes up out about than
then there here when where which who what how if but yourself itself themselves ourselves myself probably"""
EMPTY = frozenset(_EMPTY.split())
"""English words that claim nothing by themselves."""


@cache
def prose() -> frozenset[str]:
    """Return everyday English words that claim no property of a product (data/prose.yaml)."""
    return frozenset(str(load("data/prose.yaml")["prose"]).split())


def said_vocabulary(evidence: Iterable[Evidence], more: Iterable[str] = ()) -> Vocabulary:
    """Return the words of the texts alone: the name of a field (last_bought) says nothing of last year."""
    told = (value for item in evidence if item.id[0] not in _NO_PROOF for value in item.fields.values())
    return Vocabulary(
        [*(text for value in told if not isinstance(value, NumberValue) for text in _words(value)), *more]
    )


def evidence_vocabulary(evidence: Iterable[Evidence], more: Iterable[str] = ()) -> Vocabulary:
    """Return the words of the evidence: its texts, its units, and the names of its fields."""
    return Vocabulary([*(text for item in evidence for text in _texts(item)), *more])


@remembered(8192)
def _read(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems and the pairs of characters of one text."""
    plain = normal(text).lower()
    runs = () if plain.isascii() else _HAN.findall(plain)
    return frozenset(map(stem, _WORD.findall(plain))), frozenset(pair for run in runs for pair in pairs(run))


def pairs(run: str) -> Iterator[str]:
    """Yield the pairs of neighbours of a run of characters; a single one as itself."""
    if len(run) == 1:
        yield run
    for place in range(len(run) - 1):
        yield run[place : place + 2]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of an English word (Snowball)."""
    return str(_stemmer().stemWord(word.removesuffix("'s")))


@cache
def _stemmer() -> Any:  # noqa: ANN401 - the library has no types
    import Stemmer

    return Stemmer.Stemmer("english")


def _texts(item: Evidence) -> Iterator[str]:
    if item.id[0] in _NO_PROOF:
        return
    for field, value in item.fields.items():
        yield _CAMEL.sub(" ", field).replace("_", " ")
        yield from _words(value)


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, ListValue):
        for part in value.list:
            yield from _words(part)
    elif isinstance(value, TextValue):
        yield value.text
    elif isinstance(value, NumberValue):
        yield value.unit
