"""Options that many commands share, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[Path | None, typer.Option("--home", help="Directory of the shop (default: COPILOT_HOME or .copilot).")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Ask as of this moment, e.g. 2026-11-15 or 2026-11-15T18:00 (the shop's zone)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
