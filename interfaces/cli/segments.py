"""`copilot segment list|show|preview|create|schema`; parse and glossary are in segment_words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output, segment_words

if TYPE_CHECKING:
    from shop.consent import Funnel
    from shop.money import Money
    from shop.segments.preview import TreePreview

app = typer.Typer(help="Groups of customers: who they are, and how many may be contacted.", no_args_is_help=True)
segment_words.attach(app)

Which = Annotated[str, typer.Argument(help="A name of `copilot segment list`, or a file TREE.json.")]


@app.command("list")
def list_(home: options.Home = None, as_of: options.AsOf = None, as_json: options.Json = False) -> None:
    """List the built-in and the saved segments with their meaning and size."""
    from app.copilot import open_copilot
    from app.segments import all_segments

    found = all_segments(open_copilot(home, as_of))
    if as_json:
        output.print_json({"as_of": found.as_of, "segments": found.segments, "saved": found.saved})
        return
    if found.remark:
        output.note(found.remark)
    rows = [(item.segment.name, item.count, item.segment.description["en"]) for item in found.segments]
    output.table(f"Segments as of {found.as_of}", ("name", "customers", "who"), rows)
    if found.saved:
        saved = [
            (item.name, item.version, item.count if item.count is not None else "", item.problem or item.words["en"])
            for item in found.saved
        ]
        output.table("Saved", ("name", "version", "customers", "who"), saved)


@app.command("preview")
def preview(
    which: Which,
    channel: Annotated[str, typer.Option(help="email, sms or wecom: who of them may be contacted there.")] = "email",
    ids: Annotated[bool, typer.Option("--ids", help="Print the member ids only, one per line.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the preview as a page with plots to this file.")] = None,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Show a segment: words, count, funnel from matched to contactable, value, categories, overlap, a sample."""
    from app.copilot import open_copilot
    from app.segments import member_ids
    from app.segments import preview as look

    copilot = open_copilot(home, as_of)
    if ids:
        _print_ids(member_ids(copilot, which), as_json)
        return
    found = look(copilot, which, options.channel(channel))
    if html:
        from render.segment_page import segment_page

        html.write_text(segment_page(found), encoding="utf-8")
    if as_json:
        output.print_json(found)
    else:
        _print_preview(found)
        if html:
            output.say(f"Written: {html}")


@app.command("show")
def show(which: Which, home: options.Home = None, as_of: options.AsOf = None, as_json: options.Json = False) -> None:
    """Show what a segment is: its tree, its words, the query that it becomes, and its versions."""
    from app.copilot import open_copilot
    from app.segments import show as shown
    from shop.segments.tree.read import write_tree

    found = shown(open_copilot(home, as_of), which)
    if as_json:
        output.print_json(found)
        return
    output.say(f"{found.name}: {found.words['en']}")
    output.say(found.words["zh"])
    output.say(write_tree(found.tree))
    output.say(found.query)
    for one in found.versions:
        said = f' from "{one.words}"' if one.words else ""
        by = f" by {one.author}" if one.author else ""
        output.say(f"version {one.version}, {one.created_at.isoformat()}{by}{said}: {write_tree(one.tree)}")


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What the segment is called from now on.")],
    tree: Annotated[str | None, typer.Argument(help="A file TREE.json, or another segment.")] = None,
    words: Annotated[str | None, typer.Option(help="What it is, in words, in place of a file.")] = None,
    by: Annotated[str, typer.Option(help="Who saves it.")] = "",
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Save a segment under a name. A changed one becomes the next version; the old ones stay."""
    from app.copilot import open_copilot
    from app.segments import create as save

    if (tree is None) == (words is None):
        raise typer.BadParameter('Give either a file TREE.json or --words "…".', param_hint="TREE")
    made = save(open_copilot(home, as_of), name, tree, words, by)
    if as_json:
        output.print_json(made)
        return
    output.say(f"Saved {made.name!r}, version {made.version}. Next: copilot segment preview {made.name}")


@app.command("schema")
def schema() -> None:
    """Print the JSON schema of a segment's tree, with every field that it may ask about."""
    from shop.segments.fields.schema import tree_schema

    output.print_json(tree_schema())


def _print_ids(ids: list[str], as_json: bool) -> None:
    if as_json:
        output.print_json(ids)
    elif ids:
        output.say("\n".join(ids))


def _print_preview(found: TreePreview) -> None:
    output.say(f"{found.name}: {found.words['en']}")
    output.say(found.words["zh"])
    share = f"{100 * found.share:.1f} %"
    output.say(f"{found.matched} of {found.customers} customers ({share}) as of {found.as_of.isoformat()}")
    for note in found.notes:
        output.say(f"Note: {note.words['en']}")
    if found.funnel:
        print_funnel(found.funnel)
    if found.matched:
        _print_profile(found)


def _print_profile(found: TreePreview) -> None:
    value = found.value
    spread = ", ".join(f"{name} {amount.amount}" for name, amount in value.quantiles.items())
    output.say(
        f"{value.buyers} ordered: {value.orders} orders, {_money(value.total)}, {_money(value.per_order)} per order;"
        f" spend {spread or 'unknown'}"
    )
    bought = [
        (one.category, one.buyers, f"{100 * one.share:.1f} %", f"{100 * one.share_of_all:.1f} %")
        for one in found.categories
    ]
    output.table("Categories bought", ("category", "customers", "of them", "of all buyers"), bought)
    overlaps = [(one.name, one.both, f"{100 * one.share:.1f} %") for one in found.overlaps if one.both]
    output.table("Also in", ("segment", "customers", "share"), overlaps)
    examples = [(one.customer, one.country, one.language, one.orders, _money(one.spend)) for one in found.examples]
    output.table("For example", ("customer", "country", "language", "orders", "spend"), examples)


def _money(money: Money) -> str:
    return f"{money.amount:,} {money.currency}"


def print_funnel(funnel: Funnel) -> None:
    """Print who matched, who may be contacted, and what would fix each exclusion."""
    rows: list[tuple[str, int, str]] = [("matched", funnel.matched, "")]
    rows += [(f"- {item.reason}", item.count, item.fix["en"]) for item in funnel.excluded if item.count]
    rows.append((f"may be contacted by {funnel.channel}", funnel.eligible, ""))
    if set(funnel.bases) - {"consent"}:
        rows += [(f"  on the basis of {kind}", count, "") for kind, count in funnel.bases.items()]
    output.table("", ("step", "customers", "what would fix it"), rows)
