"""The root command: gathers the groups, and turns errors into words at the process edge."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from interfaces.cli import (
    builds,
    campaigns,
    churn,
    consent,
    demo,
    doctor,
    evals,
    facts,
    guard,
    homes,
    imports,
    messages,
    opportunities,
    people,
    promotions,
    report,
    segments,
    sync,
)

app = typer.Typer(
    name="copilot",
    help="Personalised messages for an online shop in which every fact is proven. Start with: copilot demo",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.add_typer(imports.app, name="import")
app.command("sync")(sync.sync)
app.command("build")(builds.build)
app.command("doctor")(doctor.doctor)
app.add_typer(homes.app, name="home")
app.add_typer(consent.app, name="consent")
app.command("report")(report.report)
app.command("opportunities")(opportunities.opportunities)
app.add_typer(segments.app, name="segment")
app.add_typer(people.app, name="customer")
app.command("recommend")(people.recommend)
app.add_typer(churn.app, name="churn")
app.add_typer(promotions.app, name="promo")
app.command("facts")(facts.facts)
app.command("email")(messages.email)
app.command("sms")(messages.sms)
app.command("wecom")(messages.wecom)
app.add_typer(campaigns.app, name="campaign")
app.add_typer(guard.app, name="guard")
app.add_typer(evals.app, name="eval")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(installed_version("marketing-copilot"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run `copilot`; the one place where an expected error becomes a sentence and an exit status."""
    os.umask(0o077)  # whatever is written is the owner's
    try:
        app()
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; what was finished is kept.\n")
        sys.exit(130)
    except Exception as error:
        _explain(error)


def _explain(error: Exception) -> None:
    from interfaces.cli.output import fail
    from shop.errors import CopilotError

    if isinstance(error, OSError):
        error = CopilotError(f"{error.strerror or error}.", where=str(error.filename or ""))
    if not isinstance(error, CopilotError):
        raise error
    try:
        fail(error)
    except typer.Exit as done:
        sys.exit(done.exit_code)
