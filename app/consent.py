"""Consent as the command line asks for it: sources, attestations, and lists that people hand over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.copilot import Copilot
from shop.consent import Attestation, SourceOverview, record_consents, sources
from shop.consent.attestations import attest, attestations, checked_source, command
from shop.consent.statements_file import MOST_PROBLEMS, Problem, StatementsFile
from shop.consent.suppression_file import SuppressionFile
from shop.errors import InvalidInput, NotFound
from shop.record import CHANNELS, Channel, Record
from shop.suppression import address_hash, suppress_many, suppressed_hashes


class ConsentOverview(Record):
    """Every source of consent of the shop, and how many addresses are suppressed per channel."""

    as_of: str
    sample: bool
    sources: tuple[SourceOverview, ...]
    suppressed: dict[Channel, int]


class Attested(Record):
    """An attestation and the opt-ins that count by it, per channel."""

    attestation: Attestation
    opted_in: dict[Channel, int]


class ConsentImported(Record):
    """What a file of statements gave: read = recorded + unusable rows. `added` counts statements not known before.

    `fix` is the command that makes the file's opt-ins count, empty where they do.
    """

    source: str
    read: int
    recorded: int
    added: int
    unusable: dict[str, int]
    problems: tuple[Problem, ...]
    unknown_customers: int
    fix: str


class Suppressed(Record):
    """What a suppression list gave: read = added + known + unreadable; `total` is the whole list of the channel."""

    channel: Channel
    read: int
    added: int
    known: int
    unreadable: int
    unreadable_rows: tuple[int, ...]
    total: int


def overview(copilot: Copilot) -> ConsentOverview:
    """List the sources of consent as of the moment asked for."""
    with copilot.view() as view, copilot.state() as state:
        return ConsentOverview(
            as_of=view.at.isoformat(),
            sample=view.shop.sample,
            sources=sources(view, state),
            suppressed={channel: len(suppressed_hashes(state, channel)) for channel in CHANNELS},
        )


def attest_source(copilot: Copilot, source: str, how: str, by: str, wording: str) -> Attested:
    """Keep who answers for a source; raises NotFound naming the nearest where no statement has that source."""
    with copilot.view() as view, copilot.state() as state:
        known = {item.source: item for item in sources(view, state)}
        if source.strip() not in known:
            raise NotFound("source of consent", source, known, hint="`copilot consent list` shows them all.")
        kept = attest(state, source, how, by, copilot.clock.now(), wording)
    counts = {item.channel: item.opted_in for item in known[kept.source].channels if item.opted_in}
    return Attested(attestation=kept, opted_in=counts)


def import_statements(copilot: Copilot, file: Path, source: str) -> ConsentImported:
    """Record a file of statements under one source; nothing is kept when the file cannot be read to its end.

    Raises InvalidInput where no row says anything.
    """
    source = checked_source(source)
    with copilot.view() as view, copilot.state() as state:
        now = copilot.clock.now()
        read = StatementsFile(file, view, now)
        added = record_consents(state, source, read.records(), now)
        waits = not view.shop.sample and source not in attestations(state)
    if read.read == read.unusable.total():
        found = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in sorted(read.unusable.items()))
        raise InvalidInput(
            f"None of the {read.read} rows is a statement of consent{f': {found}' if found else ''}.", where=str(file),
            hint="Columns: customer_id or address, channel, state, at, wording.",
        )  # fmt: skip
    return ConsentImported(
        source=source,
        read=read.read,
        recorded=read.read - read.unusable.total(),
        added=added,
        unusable=dict(sorted(read.unusable.items())),
        problems=tuple(read.problems),
        unknown_customers=read.unknown_customers,
        fix=command(source) if waits else "",
    )


def suppress_file(copilot: Copilot, file: Path, channel: Channel, reason: str) -> Suppressed:
    """Add a list of addresses to the suppression list of a channel; raises InvalidInput where none can be read."""
    with copilot.view() as view, copilot.state() as state:
        listed = SuppressionFile(file, channel, view.shop)
        counted = _Counted(listed, suppressed_hashes(state, channel))
        suppress_many(state, channel, counted.addresses(), reason.strip() or "imported", copilot.clock.now())
        total = len(suppressed_hashes(state, channel))
    if listed.read == len(listed.unreadable):
        raise InvalidInput(
            f"None of the {listed.read} rows is an address for {channel}.", where=str(file),
            hint="Choose another --channel, or name the column of the addresses.",
        )  # fmt: skip
    return Suppressed(
        channel=channel,
        read=listed.read,
        added=counted.added,
        known=counted.known,
        unreadable=len(listed.unreadable),
        unreadable_rows=tuple(listed.unreadable[:MOST_PROBLEMS]),
        total=total,
    )


class _Counted:
    """Hands addresses on and counts the rows whose address was, or was not, on the list already."""

    def __init__(self, listed: SuppressionFile, present: set[str]) -> None:
        self.added = self.known = 0
        self._listed = listed
        self._present = present

    def addresses(self) -> Iterator[str]:
        for forms in self._listed.addresses():
            keys = {address_hash(self._listed.channel, form) for form in forms}
            if keys <= self._present:
                self.known += 1
            else:
                self.added += 1
            self._present |= keys
            yield from forms
