"""Where in a document something is wrong: JSON paths such as $.promotions[2].effects[0].percent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from pydantic import ValidationError

from shop.record import Record
from shop.types.promotion import Condition, Effect

_KINDS = frozenset(
    member.model_fields["kind"].default for union in (Effect, Condition) for member in get_args(get_args(union)[0])
)


class Problem(Record):
    """What is wrong in a document, and where: `path` is a JSON path."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def written_problems(error: ValidationError) -> list[Problem]:
    """Return the errors of pydantic with their JSON paths.

    A list of which an item is wrong is not called too short for lacking it.
    """
    found = error.errors(include_url=False)
    places = [item["loc"] for item in found]
    return [
        Problem(path=path_of(item["loc"]), message=item["msg"])
        for item in found
        if item["type"] != "too_short" or not any(_within(place, item["loc"]) for place in places)
    ]


def _within(place: Sequence[int | str], outer: Sequence[int | str]) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def path_of(location: Sequence[int | str]) -> str:
    """Return the JSON path of a pydantic location. The kind of a union's member is not a place in the document."""
    path = "$"
    for number, part in enumerate(location):
        if isinstance(part, int):
            path += f"[{part}]"
        elif not (part in _KINDS and _chooses_kind(location[:number])):
            path += f".{part}"
    return path


def _chooses_kind(before: Sequence[int | str]) -> bool:
    """Whether the place before is one where an effect or a condition of some kind stands."""
    if before and isinstance(before[-1], int):
        return len(before) > 1 and before[-2] in ("effects", "of")
    return bool(before) and before[-1] in ("effect", "when", "of")
