"""Wordings go round: pieces put together, and turns that use each wording equally often."""

from __future__ import annotations

import re
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


def test_no_subject_says_a_word_twice_whatever_its_pieces() -> None:
    small = {"the", "and", "you", "your", "it's", "was", "for", "that", "until"}
    for reason, phrases in load_bank("en").channels["email"].moves["subject"].items():
        for phrase in phrases:
            words = re.findall(r"[a-z']{3,}", re.sub(r"\[\[[^]]*\]\]", " ", phrase.say.casefold()))
            twice = {word for word, count in Counter(words).items() if count > 1 and word not in small}
            assert not twice, f"{reason}: {phrase.say}"


def test_the_order_book_is_named_once_and_an_unproven_story_never() -> None:
    told = [
        phrase.say
        for channel in load_bank("en").channels.values()
        for phrases in channel.moves.get("why", {}).values()
        for phrase in phrases
    ]
    assert [say for say in told if say.count("order book") > 1] == []
    stories = ("You wrote down", "put it away", "had to say no", "with your name on it", "took a code with you")
    assert [say for say in told if any(story in say for story in stories)] == []


def test_chinese_pieces_say_the_code_is_unused_and_claimed_once() -> None:
    subjects = load_bank("zh").channels["email"].moves["subject"]["offer_ends"]
    assert [one.say for one in subjects if one.say.count("领") > 1 or re.search("(?<!还)没用的码", one.say)] == []
