"""`copilot segment parse "words"` and `copilot segment glossary list|set|forget`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from shop.segments.parsing.outcome import Outcome, Parsed, Question

glossary = typer.Typer(help="What this shop means by its words.", no_args_is_help=True)


def attach(app: typer.Typer) -> None:
    """Add the commands to the group `segment`."""
    app.command("parse")(parse)
    app.add_typer(glossary, name="glossary")


def parse(
    words: Annotated[
        str, typer.Argument(help='Whom you mean, e.g. "bought beans in the last 90 days, not in Germany".')
    ],
    choose: Annotated[
        int | None, typer.Option("--choose", help="Take this reading of a question and remember it.")
    ] = None,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Turn words, English or Chinese, into a segment: with its count, or one question, or a refusal with the reason.

    A refusal ends with status 1, except with --json, where it is an answer like the others.
    """
    from app.copilot import open_copilot
    from app.segment_words import choose as take
    from app.segment_words import parse_words

    copilot = open_copilot(home, as_of)
    if choose is None:
        outcome = parse_words(copilot, words)
    else:
        outcome, kept = take(copilot, words, choose)
        for entry in kept:
            output.note(f"The glossary now takes {entry.phrase!r} as {entry.meaning!r}.")
    _show(outcome, as_json)


def _show(outcome: Outcome, as_json: bool) -> None:
    from shop.segments.parsing.outcome import Parsed, Question

    if as_json:
        output.print_json(as_data(outcome))
    elif isinstance(outcome, Parsed):
        _show_parsed(outcome)
    elif isinstance(outcome, Question):
        _show_question(outcome)
    else:
        output.say(outcome.refused["en"])
        output.say(outcome.refused["zh"])
        raise typer.Exit(1)


def as_data(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as JSON data: tree, words and count; or question and readings; or refused."""
    from shop.segments.parsing.outcome import Parsed, Question
    from shop.segments.tree.read import as_data as tree_data

    if isinstance(outcome, Parsed):
        return {
            "tree": tree_data(outcome.tree), "words": outcome.words, "count": outcome.count,
            "notes": list(outcome.notes), "meanings": [output.dump(meaning) for meaning in outcome.meanings],
        }  # fmt: skip
    if isinstance(outcome, Question):
        readings = [
            {
                "words": r.words,
                "count": r.count,
                "tree": tree_data(r.tree),
                "meanings": [output.dump(m) for m in r.meanings],
            }
            for r in outcome.readings
        ]
        return {"question": outcome.question, "readings": readings}
    return {
        "refused": outcome.refused, "not_understood": list(outcome.not_understood), "nearest": list(outcome.nearest),
    }  # fmt: skip


def _show_parsed(parsed: Parsed) -> None:
    import json

    from shop.segments.tree.read import as_data as tree_data

    for words in parsed.words.values():
        output.say(words)
    output.say(f"{parsed.count} customers.")
    for note in parsed.notes:
        output.note(f"Taken as said: {note}")
    for meaning in parsed.meanings:
        output.note(f"{meaning.phrase!r} is taken as: {meaning.en}")
    output.say(json.dumps(tree_data(parsed.tree), ensure_ascii=False))


def _show_question(question: Question) -> None:
    output.say(question.question["en"])
    output.say(question.question["zh"])
    rows = [
        (number, reading.count, "; ".join(m.en for m in reading.meanings), reading.words["en"])
        for number, reading in enumerate(question.readings, 1)
    ]
    output.table("", ("--choose", "customers", "meaning", "in words"), rows)


@glossary.command("list")
def list_(home: options.Home = None, as_json: options.Json = False) -> None:
    """List what the glossary holds."""
    from app.copilot import open_copilot
    from app.segment_words import glossary_entries

    entries = glossary_entries(open_copilot(home, None))
    if as_json:
        output.print_json({"glossary": entries})
        return
    rows = [(entry.phrase, entry.meaning, entry.kind, entry.version) for entry in entries]
    output.table("Glossary", ("phrase", "means", "kind", "version"), rows)


@glossary.command("set")
def set_(
    phrase: Annotated[str, typer.Argument(help='The phrase, e.g. "big fish".')],
    words: Annotated[str, typer.Option("--words", help='Other words that stand for it, e.g. "top 5% by spend".')] = "",
    option: Annotated[str, typer.Option("--option", help="The option of a question, e.g. calendar.")] = "",
    home: options.Home = None,
) -> None:
    """Keep what a phrase means."""
    from app.copilot import open_copilot
    from app.segment_words import teach
    from shop.errors import InvalidInput

    if bool(words) == bool(option):
        raise InvalidInput("Give either --words or --option.")
    entry = teach(open_copilot(home, None), phrase, "words" if words else "option", words or option)
    output.say(f"{entry.phrase!r} means {entry.meaning!r} (version {entry.version}).")


@glossary.command("forget")
def forget(
    phrase: Annotated[str, typer.Argument(help="A phrase of `copilot segment glossary list`.")],
    home: options.Home = None,
) -> None:
    """Take a phrase out of the glossary; it is asked about again."""
    from app.copilot import open_copilot
    from app.segment_words import unteach

    unteach(open_copilot(home, None), phrase)
    output.say(f"{phrase!r} is forgotten.")
