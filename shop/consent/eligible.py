"""The verdict on each person: may be contacted, on which basis, or why not."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from shop.consent.attestations import DEMO, Attestation, attestations
from shop.consent.basis import BasisKind, ConsentBasis
from shop.consent.facts import Facts, Person, gather
from shop.consent.funnel import Contactable, ExclusionReason, funnel
from shop.consent.regimes import (
    Computed,
    Located,
    any_asks_double_opt_in,
    asks_double_opt_in,
    computed,
    is_double_opt_in,
)
from shop.consent.standing import Standing, Statement, standing
from shop.record import Channel
from shop.store.view import ShopView
from shop.suppression import suppressed_hashes


def eligible(view: ShopView, state: sqlite3.Connection, ids: Iterable[str], channel: Channel) -> Contactable:
    """Return who of `ids` may be contacted on `channel` now.

    Attestations, recorded consent, suppression and unsubscribes are read from `state` again, refusals also when they
    came after the view was opened or after the moment that it stands at.
    """
    asked = sorted(set(ids))
    judge = _Judge(view, state, asked, channel, wordings=any_asks_double_opt_in(view))
    verdicts = judge.verdicts(asked)
    chosen = [id_ for id_ in asked if isinstance(verdicts[id_], _Granted)]
    outcomes = [verdict.kind if isinstance(verdict, _Granted) else verdict for verdict in verdicts.values()]
    objecting = sum(judge.facts.people[id_].objects for id_ in chosen)
    return Contactable(chosen, funnel(channel, outcomes, judge.unattested(verdicts), objecting))


def basis(view: ShopView, state: sqlite3.Connection, ids: Iterable[str], channel: Channel) -> dict[str, ConsentBasis]:
    """Return what allows to write to each of `ids` who may be contacted (see `eligible`), by sorted id."""
    asked = sorted(set(ids))
    judge = _Judge(view, state, asked, channel, wordings=True)
    return {
        id_: judge.basis(verdict) for id_, verdict in judge.verdicts(asked).items() if isinstance(verdict, _Granted)
    }


class _Granted(NamedTuple):
    """Yes, because of a statement or of what the law computes."""

    kind: BasisKind
    statement: Statement | None = None
    computed: Computed | None = None


_Verdict = _Granted | ExclusionReason


class _Judge:
    """Holds what is known about one set of people on one channel, and judges each of them."""

    def __init__(
        self, view: ShopView, state: sqlite3.Connection, asked: list[str], channel: Channel, *, wordings: bool
    ) -> None:
        self.view = view
        self.channel = channel
        self.attested = attestations(state)
        self.facts: Facts = gather(view, state, asked, channel, wordings=wordings)
        self.blocked = suppressed_hashes(state, channel)
        self.standings = {id_: self._standing(id_, attested_only=True) for id_ in self.facts.people}
        self.refusers = self._refusers()
        # Only those who gave no consent of their own need one that the law computes.
        wanting = (self.facts.people[id_] for id_ in asked if id_ in self.facts.people)
        self.computed = computed(view, channel, (_located(person) for person in wanting if self._may_compute(person)))

    def verdicts(self, asked: list[str]) -> dict[str, _Verdict]:
        """Judge everybody in order; of several with one address the first may be contacted."""
        found: dict[str, _Verdict] = {}
        taken: set[str] = set()
        for id_ in asked:
            person = self.facts.people.get(id_)
            verdict = self._verdict(person)
            if isinstance(verdict, _Granted) and person is not None:
                verdict = "duplicate_address" if person.hash in taken else verdict
                taken.add(person.hash)
            found[id_] = verdict
        return found

    def unattested(self, verdicts: dict[str, _Verdict]) -> Counter[str]:
        """Count the people who wait for an attestation, by the source that it would be about."""
        waiting = (id_ for id_, verdict in verdicts.items() if verdict == "not_attested")
        statements = (self._standing(id_, attested_only=False).statement for id_ in waiting)
        return Counter(one.source for one in statements if one is not None)

    def basis(self, granted: _Granted) -> ConsentBasis:
        """Return the basis as a record, with its moments in the shop's zone."""
        if granted.computed is not None:
            found = granted.computed
            return ConsentBasis(
                channel=self.channel, kind=granted.kind, source=granted.kind,
                given_at=self.view.local(found.happened_at), rests_on=f"{found.regime.trace} {found.trace_id}",
                until=self.view.local(found.until) if found.until else None, law=found.regime.source,
            )  # fmt: skip
        said = granted.statement or Statement("opted_in", granted.kind)
        return ConsentBasis(
            channel=self.channel, kind=granted.kind, source=said.source, wording=said.wording,
            given_at=self.view.local(said.given_at) if said.given_at else None,
            attestation=self.attested.get(said.source),
        )  # fmt: skip

    def _standing(self, id_: str, *, attested_only: bool) -> Standing:
        counts = self._counts if attested_only else lambda source: True
        return standing(self.facts.statements.get(id_, ()), self.facts.left.get(id_), counts)

    def _counts(self, source: str) -> bool:
        return self.view.shop.sample or source == DEMO or source in self.attested

    def _refusers(self) -> dict[str, set[str]]:
        """Return who said no, by the hash of their address: it holds for everybody there until a yes takes it back."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for hash_ in self.facts.refused:
            found[hash_].add("")
        for id_, one in self.standings.items():
            if one.refused and one.state != "opted_in":
                for hash_ in self.facts.people[id_].refusing:
                    found[hash_].add(id_)
        return found

    def _may_compute(self, person: Person) -> bool:
        own = self.standings[person.customer_id]
        return bool(person.hash) and not own.refused and not self._grants(person, own)

    def _grants(self, person: Person, own: Standing) -> bool:
        return own.state == "opted_in" and own.statement is not None and self._is_evidence(person, own.statement)

    def _verdict(self, person: Person | None) -> _Verdict:
        """Return the basis, or the first reason that keeps the person out."""
        if person is None or not person.here:
            return "unknown_customer"
        if not person.hash:
            return "no_address"
        if self._said_no(person):
            return "opted_out"
        if not self.blocked.isdisjoint(person.keys):
            return "suppressed"
        own = self.standings[person.customer_id]
        if self._grants(person, own) and own.statement is not None:
            return _Granted(DEMO if own.statement.source == DEMO else "consent", statement=own.statement)
        if person.customer_id in self.computed:
            law = self.computed[person.customer_id]
            return _Granted(law.regime.kind, computed=law)
        if own.state == "opted_in":
            return "no_double_opt_in"
        if self._waits(person):
            return "not_attested"
        return "consent_later" if person.customer_id in self.facts.later else "no_consent"

    def _said_no(self, person: Person) -> bool:
        """Return whether somebody at the address said no, and no later yes of their own only waits to be attested."""
        refusers = {id_ for key in person.keys for id_ in self.refusers.get(key, ())}
        own = self.standings[person.customer_id].state == "opted_out"
        return bool(refusers - {person.customer_id}) or (own and not self._waits(person))

    def _waits(self, person: Person) -> bool:
        return self._standing(person.customer_id, attested_only=False).state == "opted_in"

    def _is_evidence(self, person: Person, statement: Statement) -> bool:
        """Return whether an opt-in is proven as the person's market asks; synthetic contacts have nothing to prove."""
        countries = (person.country, person.country if statement.country is None else statement.country)
        markets = (self.view.shop.market_of(country, person.language) for country in countries)
        if statement.source == DEMO or not any(map(asks_double_opt_in, markets)):
            return True
        return is_double_opt_in(statement.wording, *_words(self.attested.get(statement.source)))


def _located(person: Person) -> Located:
    return Located(person.customer_id, person.country, person.language)


def _words(attestation: Attestation | None) -> tuple[str, ...]:
    return (attestation.how, attestation.wording) if attestation else ()
