"""All settings, read from the environment in this one place.

COPILOT_HOME            directory of one shop (default .copilot)
COPILOT_LLM_BASE_URL    an OpenAI-compatible server, such as http://127.0.0.1:8000/v1; empty: the offline engine
COPILOT_LLM_MODEL       the model's name there (default: the first one the server lists)
COPILOT_LLM_API_KEY     its key, when it asks for one
COPILOT_EMBEDDER        minilm (default), minilm-torch, hashing, or a sentence-transformers model on this machine:
                        its folder, or AUTHOR/MODEL in the local model cache
COPILOT_EMBEDDER_LANGUAGES   what that model reads, such as en,zh (default en)
COPILOT_CHROMA_URL      a Chroma server for the vectors, such as http://127.0.0.1:8000; empty: files in the home
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError

from shop.errors import InvalidInput
from shop.record import Record

_VARIABLES = {
    "home": "COPILOT_HOME",
    "llm_base_url": "COPILOT_LLM_BASE_URL",
    "llm_model": "COPILOT_LLM_MODEL",
    "llm_api_key": "COPILOT_LLM_API_KEY",
    "embedder": "COPILOT_EMBEDDER",
    "embedder_languages": "COPILOT_EMBEDDER_LANGUAGES",
    "chroma_url": "COPILOT_CHROMA_URL",
}


class Settings(Record):
    """The product's dials. `as_of` is None for the shop's own present."""

    home: Path = Path(".copilot")
    as_of: str | None = None
    llm_base_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    llm_model: str = ""
    llm_api_key: SecretStr = SecretStr("")
    embedder: str = "minilm"
    embedder_languages: str = Field(default="en", pattern=r"^[a-z]{2}(,[a-z]{2})*$")
    chroma_url: str = Field(default="", pattern=r"^(https?://[^\s/]+/?)?$")


def read_settings(environ: Mapping[str, str], *, home: Path | None = None, as_of: str | None = None) -> Settings:
    """Read the settings; options given on the command line win. Raises InvalidInput naming the variable."""
    given: dict[str, object] = {field: environ[name] for field, name in _VARIABLES.items() if environ.get(name)}
    if home is not None:
        given["home"] = home
    try:
        return Settings.model_validate({**given, "as_of": as_of})
    except ValidationError as error:
        problem = error.errors()[0]
        name = _VARIABLES.get(str(problem["loc"][0]), str(problem["loc"][0]))
        raise InvalidInput(f"{problem['input']!r} is not usable: {problem['msg']}.", where=name) from error


def from_environment(*, home: Path | None = None, as_of: str | None = None) -> Settings:
    """Read the settings of this process."""
    return read_settings(os.environ, home=home, as_of=as_of)
