"""The documents stay true: their commands run, their targets and files exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "serving/README.md")


def commands(document: str) -> list[str]:
    """Return the lines after `$ ` in the document's console blocks, comments cut."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    return [re.sub(r"\s+#.*", "", line).strip() for line in lines]


def test_the_copilot_commands_of_the_readme_run_in_order(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("COPILOT_HOME", None)
    sample = "copilot import sample --brand coffee --customers 500"
    listed = [command for command in commands("README.md") if command.startswith("copilot ")]
    assert sample in listed
    script = [f"{sample} --home elsewhere --write my-shop", *listed]
    for command in script:
        done = subprocess.run(shlex.split(command), cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / ".copilot" / "runs" / "quiet-lately" / "index.html").exists()
    assert list((tmp_path / ".copilot" / "runs" / "quiet-lately" / "export").glob("*.eml"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_make_targets_exist(document: str) -> None:
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:\$ |`)make ([a-z-]+)", text))
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_files_that_are_linked_exist(document: str) -> None:
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    here = (REPOSITORY / document).parent
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [link for link in links if not (here / link).exists()] == []


def test_the_paths_that_the_documents_name_exist() -> None:
    roots = "shop|retrieval|guard|render|prompts|tools|agent|campaigns|app|evals|interfaces|serving|tests|bench|soak"
    for document in DOCUMENTS:
        text = (REPOSITORY / document).read_text(encoding="utf-8")
        paths = re.findall(rf"`((?:{roots})/[\w./-]+)`", text)
        assert [path for path in paths if "NAME" not in path and not (REPOSITORY / path).exists()] == [], document


def test_the_readme_names_every_setting_it_uses() -> None:
    from app.settings import _VARIABLES

    named = set(re.findall(r"COPILOT_[A-Z_]+", (REPOSITORY / "README.md").read_text(encoding="utf-8")))
    assert named <= set(_VARIABLES.values())


def test_the_demo_target_runs_the_demo() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^demo: install.*\n\t\$\(BIN\)/copilot demo", makefile, re.MULTILINE)
