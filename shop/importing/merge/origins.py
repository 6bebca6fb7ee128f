"""The sources that a shop was made from, in the order of their first import: that order is their priority."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from shop.errors import InvalidInput
from shop.importing.contract import Source, id_space
from shop.record import Record

META = "origins"
"""The key in the build's table meta."""
_NAME = re.compile(r"[\w.-]{1,60}")


class Origin(Record):
    """One source: its stable short name, how to read it again (`path` empty: it cannot be), the hashes of its files
    when it was last read, whose customer ids it uses, and the tables that it ever delivered."""

    name: str
    adapter: str = ""
    path: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    files: dict[str, str] = Field(default_factory=dict)
    id_space: str = "shop"
    tables: tuple[str, ...] = ()


class Delivery(NamedTuple):
    """What the caller says about the source that is being imported."""

    adapter: str = ""
    name: str = ""
    path: str = ""
    options: Mapping[str, str] = {}
    files: Mapping[str, str] = {}
    merge: bool = False

    def origin(self, source: Source) -> Origin:
        """Return the delivery's source, not yet read; raises InvalidInput for a name that cannot be used."""
        name = self.name or self.adapter or type(source).__name__.removesuffix("Source").lower()
        if not _NAME.fullmatch(name):
            raise InvalidInput(f"{name!r} cannot name a source.", hint="Use letters, digits, '.', '-' and '_'.")
        return Origin(
            name=name, adapter=self.adapter, path=self.path, options=dict(self.options), files=dict(self.files),
            id_space=id_space(source),
        )  # fmt: skip


def read_origins(meta: Mapping[str, str]) -> list[Origin]:
    """Return the sources of a build, first the one with the highest priority."""
    return [Origin.model_validate(entry) for entry in json.loads(meta.get(META, "[]"))]


def written(origins: Sequence[Origin]) -> str:
    """Return the sources as the build keeps them."""
    return json.dumps([origin.model_dump(mode="json") for origin in origins], ensure_ascii=False)


def consent_name(place: int, name: str) -> str:
    """Return the source of consent of statements that name none: attesting one source must not vouch for another."""
    return "imported" if place == 0 else f"imported-{name}"
