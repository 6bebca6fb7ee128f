"""Reads the versioned prompt files and renders them strictly: declared inputs only, all of them, nothing else.

A prompt file is front matter (name, version, language, inputs), then the stable part that the model sees first, a line
`=== user ===`, and the part that changes with each message. Texts that are put in are data: never rendered again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml
from jinja2 import Environment, StrictUndefined, TemplateError

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_SPLIT = "\n=== user ===\n"


class PromptError(Exception):
    """A prompt file that is malformed, or inputs that are not those it declares. Says which file and what to change."""


class PromptFile(NamedTuple):
    """One prompt as stored. `digest` is the first eight hex digits of the SHA-256 of its two parts."""

    name: str
    version: int
    language: str
    inputs: tuple[str, ...]
    system: str
    user: str
    digest: str

    @property
    def id(self) -> str:
        """Return `name@version-hash`, which is recorded with everything the prompt brought about."""
        return f"{self.name}.{self.language}@{self.version}-{self.digest}"


class Rendered(NamedTuple):
    """A prompt ready to be sent; `system` is the same for all messages of one campaign, language and channel."""

    id: str
    system: str
    user: str


def names() -> tuple[str, ...]:
    """Return the file names of all prompts, sorted."""
    return tuple(sorted(item.name for item in resources.files("prompts").iterdir() if item.name.endswith(".md")))


def render(name: str, language: str, values: Mapping[str, object]) -> Rendered:
    """Fill the prompt `name` in `language`; raises PromptError when `values` are not exactly the declared inputs."""
    prompt = read(f"{name}.{language}.md")
    missing, extra = set(prompt.inputs) - set(values), set(values) - set(prompt.inputs)
    if missing or extra:
        raise PromptError(f"{prompt.id}: missing inputs {sorted(missing)}, undeclared inputs {sorted(extra)}")
    return Rendered(prompt.id, _fill(prompt, prompt.system, values), _fill(prompt, prompt.user, values))


@cache
def read(file: str) -> PromptFile:
    """Read one prompt file; raises PromptError when there is none or its form is wrong."""
    try:
        text = resources.files("prompts").joinpath(file).read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"No prompt {file!r}; there are: {', '.join(names())}") from error
    return parse(file, text)


def parse(file: str, text: str) -> PromptFile:
    """Parse the text of a prompt file; `file` is named in errors."""
    found = _FRONT.match(text)
    if found is None or _SPLIT not in found["body"]:
        raise PromptError(f"{file}: expected front matter between --- lines and a line '=== user ==='")
    front = yaml.safe_load(found["front"])
    if not isinstance(front, dict) or set(front) != {"name", "version", "language", "inputs"}:
        raise PromptError(f"{file}: the front matter must have exactly name, version, language and inputs")
    system, user = found["body"].split(_SPLIT, 1)
    digest = hashlib.sha256(found["body"].encode()).hexdigest()[:8]
    inputs = tuple(front["inputs"])
    return PromptFile(front["name"], int(front["version"]), front["language"], inputs, system, user, digest)


def _fill(prompt: PromptFile, text: str, values: Mapping[str, object]) -> str:
    try:
        return str(_environment().from_string(text).render(values)).strip()
    except TemplateError as error:
        raise PromptError(f"{prompt.id}: {error}") from error


@cache
def _environment() -> Environment:
    # Prompts are plain text, not HTML: nothing is escaped, and values are never parsed again.
    return Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
