"""Every pattern of terms.yaml is reached: what it matches has one of the hints in it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any

import pytest

from guard.resources import load

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import re._constants as codes
    import re._parser as parser

_MOST = 400
"""Ways of one pattern that are written out; more differ in nothing that a hint could be."""


def _written(pattern: str) -> list[str]:
    """Return the shortest texts that a pattern matches, one for each way through its alternatives."""
    return list(islice(_ways(parser.parse(pattern)), _MOST))


def _ways(steps: Any) -> Iterator[str]:  # noqa: ANN401 - the parser has no types
    choices = [list(islice(_step(code, value), _MOST)) for code, value in steps]
    return ("".join(chosen) for chosen in product(*choices))


def _step(code: object, value: Any) -> Iterable[str]:  # noqa: ANN401
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.IN:
        return [_of_set(value)]
    if code is codes.BRANCH:
        return [way for branch in value[1] for way in _ways(branch)]
    if code is codes.SUBPATTERN:
        return _ways(value[3])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        least, _, inner = value
        if least == 0:
            return [" "] if inner[0][0] is codes.IN and (codes.LITERAL, ord(" ")) in inner[0][1] else [""]
        return ["".join(way) for way in product(*[list(_ways(inner))] * least)]
    if code is codes.ASSERT and value[0] > 0:
        return list(_ways(value[1]))
    return [""]


def _of_set(items: Any) -> str:  # noqa: ANN401
    code, value = items[0]
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.RANGE:
        return chr(value[0])
    return "7" if value is codes.CATEGORY_DIGIT else "~"


def _cases() -> list[tuple[str, list[str], str]]:
    terms = load("data/terms.yaml")
    found = []
    for tongue in ("en", "zh"):
        found += [(f"terms.{tongue}", terms[tongue]["hints"], one) for one in terms[tongue]["terms"]]
    return found


@pytest.mark.parametrize("name", sorted({name for name, _, _ in _cases()}))
def test_every_way_of_a_pattern_has_a_hint(name: str) -> None:
    unreached = {
        text
        for of, hints, pattern in _cases()
        if of == name
        for text in _written(pattern)
        if not any(hint in text.lower() for hint in hints)
    }
    assert not unreached


def test_the_written_texts_are_matched_by_their_pattern() -> None:
    patterns = ["(?:our )?(?:best|top)[- ]?sell(?:er|ing)", "(?:a|b){2}\\d", "no (?=x)x"]
    for pattern in patterns:
        assert all(re.match(pattern, text) for text in _written(pattern)), pattern
