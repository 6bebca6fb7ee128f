"""What the import does with each thing that may be wrong: the table of treatments.yaml."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, get_args

from shop.errors import InvalidInput

Treatment = Literal["quarantined", "repaired", "noted"]


class Rule(NamedTuple):
    """One reason: its usual treatment and a sentence that explains it."""

    reason: str
    treatment: Treatment
    sentence: str


@cache
def rules() -> dict[str, Rule]:
    """Return every reason by name."""
    import yaml

    text = resources.files("shop.importing").joinpath("treatments.yaml").read_text(encoding="utf-8")
    found = {reason: Rule(reason, *entry) for reason, entry in yaml.safe_load(text)["reasons"].items()}
    for rule in found.values():
        if rule.treatment not in get_args(Treatment):
            raise InvalidInput(f"treatments.yaml: {rule.reason!r} has the unknown treatment {rule.treatment!r}.")
    return found


def explain(reason: str) -> str:
    """Return the sentence that explains `reason`; raises InvalidInput for one that does not exist."""
    if reason not in rules():
        raise InvalidInput(f"{reason!r} is not a reason of the import.", hint=f"Known: {', '.join(rules())}.")
    return rules()[reason].sentence
