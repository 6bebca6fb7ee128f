"""Rules from a file of one's own: changed ones by id, and new ones that are phrases. The form is that of rules.yaml."""

from __future__ import annotations

from typing import Any

from guard.errors import RuleFileError
from guard.rules import CHECKS, all_rules, read_rule
from guard.rules.model import Rule

MOST_CHARACTERS = 1_000_000


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a YAML document with `rules: [{id, …}]`.

    A known id takes over what the entry leaves out; a new one needs title, severity, source, since and phrases. Raises
    RuleFileError that names the rule for anything else.
    """
    listed = [read_rule(_whole(entry)) for entry in _entries(text)]
    ids = [rule.id for rule in listed]
    if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise RuleFileError(f"The file has two rules {', '.join(twice)}.")
    if odd := [rule.id for rule in listed if rule.phrases is None and rule.id not in CHECKS]:
        raise RuleFileError(f"The new rule {odd[0]!r} needs phrases: code for it exists only for the built-in rules.")
    return tuple(listed)


def _entries(text: str) -> list[dict[str, Any]]:
    import yaml

    if len(text) > MOST_CHARACTERS:
        raise RuleFileError(f"The file has {len(text):,} characters; {MOST_CHARACTERS:,} are the most.")
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise RuleFileError(f"The file is no YAML: {error}.") from error
    entries = data.get("rules") if isinstance(data, dict) else None
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(one, dict) and "id" in one for one in entries)
    ):
        raise RuleFileError("The file must be a mapping with `rules`: a list of mappings, each with an id.")
    return entries


def _whole(entry: dict[str, Any]) -> dict[str, Any]:
    known = next((rule for rule in all_rules() if rule.id == entry["id"]), None)
    return entry if known is None else known.model_dump(exclude_defaults=True) | entry
