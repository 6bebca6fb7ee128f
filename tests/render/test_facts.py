from __future__ import annotations

from types import ModuleType

from hypothesis import given, settings
from hypothesis import strategies as st

from render.facts import Span, facts_in, facts_in_text, parts_of, slots_in


def test_splits_a_draft_at_its_slots() -> None:
    assert slots_in("Hi [[C.first_name|there]], [[P1.price]]") == (
        Span("Hi "), Span("[[C.first_name|there]]", "C.first_name"), Span(", "), Span("[[P1.price]]", "P1.price"),
    )  # fmt: skip
    assert slots_in("[[not a slot]]") == (Span("[[not a slot]]"),)


def test_finds_the_facts() -> None:
    assert facts_in("At [[P1.price]] until [[O1.ends]].", "At £9 until 30 November.") == (
        Span("At "), Span("£9", "P1.price"), Span(" until "), Span("30 November", "O1.ends"), Span("."),
    )  # fmt: skip


def test_marks_nothing_where_draft_and_copy_do_not_line_up() -> None:
    for draft, filled in (
        ("At [[P1.price]].", "For £9."), ("[[P1.name]][[P1.price]]", "Tin £9"), ("At [[P1.price]].", "At £9. And more"),
        ("", "At £9."),
    ):  # fmt: skip
        assert facts_in(draft, filled) == (Span(filled),)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_never_changes_the_text(draft: str, filled: str) -> None:
    assert "".join(span.text for span in slots_in(draft)) == draft
    assert "".join(span.text for span in facts_in(draft + "[[P1.price]]", filled)) == filled


def test_marks_the_whole_text_of_a_chat_message(examples: ModuleType) -> None:
    for message in examples.examples():
        spans = facts_in_text(message.copy_.text, parts_of(message.draft, message.copy_))
        assert "".join(span.text for span in spans) == message.copy_.text
    message = examples.wecom()
    spans = facts_in_text(message.copy_.text, parts_of(message.draft, message.copy_))
    assert {span.slot: span.text for span in spans if span.slot} == {
        "C.nick": "林姐", "S.staff_name": "阿苏", "P1.short_name": "烟雨围巾", "P1.material": "山羊绒",
        "P1.length": "190厘米", "P1.price": "¥468.00",
    }  # fmt: skip
