"""`copilot import csv FOLDER` and `copilot import sample`: getting a shop in, with the quality report at the end."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from shop.importing.quality import QualityReport

MOST_ISSUES = 10
"""Issues printed for a person; --json has all that the report lists."""

Merge = Annotated[
    bool, typer.Option("--merge", help="Put the rows beside those of other sources, and join people; else replace.")
]
Source = Annotated[str, typer.Option("--source", help="A name of your own for this source (default: the command's).")]

app = typer.Typer(help="Import a shop into the home: your files, or a generated sample.", no_args_is_help=True)


@app.command("csv")
def csv(
    folder: Annotated[Path | None, typer.Argument(help="Folder with customers.csv, products.csv, orders.csv …")] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the files, columns and treatments, then stop.")
    ] = False,
    mapping: Annotated[Path | None, typer.Option("--map", help="YAML file: {file: {header: column}}.")] = None,
    currency: Annotated[str | None, typer.Option(help="Base currency where the folder has no shop.json.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone (IANA) where the folder has no shop.json.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="The shop is live: answer as of now, not as of its last event.")
    ] = False,
    merge: Merge = False,
    source: Source = "",
    own_ids: Annotated[
        bool, typer.Option("--own-ids", help="Customer ids are another system's: c1 here is not c1 of another source.")
    ] = False,
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Import CSV files (UTF-8, GBK; comma, semicolon or tab) and say what was kept, repaired and set aside."""
    from app.importing import import_csv
    from app.settings import from_environment

    if schema:
        _print_schema(as_json)
        return
    if folder is None:
        raise typer.BadParameter("Name the folder with the files, or use --schema.", param_hint="FOLDER")
    with output.progress(not as_json) as told:
        report = import_csv(
            from_environment(home=home), folder, mapping=mapping, currency=currency, zone=zone, live=live, told=told,
            merge=merge, source=source, own_ids=own_ids,
        )  # fmt: skip
    _print_report(report, as_json, f"csv {shlex.quote(str(folder))}")


@app.command("sample")
def sample(
    brand: Annotated[str, typer.Option(help="coffee (English), skincare (Chinese) or outdoor (both).")] = "coffee",
    customers: Annotated[int, typer.Option(min=1, max=5_000_000, help="How many customers to generate.")] = 1000,
    products: Annotated[int | None, typer.Option(max=200_000, help="More products than the brand's own.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same shop.")] = 7,
    write: Annotated[Path | None, typer.Option(help="Also write it as CSV files: an example of the format.")] = None,
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Generate a sample shop (labelled as sample data everywhere) and import it."""
    from app.importing import import_sample
    from app.settings import from_environment

    with output.progress(not as_json) as told:
        report = import_sample(
            from_environment(home=home), brand, customers, seed, products=products, write=write, told=told
        )
    _print_report(report, as_json, f"sample --brand {brand} --customers {customers} --seed {seed}", sample=True)


@app.command("map")
def map_(
    folder: Annotated[Path, typer.Argument(help="Folder with exports, in any language and form.")],
    write: Annotated[Path | None, typer.Option("--write", help="Write the map here; else it is printed.")] = None,
) -> None:
    """Guess which column is what, as a map file to check and hand to `copilot import csv --map`."""
    from shop.importing.mapping import write_mapping

    text = write_mapping(folder)
    if write is None:
        output.say(text)
        return
    write.write_text(text, encoding="utf-8")
    output.say(f"Check {write}, then: copilot import csv {folder} --map {write}")


def _adapter(name: str, help_: str) -> None:
    @app.command(name, help=help_)
    def command(
        path: Annotated[Path, typer.Argument(help="The file or folder as it was exported.")],
        merge: Merge = False,
        source: Source = "",
        home: options.Home = None,
        as_json: options.Json = False,
    ) -> None:
        from app.importing import import_adapter
        from app.settings import from_environment

        with output.progress(not as_json) as told:
            report = import_adapter(from_environment(home=home), name, path, told=told, merge=merge, source=source)
        _print_report(report, as_json, f"{name} {shlex.quote(str(path))}")


_adapter("shopify", "Import a folder with Shopify's CSV exports (customers, products, orders, discounts).")
_adapter("klaviyo", "Import a folder with Klaviyo's exports (profiles, suppressions, campaigns, events).")
_adapter("online-retail", "Import the public Online Retail data set (parquet or CSV).")
_adapter("complete-journey", "Import the public Complete Journey data set (folder of parquet files).")
_adapter("icecat", "Import a product catalogue in the form of the Chorus Icecat data set (parquet).")
_adapter("tau2-retail", "Import the retail database of tau2-bench (db.json or db.json.gz).")


def _print_schema(as_json: bool) -> None:
    from shop.importing.schema import describe, describe_text

    if as_json:
        output.print_json(describe())
    else:
        output.say(describe_text())


def _print_report(report: QualityReport, as_json: bool, command: str, sample: bool = False) -> None:
    """Print the report; a file that could not be used makes the exit status 1, though the import is finished."""
    if as_json:
        output.print_json(report)
    else:
        _print_tables(report)
        _print_issues(report, command)
        _print_conflicts(report)
        for remark in report.notes:
            output.note(remark)
        if sample:
            output.say("SAMPLE DATA: generated, no real person, shop or order in it.")
        _print_end(report)
    if report.unusable:
        raise typer.Exit(1)


def _print_tables(report: QualityReport) -> None:
    from shop.importing.quality import explain

    rows = [(file.file, file.read, file.kept, file.repaired, file.quarantined) for file in report.files]
    totals = report.totals
    rows.append(("total", totals.read, totals.kept, totals.repaired, totals.quarantined))
    output.table("Import", ("file", "read", "kept", "repaired", "set aside"), rows)
    reasons = [
        (file.file, reason, count, explain(reason)) for file in report.files for reason, count in file.reasons.items()
    ]
    if reasons:
        output.table("What was repaired or set aside", ("file", "reason", "rows", "meaning"), reasons)


def _print_issues(report: QualityReport, command: str) -> None:
    for issue in report.issues[:MOST_ISSUES]:
        output.say(f"{issue.file} row {issue.row}, {issue.field}: {issue.reason} {issue.value!r} -> {issue.treatment}")
    more = len(report.issues) - MOST_ISSUES
    if more > 0:
        output.say(f"… and {more} more: copilot import {command} --json (and your other options)")


def _print_conflicts(report: QualityReport) -> None:
    rows = [(one.table, one.column, one.count, one.rule, ", ".join(one.samples), one.fix) for one in report.conflicts]
    if rows:
        output.table("Where sources differ", ("table", "column", "times", "what was done", "such as", "to do"), rows)


def _print_end(report: QualityReport) -> None:
    for line in report.unusable:
        output.say(f"NOT USED: {line}")
    if report.unusable:
        output.say(f"The shop {report.shop!r} was imported without these files: repair them and import again.")
    else:
        output.say(f"The shop {report.shop!r} is ready; its data ends {report.data_end}. Next: copilot segment list")
    for file in report.files:
        if 0 < file.read == file.quarantined:
            found = ", ".join(file.reasons)
            output.say(
                f"WARNING: no row of {file.file} was imported; all {file.read} were set aside ({found})."
                " See above; the headers that are understood: copilot import csv --schema"
            )
