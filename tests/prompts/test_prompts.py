"""Prompt files: strict inputs, known ids, and a lock that notices a changed text with an old version."""

from __future__ import annotations

from importlib import resources

import pytest

from prompts.render import PromptError, names, parse, read, render

ROOM = {
    "brand": "Shop", "voice": "Dry.", "preferred": ["tin"], "banned": ["liquid gold"], "channel": "email",
    "reason": "lapsing", "evidence": '{"P1": {"name": {"text": "{{ brand }}"}}}', "personal_fields": "[[C.nick]]",
    "product_name_slot": "[[P1.name]]",
}  # fmt: skip


def _values(language: str) -> dict[str, object]:
    return {**ROOM, "address": "您"} if language == "zh" else dict(ROOM)


def test_the_lock_lists_every_prompt_as_it_stands() -> None:
    locked = resources.files("prompts").joinpath("prompts.lock").read_text(encoding="utf-8").split()
    assert locked == [read(name).id for name in names()], (
        "A prompt changed: raise its version in the front matter, then write its new id into prompts/prompts.lock."
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("channel", ["email", "sms", "wecom"])
def test_a_prompt_renders_with_exactly_its_inputs(language: str, channel: str) -> None:
    values = {**_values(language), "channel": channel}
    done = render("message", language, values)
    assert done.id == read(f"message.{language}.md").id
    assert "{%" not in done.system + done.user
    assert '"{{ brand }}"' in done.user
    assert "liquid gold" in done.system
    for wrong in ({**values, "more": 1}, {key: value for key, value in values.items() if key != "brand"}):
        with pytest.raises(PromptError, match="inputs"):
            render("message", language, wrong)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_shared_part_does_not_depend_on_the_message(language: str) -> None:
    values = _values(language)
    other = {
        **values,
        "evidence": "{}",
        "reason": "cart_left",
        "personal_fields": "",
        "product_name_slot": "[[S.name]]",
    }
    assert render("message", language, values).system == render("message", language, other).system


FRONT = "---\nname: a\nversion: 1\nlanguage: en\ninputs: [x]\n---\n"


@pytest.mark.parametrize(
    "text",
    ["no front matter", FRONT + "no user part", FRONT.replace("inputs: [x]\n", "") + "s\n=== user ===\nu",
     FRONT.replace("name: a", "name: a\nmore: 1") + "s\n=== user ===\nu"],
)  # fmt: skip
def test_a_malformed_prompt_says_so(text: str) -> None:
    with pytest.raises(PromptError, match=r"bad\.md"):
        parse("bad.md", text)


def test_a_changed_text_has_another_id() -> None:
    one, two = (parse("a.md", FRONT + f"{word}\n=== user ===\nu") for word in ("s", "t"))
    assert one.id.startswith("a.en@1-")
    assert one.id != two.id


def test_an_unknown_prompt_names_the_known_ones() -> None:
    with pytest.raises(PromptError, match=r"message\.en\.md"):
        read("nothing.en.md")
