"""The good and bad examples of the rules (cases/*.yaml) as subjects: for tests and for showing what a rule means.

An example is a text, or a mapping of Subject fields: `text`, `subject`, `preheader`, `greeting` become parts, `whole`
is the laid-out text, `evidence` names a set of cases/evidence.yaml (default en, for Chinese text zh), `headers`, `html`
and `plain` make an envelope. What all examples of a rule share stands in its `common`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from guard.envelope import Envelope
from guard.errors import RuleFileError
from guard.reading import is_chinese_text
from guard.resources import load
from guard.subject import Subject
from shop.evidence import EvidenceSet
from shop.types import BrandBook

_PARTS = ("subject", "preheader", "greeting", "text", "cta")
_ENVELOPE = {"headers", "html", "plain", "tracking_consent"}
"""`html_times` repeats the HTML, for mails that are too large to be written down."""


class Examples(NamedTuple):
    """What a rule lets pass and what it finds."""

    good: tuple[dict[str, Any], ...]
    bad: tuple[dict[str, Any], ...]


def examples() -> dict[str, Examples]:
    """Return the examples of every rule by its id; raises RuleFileError for a rule with examples in two files."""
    return dict(_all())


def example_subject(example: Mapping[str, Any]) -> Subject:
    """Return the subject that an example describes."""
    chinese = is_chinese_text(" ".join(example.get(part, "") for part in _PARTS))
    banned = tuple(example.get("banned", ()))
    brand = BrandBook(language="zh" if chinese else "en", brand="x", voice="x", banned=banned) if banned else None
    return Subject(
        parts={part: example[part] for part in _PARTS if part in example},
        evidence=example_evidence(example.get("evidence", "zh" if chinese else "en")),
        channel=example.get("channel", ""),
        jurisdiction=example.get("jurisdiction", ""),
        shop_jurisdiction=example.get("shop", ""),
        by_model=example.get("by_model", False),
        envelope=_envelope(example),
        mode=example.get("mode", "filled"),
        locale="zh_Hans_CN" if chinese else "en_US",
        brand=brand,
        text=example.get("whole"),
    )


@cache
def example_evidence(name: str) -> EvidenceSet:
    """Return an evidence set of cases/evidence.yaml by name."""
    return EvidenceSet.model_validate(load("rules/cases/evidence.yaml")[name])


def shown(example: Mapping[str, Any]) -> str:
    """Return an example in one line, for people: what differs from the plain text stands in front."""
    said = [f"{key}: {value}" for key, value in example.items() if key != "text" and not isinstance(value, dict)]
    text = str(example.get("text", ""))
    return " | ".join([*said, text] if text else said)


@cache
def _all() -> tuple[tuple[str, Examples], ...]:
    found: dict[str, Examples] = {}
    for name in sorted(one.name for one in files("guard").joinpath("rules/cases").iterdir()):
        for rule, listed in load(f"rules/cases/{name}").get("examples", {}).items():
            if rule in found:
                raise RuleFileError(f"The examples of {rule!r} stand in two files; the second is {name}.")
            common = listed.get("common", {})
            found[rule] = Examples(*(tuple(_case(common, one) for one in listed[kind]) for kind in ("good", "bad")))
    return tuple(found.items())


def _case(common: dict[str, Any], example: str | dict[str, Any]) -> dict[str, Any]:
    case = common | ({"text": example} if isinstance(example, str) else example)
    if "headers" in common and "headers" in case:
        case["headers"] = common["headers"] | case["headers"]
    return case


def _envelope(example: Mapping[str, Any]) -> Envelope | None:
    if not _ENVELOPE & example.keys():
        return None
    headers = tuple((name, value) for name, value in example.get("headers", {}).items() if value is not None)
    return Envelope(
        headers=headers,
        html=example.get("html", "") * example.get("html_times", 1),
        plain=example.get("plain", example.get("text", "")),
        tracking_consent=example.get("tracking_consent", False),
    )
