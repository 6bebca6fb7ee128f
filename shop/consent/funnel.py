"""From a segment to the people who may be contacted: every exclusion is counted, with what would fix it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, get_args

from pydantic import Field

from shop.consent.attestations import command
from shop.consent.basis import BasisKind
from shop.record import Channel, Language, Record

ExclusionReason = Literal[
    "unknown_customer", "no_address", "opted_out", "suppressed", "not_attested", "no_double_opt_in", "consent_later",
    "no_consent", "duplicate_address",
]  # fmt: skip
REASONS: tuple[ExclusionReason, ...] = get_args(ExclusionReason)
"""Each person is counted once, under the first reason that holds: what nobody can fix comes before what one can."""

MOST_SOURCES = 5
"""Sources that a fix names; the others are in `copilot consent list`."""


class SourceCount(Record):
    """A source of consent that nobody attested, and how many people wait for it."""

    source: str
    count: int


class Exclusion(Record):
    """One reason, how many it keeps out, and what would fix it, by language; `sources`: where attesting would."""

    reason: ExclusionReason
    count: int
    fix: dict[str, str]
    sources: tuple[SourceCount, ...] = ()


class Funnel(Record):
    """From a segment to the people who may be contacted: matched = eligible + all exclusions.

    `objects_to_profiling` of the eligible object to being profiled: writing is allowed, choosing by behaviour is not.
    `bases` counts the eligible by what allows to write to them.
    """

    channel: Channel
    matched: int
    excluded: tuple[Exclusion, ...]
    eligible: int
    objects_to_profiling: int = 0
    bases: dict[BasisKind, int] = Field(default_factory=dict)


class Contactable(NamedTuple):
    """Sorted ids of those who may be contacted, and the funnel that led to them."""

    ids: list[str]
    funnel: Funnel


def exclusions(counted: Mapping[ExclusionReason, int], unattested: Mapping[str, int]) -> tuple[Exclusion, ...]:
    """Return the exclusions in the order of REASONS; `unattested` counts people by the source that would free them."""
    ranked = sorted(unattested.items(), key=lambda item: (-item[1], item[0]))
    waiting = tuple(SourceCount(source=source, count=count) for source, count in ranked[: 4 * MOST_SOURCES])
    found = []
    for reason in REASONS:
        if counted.get(reason):
            own = waiting if reason == "not_attested" else ()
            fix = _fixes()[reason] if reason != "not_attested" else _attesting(ranked)
            found.append(Exclusion(reason=reason, count=counted[reason], fix=fix, sources=own))
    return tuple(found)


def explained(funnel: Funnel, language: Language = "en") -> list[str]:
    """Return one sentence per exclusion, most people first: how many, why, and what would fix it."""
    ranked = sorted(funnel.excluded, key=lambda item: (-item.count, REASONS.index(item.reason)))
    return [f"{item.count} {item.reason}: {item.fix[language]}" for item in ranked if item.count]


def _attesting(ranked: Sequence[tuple[str, int]]) -> dict[str, str]:
    """Return the fix with the exact command of each source, most people first."""
    shown, rest = ranked[:MOST_SOURCES], len(ranked) - MOST_SOURCES
    commands = "; ".join(f"`{command(source)}` ({count})" for source, count in shown)
    texts = _fixes()["not_attested"]
    more = {language: f" {text.format(count=rest)}" for language, text in _texts()["more_sources"].items()}
    return {
        language: text.format(commands=commands) + (more[language] if rest > 0 else "")
        for language, text in texts.items()
    }


@cache
def _texts() -> dict[str, dict[str, str]]:
    """Return what funnel.toml says, by reason or name, by language."""
    document = tomllib.loads(resources.files("shop.consent").joinpath("funnel.toml").read_text(encoding="utf-8"))
    return {name: entry["fix"] for name, entry in document.items() if isinstance(entry, dict)}


def _fixes() -> dict[ExclusionReason, dict[str, str]]:
    return {reason: _texts()[reason] for reason in REASONS}


def funnel(
    channel: Channel, verdicts: Sequence[ExclusionReason | BasisKind], unattested: Mapping[str, int], objecting: int
) -> Funnel:
    """Count the verdicts: a reason excludes, a kind of basis allows."""
    counted = Counter(verdicts)
    excluded: Counter[ExclusionReason] = Counter({reason: counted[reason] for reason in REASONS})
    bases = {kind: counted[kind] for kind in get_args(BasisKind) if counted[kind]}
    return Funnel(
        channel=channel, matched=len(verdicts), excluded=exclusions(excluded, unattested),
        eligible=sum(bases.values()), objects_to_profiling=objecting, bases=bases,
    )  # fmt: skip
