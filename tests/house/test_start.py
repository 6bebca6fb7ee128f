"""The command line starts light, and every package is the repository's own."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = (
    "shop", "retrieval", "guard", "render", "prompts", "tools", "agent",
    "campaigns", "app", "evals", "interfaces", "serving",
)  # fmt: skip
HEAVY = (
    "pydantic", "duckdb", "torch", "chromadb", "langchain", "langchain_core", "openai", "numpy", "babel", "pyarrow",
    "sentence_transformers", "transformers", "PIL", "jinja2", "scipy", "mrml", "yaml", "sqlite3",
)  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import json, sys\n"
        "from interfaces.cli.main import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('MODULES ' + json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.rpartition("MODULES ")[2])
    assert not set(loaded) & set(HEAVY)
    assert "campaign" in done.stdout


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_the_repositorys_own(package: str) -> None:
    found = importlib.import_module(package)
    assert found.__file__ is not None
    assert Path(found.__file__).resolve().parent == REPOSITORY / package


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_what_it_is_for_and_what_it_does_not_know(package: str) -> None:
    docstring = importlib.import_module(package).__doc__ or ""
    assert len(docstring.split()) >= 10
    assert "Does not know" in docstring
