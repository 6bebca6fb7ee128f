"""The argument list that serves a model, and the program that prints it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from serving.command import main, tool_parser, vllm_command, vllm_environment


def value_of(command: list[str], option: str) -> str:
    return command[command.index(option) + 1]


def test_the_command_carries_every_flag_that_the_copilot_needs() -> None:
    command = vllm_command("Qwen/Qwen3-8B", port=8123)

    assert command[1:3] == ["-m", "vllm.entrypoints.openai.api_server"]
    assert value_of(command, "--model") == "Qwen/Qwen3-8B"
    assert value_of(command, "--served-model-name") == "Qwen/Qwen3-8B"
    assert value_of(command, "--host") == "127.0.0.1"
    assert value_of(command, "--port") == "8123"
    assert value_of(command, "--tool-call-parser") == "hermes"
    assert json.loads(value_of(command, "--structured-outputs-config"))["disable_any_whitespace"] is True
    assert {"--enable-auto-tool-choice", "--enable-prefix-caching"} < set(command)


def test_the_key_travels_in_the_environment_and_never_in_the_command() -> None:
    environment = vllm_environment({"COPILOT_LLM_API_KEY": "secret", "HOME": "/h"})

    assert environment["VLLM_API_KEY"] == "secret"
    assert environment["HOME"] == "/h"
    assert not any("key" in part for part in vllm_command("Qwen/Qwen3-8B"))


def test_without_a_key_nothing_is_served(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COPILOT_LLM_API_KEY", raising=False)

    assert main(["--run", "Qwen/Qwen3-8B"]) == 2
    assert "COPILOT_LLM_API_KEY is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("model", "parser"),
    [
        ("Qwen/Qwen3-8B", "hermes"),
        ("Qwen/Qwen2.5-7B-Instruct", "hermes"),
        ("Qwen/Qwen3.5-9B", "qwen3_coder"),
        ("Qwen/Qwen3.6-27B", "qwen3_coder"),
        ("google/gemma-4-12b-it", "gemma4"),
    ],
)
def test_the_tool_parser_follows_the_family(model: str, parser: str) -> None:
    assert tool_parser(model) == parser


def test_an_unknown_family_needs_its_parser_named() -> None:
    with pytest.raises(ValueError, match="--tool-parser"):
        vllm_command("acme/Novel-1B")
    assert value_of(vllm_command("acme/Novel-1B", parser="hermes"), "--tool-call-parser") == "hermes"


@pytest.mark.parametrize("model", ["", "--trust-remote-code"])
def test_what_is_not_a_model_is_refused(model: str) -> None:
    with pytest.raises(ValueError, match="not a model"):
        vllm_command(model)


@pytest.mark.parametrize("options", [{"port": 0}, {"port": 70000}, {"max_num_seqs": 0}, {"tensor_parallel": 0}])
def test_numbers_out_of_range_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"port|at least 1"):
        vllm_command("Qwen/Qwen3-8B", **options)  # type: ignore[arg-type]


def test_the_program_prints_the_command_and_needs_only_the_standard_library() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-S", "-m", "serving.command", "Qwen/Qwen3-8B", "--max-num-seqs", "8"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "--max-num-seqs 8" in done.stdout


def test_the_readme_shows_the_command_as_it_is() -> None:
    readme = (Path(__file__).parents[2] / "serving" / "README.md").read_text(encoding="utf-8")
    shown = " ".join(readme.replace("\\\n", " ").split())

    for part in vllm_command("Qwen/Qwen3-8B")[1:]:
        assert part in shown
