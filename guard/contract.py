"""The outside contract of `guard check FILE --evidence E.json`: texts in, a verdict out (see DESIGN, section 6)."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError

from guard.check import check
from guard.envelope import read_mail
from guard.reading import is_chinese_text
from guard.subject import Subject
from shop.errors import InvalidInput
from shop.evidence import EvidenceSet
from shop.record import Channel, Record
from shop.types import Verdict


class _CheckedFile(Record):
    """The JSON form of FILE; only `text` is needed."""

    text: str
    subject: str = ""
    channel: Literal["", "email", "sms", "wecom"] = ""
    locale: str = ""
    jurisdiction: str = ""
    shop_jurisdiction: str = ""
    by_model: bool = False
    preheader: str = ""
    mode: Literal["filled", "slots"] = "filled"
    allowed_hosts: frozenset[str] = Field(default_factory=frozenset)


def check_file(text: str, evidence_json: str) -> Verdict:
    """Check FILE's content against the evidence document.

    `text` is a filled message as plain text, or JSON with text, subject, channel, locale, jurisdiction, mode;
    `evidence_json` is {"customer": …, "evidence": [...]}. Raises InvalidInput when one of them cannot be read.
    """
    return check(subject_of(text, evidence_json))


def subject_of(text: str, evidence_json: str) -> Subject:
    """Return what check_file checks; links may lead to the hosts of the evidence and of `allowed_hosts`."""
    evidence = _evidence(evidence_json)
    asked = _asked(text)
    parts = {name: text for name, text in (("subject", asked.subject), ("preheader", asked.preheader)) if text}
    chinese = is_chinese_text(asked.text)
    return Subject(
        parts=parts | {"text": asked.text},
        evidence=evidence,
        channel=asked.channel,
        language=_language(asked.locale),
        locale=asked.locale or ("zh_Hans_CN" if chinese else "en_US"),
        jurisdiction=asked.jurisdiction,
        shop_jurisdiction=asked.shop_jurisdiction,
        by_model=asked.by_model,
        mode=asked.mode,
        allowed_hosts=asked.allowed_hosts,
        text=asked.text if asked.channel in get_args(Channel) and asked.mode == "filled" else None,
    )


def subject_of_mail(content: bytes, evidence_json: str, jurisdiction: str = "") -> Subject:
    """Return a finished e-mail (.eml) as a subject: its subject line, its text part, and the envelope around them."""
    envelope = read_mail(content)
    text = envelope.plain.strip()
    title = envelope.header("Subject")
    return Subject(
        parts={name: part for name, part in (("subject", title), ("text", text)) if part},
        evidence=_evidence(evidence_json),
        channel="email",
        locale="zh_Hans_CN" if is_chinese_text(text) else "en_US",
        jurisdiction=jurisdiction,
        by_model=bool(envelope.header("X-AI-Generated")),
        envelope=envelope,
        text=text,
    )


def _language(locale: str) -> str:
    return locale.replace("-", "_").partition("_")[0].lower()


def _asked(text: str) -> _CheckedFile:
    found = _json_object(text)
    if found is None or "text" not in found:
        return _CheckedFile(text=text)
    try:
        return _CheckedFile.model_validate(found)
    except ValidationError as error:
        raise InvalidInput(
            _first(error), where="FILE", hint=f"Allowed keys: {', '.join(_CheckedFile.model_fields)}."
        ) from error


def _json_object(text: str) -> dict[str, Any] | None:
    """Return a JSON object, or None for prose, which may well begin with a brace."""
    if not text.lstrip("\ufeff \n\r\t").startswith("{"):
        return None
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _evidence(document: str) -> EvidenceSet:
    try:
        return EvidenceSet.model_validate_json(document)
    except ValidationError as error:
        raise InvalidInput(
            _first(error), where="evidence", hint='Expected {"customer": …, "evidence": [{"id", "kind", "fields", …}]}.'
        ) from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc']) or 'document'}: {first['msg']}."
