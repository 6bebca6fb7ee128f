"""Wordings go round: pieces put together, and turns that use each wording equally often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from agent.offline.arrangement import Arrangement
from agent.offline.bank import ChannelBank, load_bank
from tools.message_brief import MessageBrief


def test_pieces_are_put_together_in_every_way_with_their_conditions() -> None:
    entry = {
        "say": "{when}, {what}.",
        "with": {"when": ["Today", {"say": "On [[W1.on]]", "if": ["in_stock"]}], "what": ["this", "that"]},
        "if": ["-O1"],
    }
    bank = ChannelBank.model_validate({"arcs": {}, "moves": {"why": {"any": [entry, "Plain."]}}})
    said = {(phrase.say, phrase.conditions) for phrase in bank.phrases("why", "any")}
    assert said == {
        ("Today, this.", ("-O1",)), ("Today, that.", ("-O1",)), ("Plain.", ()),
        ("On [[W1.on]], this.", ("-O1", "in_stock")), ("On [[W1.on]], that.", ("-O1", "in_stock")),
    }  # fmt: skip


def test_in_turn_every_wording_is_used_equally_often(make_brief: Callable[..., MessageBrief]) -> None:
    bank = load_bank("en").channels["email"]
    brief = make_brief("cart_left", "email", "en")
    said = [
        Arrangement(brief.model_copy(update={"turn": turn, "customer_id": f"c{turn}"}), bank).say("subject")
        for turn in range(200)
    ]
    counts = Counter(said)
    assert max(counts.values()) - min(counts.values()) <= 1
    first, second = said[: len(counts)], said[len(counts) : 2 * len(counts)]
    assert sorted(first) == sorted(second)
    assert first != second


def test_a_message_by_itself_is_drawn_by_its_customer(make_brief: Callable[..., MessageBrief]) -> None:
    bank = load_bank("en").channels["email"]
    brief = make_brief("cart_left", "email", "en")
    said = {Arrangement(brief.model_copy(update={"customer_id": f"c{n}"}), bank).say("subject") for n in range(40)}
    assert len(said) > 3
    assert Arrangement(brief, bank).say("subject") == Arrangement(brief, bank).say("subject")
