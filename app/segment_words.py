"""Words about customers as the command line asks for them: parsed with the shop's glossary, answers remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.copilot import Copilot
from shop.errors import InvalidInput
from shop.segments.glossary import Entry, EntryKind, forget, listed, read_glossary, remember, set_meaning

if TYPE_CHECKING:
    from shop.segments.parsing.outcome import Outcome


def parse_words(copilot: Copilot, words: str) -> Outcome:
    """Return the tree, the question or the refusal for `words` as of the shop's moment."""
    from shop.segments.parsing import parse

    with copilot.view() as view, copilot.state() as state:
        return parse(words, view, state, read_glossary(state))


def choose(copilot: Copilot, words: str, number: int) -> tuple[Outcome, list[Entry]]:
    """Answer the question that `words` raise with reading `number` (from 1), keep it, and parse again."""
    from shop.segments.parsing import Question

    asked = parse_words(copilot, words)
    if not isinstance(asked, Question):
        raise InvalidInput("These words raise no question, so there is nothing to choose.", hint="Leave out --choose.")
    if not 1 <= number <= len(asked.readings):
        raise InvalidInput(f"There are readings 1 to {len(asked.readings)}, not {number}.")
    with copilot.state() as state:
        kept = remember(state, asked.readings[number - 1].meanings)
    return parse_words(copilot, words), kept


def glossary_entries(copilot: Copilot) -> list[Entry]:
    """Return what the glossary holds."""
    with copilot.state() as state:
        return listed(state)


def teach(copilot: Copilot, phrase: str, kind: EntryKind, meaning: str) -> Entry:
    """Keep a meaning of a phrase."""
    with copilot.state() as state:
        return set_meaning(state, phrase, kind, meaning)


def unteach(copilot: Copilot, phrase: str) -> None:
    """Take a phrase out of the glossary."""
    with copilot.state() as state:
        forget(state, phrase)
