"""Reading the guard's data files: rules, role words, terms, limits. Each is read once."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from guard.errors import RuleFileError


@cache
def load(name: str) -> dict[str, Any]:
    """Return the data file `name` (a path inside guard/); raises RuleFileError when it has no id and version."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(files("guard").joinpath(name).read_text(encoding="utf-8"), Loader=loader)
    if not isinstance(data, dict) or not {"id", "version"} <= data.keys():
        raise RuleFileError(f"{name!r} must be a mapping with 'id' and 'version'.")
    return data


def fingerprint(*names: str) -> str:
    """Return eight characters that change when one of these data files does."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + files("guard").joinpath(name).read_bytes())
    return digest.hexdigest()[:8]


def data_files() -> tuple[str, ...]:
    """Return the names of the data files that checks read, in order."""
    return tuple(sorted(f"data/{one.name}" for one in files("guard").joinpath("data").iterdir()))
