"""What a shop owner sees first: an export through the real program, nobody to write to, and the command that helps."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent


def shell(line: str, home: Path) -> str:
    """Run a line as a person would paste it, with the home in the environment."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True,
        env={**os.environ, "PATH": path, "COPILOT_HOME": str(home), "COLUMNS": "300"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def funnel(home: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(shell("copilot segment preview everyone --channel email --json", home))["funnel"]


def test_nobody_may_be_contacted_until_the_printed_command_was_run(full: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """`full` is a folder of all four exports, in the documented columns."""
    home = tmp_path / "home-of-cli"
    shell(f"copilot import shopify '{full.folder}'", home)
    before = funnel(home)
    assert (before["matched"], before["eligible"]) == (3, 0)
    assert {item["reason"]: item["count"] for item in before["excluded"] if item["count"]} == {
        "opted_out": 1, "not_attested": 2,
    }  # fmt: skip
    told = shell("copilot campaign create first --segment everyone", home)
    assert "nobody may be contacted yet" in told
    commands = re.findall(r"`(copilot consent attest [^`]+)`", told.splitlines()[-1])
    assert len(commands) == 1
    shell(commands[0], home)
    after = funnel(home)
    assert after["eligible"] == 2
    assert {item["reason"] for item in after["excluded"] if item["count"]} == {"opted_out"}
    assert "Next: copilot campaign run second" in shell("copilot campaign create second --segment everyone", home)
