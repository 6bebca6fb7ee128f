"""Imports go one way: the linter passes on the code as it is, and a wrong import breaks it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = (
    "shop", "retrieval", "guard", "render", "prompts", "tools", "agent", "campaigns", "app", "evals", "interfaces",
)  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(REPOSITORY / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run([program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True)


def test_imports_go_one_way(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("shop/clock.py", "from guard import __doc__ as _wrong"),
        ("guard/__init__.py", "from render import __doc__ as _wrong"),
        ("prompts/__init__.py", "from shop import __doc__ as _wrong"),
    ],
)
def test_a_wrong_import_breaks_the_check(copy: Path, file: str, line: str) -> None:
    with (copy / file).open("a", encoding="utf-8") as handle:
        handle.write(f"\n{line}\n")
    done = lint(copy)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout
