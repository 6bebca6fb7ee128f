"""The command that serves a model with vLLM, in vLLM's own environment (needs nothing but the standard library).

python -m serving.command Qwen/Qwen3-8B          prints the command
python -m serving.command --run Qwen/Qwen3-8B    replaces this process by the server
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence

HOST = "127.0.0.1"
"""vLLM's key protects only the paths under /v1, so the server listens on this machine alone."""

KEY_VARIABLE = "COPILOT_LLM_API_KEY"
"""Both sides read the key from here: the server as VLLM_API_KEY (a command line is visible to every user)."""

_PARSERS = (("qwen3.5", "qwen3_coder"), ("qwen3.6", "qwen3_coder"), ("qwen3-coder", "qwen3_coder"),
            ("gemma-4", "gemma4"), ("qwen", "hermes"))  # fmt: skip
"""How a family of models writes a tool call: the first part that the model's name contains decides."""

STRUCTURED_OUTPUTS = {"backend": "xgrammar", "disable_any_whitespace": True}
"""Without disable_any_whitespace a small model may fill the whole answer with white space."""


def tool_parser(model: str) -> str:
    """Return vLLM's tool parser for a model name; raises ValueError for an unknown family."""
    name = model.lower()
    for part, parser in _PARSERS:
        if part in name:
            return parser
    known = ", ".join(part for part, _ in _PARSERS)
    raise ValueError(f"No tool parser is known for {model!r} (known: {known}). Name it with --tool-parser.")


def vllm_command(
    model: str,
    *,
    port: int = 8000,
    parser: str = "",
    served_name: str = "",
    max_model_len: int = 16384,
    max_num_seqs: int = 64,
    tensor_parallel: int = 1,
) -> list[str]:
    """Return the argument list that serves `model` (a name or a folder) on 127.0.0.1:`port`.

    `served_name` is what the copilot asks for as COPILOT_LLM_MODEL (default: the model's own name);
    `max_model_len` is in tokens, `max_num_seqs` is the number of requests at once (the batch sends about as many),
    `tensor_parallel` the number of GPUs that share one model. Raises ValueError for an unknown family without `parser`,
    for a model that looks like an option, and for numbers out of range.
    """
    if not model or model.startswith("-"):
        raise ValueError(f"{model!r} is not a model name or folder.")
    if not 1 <= port <= 65535:
        raise ValueError(f"{port} is not a port (1 to 65535).")
    if min(max_model_len, max_num_seqs, tensor_parallel) < 1:
        raise ValueError("max_model_len, max_num_seqs and tensor_parallel must be at least 1.")
    return [
        sys.executable, "-m", "vllm.entrypoints.openai.api_server",
        "--model", model,
        "--served-model-name", served_name or model,
        "--host", HOST,
        "--port", str(port),
        "--max-model-len", str(max_model_len),
        "--max-num-seqs", str(max_num_seqs),
        "--tensor-parallel-size", str(tensor_parallel),
        "--enable-auto-tool-choice",
        "--tool-call-parser", parser or tool_parser(model),
        "--structured-outputs-config", json.dumps(STRUCTURED_OUTPUTS, sort_keys=True),
        "--enable-prefix-caching",
        "--enable-prompt-tokens-details",
    ]  # fmt: skip


def vllm_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the server: the caller's, no usage statistics, and the key; ValueError without one."""
    key = environ.get(KEY_VARIABLE, "")
    if not key:
        raise ValueError(f"{KEY_VARIABLE} is empty. Choose a key: export {KEY_VARIABLE}=$(openssl rand -hex 24)")
    return {**environ, "VLLM_API_KEY": key, "VLLM_NO_USAGE_STATS": "1"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the command, or with --run become the server. Returns the exit status."""
    options = _options().parse_args(arguments)
    try:
        command = vllm_command(
            options.model,
            port=options.port,
            parser=options.tool_parser,
            served_name=options.served_name,
            max_model_len=options.max_model_len,
            max_num_seqs=options.max_num_seqs,
            tensor_parallel=options.tensor_parallel,
        )
        environment = vllm_environment(os.environ) if options.run else {}
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(shlex.join(command), flush=True)
    if options.run:
        os.execve(command[0], command, environment)
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m serving.command", description="Serve a model with vLLM.")
    options.add_argument("model", help="name on the hub, or a folder")
    options.add_argument("--run", action="store_true", help="start the server instead of printing the command")
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--tool-parser", default="", help="vLLM's tool parser, for a family not known here")
    options.add_argument("--served-name", default="", help="the name that COPILOT_LLM_MODEL asks for")
    options.add_argument("--max-model-len", type=int, default=16384, help="tokens of prompt and answer together")
    options.add_argument("--max-num-seqs", type=int, default=64, help="requests at once")
    options.add_argument("--tensor-parallel", type=int, default=1, help="GPUs that share the model")
    return options


if __name__ == "__main__":
    sys.exit(main())
