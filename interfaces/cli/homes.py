"""`copilot home backup FILE` and `copilot home restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli import options, output

app = typer.Typer(help="The home as one file: back it up, restore it.", no_args_is_help=True)


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write (tar.gz); an earlier backup is replaced.")],
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Write a consistent copy of the home into one file; imports, runs and readers may go on meanwhile.

    It holds addresses and orders of real people: keep it as safe as the home.
    """
    from app.copilot import open_copilot
    from app.homes import backup as write

    manifest = write(open_copilot(home, None), file)
    if as_json:
        output.print_json(manifest)
        return
    for line in manifest.left_out:
        output.note(f"Left out: {line}")
    output.say(
        f"The shop {manifest.shop!r} ({manifest.build}), {len(manifest.files):,} files of "
        f"{manifest.size:,} bytes, is in {file}. Back again: copilot home restore {file}"
    )


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="An archive that `copilot home backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also where the home holds another shop.")] = False,
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Put a backup in the place of the home, after every file in it was proven.

    Opt-outs, suppressed addresses and promised codes of the same shop that are newer than the backup are kept.
    """
    from app.copilot import open_copilot
    from app.homes import restore as put_back

    done = put_back(open_copilot(home, None), file, replace=replace)
    if as_json:
        output.print_json(done)
        return
    manifest = done.manifest
    output.say(f"The shop {manifest.shop!r} ({manifest.build}) of {manifest.created.isoformat()} is in {done.home}.")
    if done.carried:
        output.say(f"{done.carried:,} opt-outs, suppressed addresses, promised codes and uses since then were kept.")
    if done.kept:
        output.say(f"The home that was there had files that no backup knows; it is now {done.kept}.")
