"""The composer over a real HTTP server that behaves in every way servers do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from agent.composer import Composer, message_id
from agent.llm.openai_engine import OpenAIEngine
from shop.errors import InvalidInput
from shop.record import LANGUAGES
from tools.message_brief import MessageBrief

Make = Callable[..., MessageBrief]
Serve = Callable[..., AbstractContextManager[Any]]
HOSTS = {"shop.example"}


def _engine(server: Any, **options: Any) -> OpenAIEngine:  # noqa: ANN401 - a server of the test
    return OpenAIEngine(server.base_url, "tiny", **{"first_wait_s": 0.01, "timeout_s": 5.0, **options})


BY_THE_MODEL = ("good", "prose", "literal", "busy", "no_schema", "no_format", "repentant")
FALLS_BACK = {
    "hallucinating": "guard", "garbage": "no JSON object", "not_json": "chat protocol", "empty": "empty",
    "no_choices": "no choices", "cut": "cut off", "reasoning": "reasoning", "tool_text": "tool-call", "down": "500",
    "refused": "401", "long": "the body is",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", BY_THE_MODEL)
def test_a_usable_draft_is_kept(make_brief: Make, serve: Serve, mode: str, language: str) -> None:
    with serve(mode) as server:
        message = Composer(_engine(server), HOSTS).compose(make_brief("cart_left", "email", language))
    assert message.verdict.outcome == "allow", message.verdict.findings
    assert (message.engine, message.fallback) == ("openai:tiny", "")
    assert message.writer.startswith(f"message.{language}@")
    assert "199" in message.copy_.text
    assert "[[" not in message.copy_.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", FALLS_BACK)
def test_whatever_a_server_does_the_message_is_true(make_brief: Make, serve: Serve, mode: str, language: str) -> None:
    with serve(mode) as server:
        message = Composer(_engine(server), HOSTS).compose(make_brief("cart_left", "email", language))
    assert message.verdict.outcome == "allow"
    assert message.engine == "offline"
    assert message.writer.startswith(f"phrases-{language}@")
    assert FALLS_BACK[mode].lower() in message.fallback.lower()
    assert "FAKE70" not in message.copy_.text


def test_a_server_that_does_not_answer_in_time_counts_as_gone(make_brief: Make, serve: Serve) -> None:
    with serve("slow") as server:
        engine = _engine(server, timeout_s=0.1, attempts=2)
        message = Composer(engine, HOSTS).compose(make_brief("cart_left", "email", "en"))
    assert message.verdict.outcome == "allow"
    assert "ModelUnreachable" in message.fallback


def test_nobody_listens(make_brief: Make, serve: Serve) -> None:
    with serve("good") as server:
        engine = _engine(server, attempts=1)
    message = Composer(engine, HOSTS).compose(make_brief("cart_left", "email", "en"))
    assert "ModelUnreachable" in message.fallback
    assert message.engine == "offline"


@pytest.mark.parametrize("channel", ["sms", "wecom"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_writes_short_channels_too(make_brief: Make, serve: Serve, channel: str, language: str) -> None:
    with serve("good") as server:
        message = Composer(_engine(server), HOSTS).compose(make_brief("back_in_stock", channel, language))
    assert (message.engine, message.verdict.outcome) == ("openai:tiny", "allow"), message.verdict.findings


def test_the_repair_turn_names_the_findings_and_no_person(make_brief: Make, serve: Serve) -> None:
    with serve("repentant") as server:
        Composer(_engine(server), HOSTS).compose(make_brief("cart_left", "email", "en"))
        first, second = server.requests
    assert len(first["messages"]) == 2
    assert second["messages"][:2] == first["messages"]
    assert "FAKE70" in second["messages"][3]["content"]
    assert "[[P1.price]]" in second["messages"][3]["content"]


@pytest.mark.parametrize("mode", ["good", "repentant", "hallucinating", "garbage"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_personal_data_enters_a_prompt(make_brief: Make, serve: Serve, mode: str, language: str) -> None:
    canary = {
        "C": {"first_name": {"text": "Canaria"}, "nick": {"text": "Canaria"}, "email": {"text": "canary@cage.example"},
              "phone": {"text": "+15550100199"}, "city": {"text": "Birdwood"}, "orders": {"number": "977"}},
        "S": {"address": {"text": "Cage Lane 7"}, "staff_name": {"text": "Kanarek"},
              "unsubscribe": {"url": "https://shop.example/u/tok-canary"}},
        "R1": {"author": {"text": "Reviewer Rotkehlchen"}}, "B": {"signature": {"text": "Spatz"}},
    }  # fmt: skip
    words = ("Canaria", "cage.example", "5550100199", "Birdwood", "977", "Cage Lane", "Kanarek", "tok-canary",
             "Rotkehlchen", "Spatz", "secret-id")  # fmt: skip
    with serve(mode) as server:
        engine = _engine(server)
        brief = make_brief("cart_left", "email", language, customer="secret-id", extra=canary, offer="percent")
        Composer(engine, HOSTS).compose(brief)
        asked = json.dumps(server.requests, ensure_ascii=False)
    assert server.requests
    assert not [word for word in words if word in asked]
    assert "[[C.first_name]]" in asked


def test_the_shared_part_of_the_prompt_comes_first_and_is_the_same(make_brief: Make, serve: Serve) -> None:
    with serve("good") as server:
        briefs = [
            make_brief(reason, "email", "en", customer=f"k{n}") for n, reason in enumerate(["lapsing", "cart_left"])
        ]
        asyncio.run(_composed(Composer(_engine(server), HOSTS), briefs, 1))
        one, two = (request["messages"] for request in server.requests)
    assert one[0] == two[0]
    assert one[1] != two[1]
    assert "seed" not in server.requests[0]
    assert server.requests[0]["response_format"]["json_schema"]["strict"] is True


async def _composed(composer: Composer, briefs: list[MessageBrief], concurrency: int) -> list[Any]:
    try:
        return await composer.compose_many(briefs, concurrency)
    finally:
        await composer.close()


def test_many_keep_their_order(make_brief: Make, serve: Serve) -> None:
    briefs = [make_brief("cart_left", "email", "en", customer=f"k{number}") for number in range(24)]
    with serve("good") as server:
        messages = asyncio.run(_composed(Composer(_engine(server), HOSTS), briefs, 8))
    assert [message.customer_id for message in messages] == [brief.customer_id for brief in briefs]
    assert {message.engine for message in messages} == {"openai:tiny"}
    offline = asyncio.run(_composed(Composer(None, HOSTS), briefs, 3))
    assert [message.id for message in offline] == [message_id(brief) for brief in briefs]


def test_no_work_and_no_workers(make_brief: Make) -> None:
    assert asyncio.run(Composer().compose_many([])) == []
    with pytest.raises(InvalidInput, match="concurrency"):
        asyncio.run(Composer().compose_many([make_brief("cart_left", "sms", "en")], concurrency=0))


def test_a_message_that_may_not_leave_says_so(make_brief: Make) -> None:
    brief = make_brief("cart_left", "email", "en", extra={"S": {"address": None}})
    message = Composer(None, HOSTS).compose(brief)
    assert message.verdict.outcome == "block"
    assert any("address" in finding.expected for finding in message.verdict.findings)


def test_a_message_leads_to_the_product_else_to_the_shop(make_brief: Make) -> None:
    composer = Composer(None, HOSTS)
    assert composer.compose(make_brief("cart_left", "email", "en")).copy_.link == "https://shop.example/p/n1"
    bare = make_brief("cart_left", "email", "en", extra={"P1": {"url": None}})
    assert composer.compose(bare).copy_.link == "https://shop.example/"


def test_the_whole_email(make_brief: Make) -> None:
    message = Composer(None, HOSTS).compose(make_brief("cart_left", "email", "zh", offer="money"))
    copy = message.copy_
    assert copy.subject.startswith("广告：")
    assert message.draft.subject.startswith("广告：")
    assert copy.text.startswith(copy.greeting)
    assert copy.text.endswith("杭州市西湖区文三路88号\n退订：https://shop.example/u/c1")
    assert f"{copy.cta}：https://shop.example/p/n1" in copy.text
    block = copy.blocks[0]
    assert (block.evidence_id, block.price, block.picture) == ("P1", "199元", "media:n1.png")
    assert message.why_now.evidence == ("P1", "W1")
    assert "11月16日" in message.why_now.text
    assert (message.id, message.goal, message.sample) == (
        message_id(make_brief("cart_left", "email", "zh")),
        "cart_left",
        True,
    )


def test_the_whole_sms(make_brief: Make) -> None:
    zh = Composer(None, HOSTS).compose(make_brief("price_fell", "sms", "zh")).copy_
    assert zh.text.startswith("【青禾衣铺】")
    assert zh.text.endswith(" 拒收请回复R")
    assert zh.blocks == ()
    en = Composer(None, HOSTS).compose(make_brief("price_fell", "sms", "en")).copy_
    assert en.text.startswith("Nordlicht Coffee: ")
    assert en.text.endswith("https://shop.example/ Reply STOP to opt out")


def test_a_companion_is_shown_only_when_the_copy_speaks_of_it(make_brief: Make) -> None:
    seen = set()
    for number in range(20):
        message = Composer(None, HOSTS).compose(make_brief("cart_left", "email", "en", customer=f"k{number}"))
        spoken = "[[P2." in " ".join(message.draft.body)
        assert [block.evidence_id for block in message.copy_.blocks] == (["P1", "P2"] if spoken else ["P1"])
        seen.add(spoken)
    assert seen == {True, False}


@pytest.mark.parametrize(("jurisdiction", "label"), [("EU", "AI-generated"), ("CN", "AI-generated"), ("US", "")])
def test_what_a_model_wrote_is_labelled_where_the_law_says_so(
    make_brief: Make, serve: Serve, jurisdiction: str, label: str
) -> None:
    brief = make_brief("cart_left", "email", "en", jurisdiction=jurisdiction)
    with serve("good") as server:
        text = Composer(_engine(server), HOSTS).compose(brief).copy_.text
    assert ("AI-generated" in text) == bool(label)
    assert "AI-generated" not in Composer(None, HOSTS).compose(brief).copy_.text
