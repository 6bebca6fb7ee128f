from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def examples() -> ModuleType:
    """The module of hand-made messages beside this file."""
    name = "render_examples"
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("examples.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class Seen(HTMLParser):
    """What a browser would act on: every element with its attributes, and the text of scripts and titles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inside: dict[str, str] = {}
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open = tag

    def handle_data(self, data: str) -> None:
        self.inside[self._open] = self.inside.get(self._open, "") + data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def handlers(self) -> list[str]:
        return [name for _, attributes in self.elements for name in attributes if name.startswith("on")]

    def addresses(self) -> list[str]:
        return [
            value
            for _, attributes in self.elements
            for name, value in attributes.items()
            if name in {"src", "href", "srcset", "action", "poster", "data", "background", "formaction"}
        ]


@pytest.fixture(scope="session")
def see() -> Callable[[str], Seen]:
    """Read HTML as a browser would."""
    return Seen


@pytest.fixture(scope="session")
def media(examples: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The drawn pictures of the example shops: the media folder of each."""
    folders: dict[str, Path] = examples.draw_media(tmp_path_factory.mktemp("media"))
    return folders
