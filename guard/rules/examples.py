"""The good and bad examples of rules.yaml as subjects, for tests and for showing what a rule means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from guard.reading import is_chinese_text
from guard.resources import load
from guard.subject import Subject
from shop.evidence import EvidenceSet
from shop.types import BrandBook

_PARTS = ("subject", "greeting", "text")


def example_subject(example: Mapping[str, Any]) -> Subject:
    """Return the subject that an example describes; the form is explained at the top of rules.yaml."""
    chinese = is_chinese_text(example["text"])
    banned = tuple(example.get("banned", ()))
    brand = BrandBook(language="zh" if chinese else "en", brand="x", voice="x", banned=banned) if banned else None
    return Subject(
        parts={part: example[part] for part in _PARTS if part in example},
        evidence=example_evidence(example.get("evidence", "zh" if chinese else "en")),
        channel=example.get("channel", ""),
        jurisdiction=example.get("jurisdiction", ""),
        mode=example.get("mode", "filled"),
        locale="zh_Hans_CN" if chinese else "en_US",
        brand=brand,
        text=example.get("whole"),
    )


@cache
def example_evidence(name: str) -> EvidenceSet:
    """Return an evidence set of examples.yaml by name."""
    return EvidenceSet.model_validate(load("rules/examples.yaml")[name])
