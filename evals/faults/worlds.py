"""True texts with their evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from shop.evidence import PREFIXES, Evidence, EvidenceSet
from shop.types import Message

_MARK = re.compile(r"⟦(?:threshold|end|exclusion)\|([^⟧]*)⟧")


class GoodText(NamedTuple):
    """A true text. `marked` still has its ⟦…⟧ marks around the conditions that may be dropped; `text` has none."""

    world: str
    language: str
    marked: str
    evidence: EvidenceSet
    channel: str = ""

    @property
    def text(self) -> str:
        """The text as a reader sees it."""
        return unmarked(self.marked)


def unmarked(marked: str) -> str:
    """Return the text without its marks."""
    return _MARK.sub(r"\1", marked)


def without(marked: str, condition: str) -> str:
    """Return the text with every ⟦condition|…⟧ dropped, and without marks."""
    return unmarked(re.sub(rf"⟦{condition}\|[^⟧]*⟧", "", marked))


@cache
def written() -> tuple[GoodText, ...]:
    """Return the written texts of worlds.yaml."""
    return tuple(
        GoodText(world["name"], world["language"], text, evidence_of(world))
        for world in data("worlds.yaml")["worlds"]
        for text in world["texts"]
    )


def evidence_of(world: dict[str, Any]) -> EvidenceSet:
    """Return the evidence of a world."""
    as_of = data("worlds.yaml")["as_of"][world["language"]]
    return EvidenceSet(
        customer="c1", evidence=tuple(_evidence(id_, fields, as_of) for id_, fields in world["evidence"].items())
    )


@cache
def data(name: str) -> dict[str, Any]:
    """Return a data file of this package."""
    import yaml

    loaded: dict[str, Any] = yaml.safe_load(files("evals.faults").joinpath(name).read_text(encoding="utf-8"))
    return loaded


def composed(messages: Iterator[Message]) -> Iterator[GoodText]:
    """Yield messages that were allowed as true texts: the copy as its recipient reads it."""
    for message in messages:
        if message.verdict.outcome == "allow":
            evidence = EvidenceSet(customer=message.customer_id, evidence=message.evidence)
            copy = message.copy_
            text = "\n".join(filter(None, (copy.subject, copy.greeting, *copy.body, copy.signoff)))
            yield GoodText(message.shop_id, message.language, text, evidence, message.channel)


def _evidence(id_: str, fields: dict[str, Any], as_of: str) -> Evidence:
    return Evidence.model_validate(
        {"id": id_, "kind": PREFIXES[id_[0]], "fields": fields, "source": "worlds.yaml", "as_of": as_of}
    )
