"""Reads the data files of this package once: channel specs, looks, words. They carry an id and a version."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


def text_of(folder: str, name: str) -> str:
    """Return the text of a file shipped in `render/<folder>/`."""
    return resources.files("render").joinpath(folder, name).read_text(encoding="utf-8")


@cache
def load(name: str) -> dict[str, Any]:
    """Return the parsed `render/data/<name>.yaml`; callers do not change it."""
    import yaml

    parsed: dict[str, Any] = yaml.safe_load(text_of("data", f"{name}.yaml"))
    return parsed


def message_words(language: str) -> dict[str, str]:
    """Return the words that rendering adds to a message in `language` (English where it has none)."""
    words: dict[str, dict[str, str]] = load("words")["messages"]
    return words.get(language, words["en"])
