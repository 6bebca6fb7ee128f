"""Statements over time against an oracle in plain Python that replays them one after the other."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.consent import CONSENT_IN_FORCE, attest, eligible
from shop.consent.standing import Statement, standing

NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAYS = (None, "2026-01-01", "2026-02-01")
LEFT = (None, "2026-01-01", "2026-01-15")
STATES = ("opted_in", "opted_out", "unknown")
SOURCES = ("known", "hearsay")


class Said(NamedTuple):
    state: str
    day: str | None
    source: str


WORDS = [Said(*parts) for parts in itertools.product(STATES, DAYS, SOURCES)]
STORIES = [story for n in range(3) for story in itertools.combinations_with_replacement(WORDS, n)]


def replay(story: Sequence[Said], left: str | None, sources: Sequence[str]) -> str:
    """Walk through everything in the order of time; of one moment the stricter word comes last."""
    if any(said.state == "opted_out" and said.day is None for said in story):
        return "opted_out"
    steps = [
        (said.day or "", ("opted_in", "unknown", "opted_out").index(said.state), said.state)
        for said in story
        if said.state != "opted_in" or said.source in sources
    ]
    if left:
        steps.append((left, 3, "opted_out"))
    return sorted(steps)[-1][2] if steps else "unknown"


def expected(story: Sequence[Said], left: str | None) -> str:
    now, attested = replay(story, left, ["known"]), replay(story, left, SOURCES)
    if now == "opted_in":
        return "eligible"
    if attested == "opted_in":
        return "not_attested"
    return "opted_out" if now == "opted_out" else "no_consent"


def moment(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day) if day else None


def test_every_story_of_two_statements_and_a_leaving(real_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop, wanted, in_force = real_shop(), {}, {}
    for number, (story, left) in enumerate(itertools.product(STORIES, LEFT)):
        id_ = f"c{number:04}"
        wanted[id_], in_force[id_] = expected(story, left), replay(story, left, SOURCES)
        shop.customer(id_, email=f"{id_}@x.example")
        for said in story:
            shop.consent(id_, "email", said.state, at=said.day, source=said.source)
        if left:
            shop.event(id_, "unsubscribe", left)
        if not story:
            del in_force[id_]
    attest(state, "known", "sign-up form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        reasons = {id_: verdict(eligible(view, state, [id_], "email")) for id_ in list(wanted)[::40]}
        whole = eligible(view, state, wanted, "email")
        imported = dict(
            view.rows(f"SELECT customer_id, state FROM ({CONSENT_IN_FORCE}) JOIN customers USING (customer_key)")
        )
    assert reasons == {id_: wanted[id_] for id_ in reasons}
    assert whole.ids == sorted(id_ for id_, outcome in wanted.items() if outcome == "eligible")
    assert {item.reason: item.count for item in whole.funnel.excluded} == {
        reason: list(wanted.values()).count(reason) for reason in ("opted_out", "not_attested", "no_consent")
    }
    assert imported == in_force


def verdict(result: Any) -> str:  # noqa: ANN401 - a Contactable
    return "eligible" if result.ids else str(result.funnel.excluded[0].reason)


@given(st.lists(st.sampled_from(WORDS), max_size=6), st.sampled_from(LEFT), st.booleans())
@settings(max_examples=300, deadline=None)
def test_longer_stories(story: list[Said], left: str | None, trusting: bool) -> None:
    sources = SOURCES if trusting else ("known",)
    statements = [Statement(said.state, said.source, moment(said.day)) for said in story]  # type: ignore[arg-type]
    found = standing(statements, moment(left), sources.__contains__)
    assert found.state == replay(story, left, sources)
    assert found.refused == (bool(left) or any(said.state == "opted_out" for said in story))
    again = standing(statements[::-1], moment(left), sources.__contains__)
    assert again == found, "the order in which statements are read must not matter"


@given(st.lists(st.sampled_from(WORDS), max_size=5), st.sampled_from(WORDS), st.sampled_from(LEFT))
@settings(max_examples=200, deadline=None)
def test_fewer_trusted_sources_and_more_refusals_never_widen(story: list[Said], more: Said, left: str | None) -> None:
    def state_of(words: list[Said], sources: tuple[str, ...], gone: str | None) -> str:
        statements = [Statement(said.state, said.source, moment(said.day)) for said in words]  # type: ignore[arg-type]
        return standing(statements, moment(gone), sources.__contains__).state

    if state_of(story, SOURCES, left) != "opted_in":
        assert state_of([*story, more._replace(state="opted_out")], SOURCES, left) != "opted_in"
    newest_no = Said("opted_out", "2026-03-01", "anybody")
    assert state_of([*story, newest_no], SOURCES, left) == "opted_out"
    if not any(said.state == "opted_in" and said.source == "known" for said in story):
        assert state_of(story, ("known",), left) != "opted_in"


def test_after_the_moment_only_refusals_count(real_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop = real_shop()
    for id_, joined in (
        ("out", ""),
        ("left", ""),
        ("in", ""),
        ("unsure", ""),
        ("sister", ""),
        ("moved_in", "2026-08-01"),
    ):
        address = "same@x.example" if id_ in ("sister", "moved_in") else f"{id_}@x.example"
        shop.customer(id_, email=address, joined_at=joined or None)
        if id_ not in ("in", "moved_in"):
            shop.consent(id_, "email", at="2026-01-01", source="form")
    shop.consent("out", "email", "opted_out", at="2026-08-01").event("left", "unsubscribe", "2026-08-01")
    shop.consent("unsure", "email", "unknown", at="2026-08-01").consent("in", "email", at="2026-08-01", source="form")
    shop.consent("moved_in", "email", "opted_out", at="2026-08-01")
    attest(state, "form", "sign-up form", "Ann", NOW)
    with shop.view("2026-06-01", state) as view:
        reasons = {id_: verdict(eligible(view, state, [id_], "email")) for id_ in ("out", "left", "in", "unsure")}
        assert verdict(eligible(view, state, ["sister"], "email")) == "opted_out"
        assert verdict(eligible(view, state, ["moved_in"], "email")) == "unknown_customer"
    assert reasons == {"out": "opted_out", "left": "opted_out", "in": "consent_later", "unsure": "eligible"}


def test_an_unsure_word_after_a_no_does_not_free_the_address(
    real_shop: Callable[..., Any], state: sqlite3.Connection
) -> None:
    shop = real_shop()
    for id_, later in (("unsure", "unknown"), ("back", "opted_in")):
        shop.customer(id_, email=f"{id_}@x.example").event(id_, "unsubscribe", "2025-03-01")
        shop.consent(id_, "email", later, at="2026-01-01", source="form")
        shop.customer(f"{id_}-2", email=f"{id_}@x.example").consent(f"{id_}-2", "email", at="2026-01-01", source="form")
    attest(state, "form", "sign-up form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        assert eligible(view, state, ["unsure", "unsure-2", "back-2"], "email").ids == ["back-2"]
        assert verdict(eligible(view, state, ["unsure"], "email")) == "no_consent"
