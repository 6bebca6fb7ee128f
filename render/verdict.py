"""A page for whoever writes messages: the text with every finding marked, what is wrong, and what to do about it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import pairwise

from render.data_files import load
from shop.evidence import Evidence, EvidenceSet, ListValue, Value
from shop.types import Finding, Verdict

_WORST = ("block", "hold", "warn")
_PLACES = {"subject": 0, "preheader": 1, "greeting": 2, "text": 3}
"""Parts in reading order; body paragraphs stay as they are given, between greeting and the rest."""


def verdict_page(parts: Mapping[str, str], verdict: Verdict, evidence: EvidenceSet | None = None) -> str:
    """Return a self-contained page; everything from the text and its evidence is escaped."""
    words = load("verdict")[_tongue(parts)]
    order = {name: place for place, name in enumerate(sorted(parts, key=_place))}
    read = sorted(verdict.findings, key=lambda one: (order.get(one.part, len(order)), one.span))
    numbered = list(enumerate(read, 1))
    marked = "".join(_part(name, parts[name], numbered, words) for name in sorted(parts, key=_place))
    return (
        f'<!doctype html><html lang="{words["lang"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{words[verdict.outcome]}</title><style>{_style()}</style></head><body><main>"
        f'<header class="{verdict.outcome}"><h1>{words[verdict.outcome]}</h1><p>{_summary(verdict, words)}</p></header>'
        f"{marked}{_findings(numbered, words, evidence)}{_facts(verdict, words, evidence)}"
        f"<footer>{html.escape(verdict.rules)} · {words['checks'].format(n=len(verdict.checks))}</footer>"
        "</main></body></html>\n"
    )


def _tongue(parts: Mapping[str, str]) -> str:
    text = "".join(parts.values())
    chinese = sum("\u3400" <= char <= "\u9fff" for char in text)
    return "zh" if chinese * 3 > len(text) else "en"


def _place(name: str) -> int:
    return _PLACES.get(name, 3)


def _summary(verdict: Verdict, words: Mapping[str, str]) -> str:
    counts = {worst: sum(one.severity == worst for one in verdict.findings) for worst in _WORST}
    said = [words[f"n_{worst}"].format(n=count) for worst, count in counts.items() if count]
    return html.escape(words["and"].join(said) or words["nothing"])


def _part(name: str, text: str, numbered: Sequence[tuple[int, Finding]], words: Mapping[str, str]) -> str:
    here = [(number, one) for number, one in numbered if one.part == name and one.span[0] < one.span[1]]
    label = html.escape(words.get(f"part_{name}", name))
    return f'<section><h2>{label}</h2><div class="text">{_marked(text, here)}</div></section>'


def _marked(text: str, here: Sequence[tuple[int, Finding]]) -> str:
    """Return the escaped text; overlapping findings share a mark, which has the worst colour and all the numbers."""
    cuts = sorted({0, len(text), *(min(max(edge, 0), len(text)) for _, one in here for edge in one.span)})
    shown = ""
    for start, end in pairwise(cuts):
        inside = [(number, one) for number, one in here if one.span[0] <= start and end <= one.span[1]]
        piece = html.escape(text[start:end])
        if not inside:
            shown += piece
            continue
        worst = next(one for one in _WORST if any(found.severity == one for _, found in inside))
        ending = [str(number) for number, found in inside if found.span[1] == end]
        links = "".join(f'<a href="#f{number}">{number}</a>' for number in ending)
        shown += f'<mark class="{worst}">{piece}</mark>' + (f"<sup>{links}</sup>" if links else "")
    return shown


def _findings(numbered: Sequence[tuple[int, Finding]], words: Mapping[str, str], evidence: EvidenceSet | None) -> str:
    if not numbered:
        return ""
    shown = "".join(_finding(number, one, words, evidence) for number, one in numbered)
    return f"<section><h2>{words['findings']}</h2><ol>{shown}</ol></section>"


def _finding(number: int, one: Finding, words: Mapping[str, str], evidence: EvidenceSet | None) -> str:
    quoted = f"<q>{html.escape(one.claim)}</q>" if one.claim else ""
    where = html.escape(words.get(f"part_{one.part}", one.part))
    told = html.escape(one.suggestion or one.expected)
    known = [row for name in one.evidence if evidence for row in _row(name, evidence)]
    proof = f'<p class="proof">{words["evidence"]} {" · ".join(known)}</p>' if known else ""
    return (
        f'<li id="f{number}" class="{one.severity}"><p><b class="{one.severity}">{words[f"label_{one.severity}"]}</b>'
        f"{quoted} <small>{where}</small></p><p>{told}</p>{proof}"
        f"<p><small>{html.escape(one.rule)} — {html.escape(one.expected)}</small></p></li>"
    )


def _facts(verdict: Verdict, words: Mapping[str, str], evidence: EvidenceSet | None) -> str:
    """Return what the message may say: the evidence as a table, folded away."""
    if evidence is None or not evidence.evidence:
        return ""
    used = {name for one in verdict.findings for name in one.evidence}
    rows = "".join(
        f'<tr class="{"used" if f"{item.id}.{field}" in used else ""}"><td>{item.id}.{html.escape(field)}'
        f"<td>{html.escape(_shown(value))}<td>{html.escape(item.source)}</tr>"
        for item in evidence.evidence
        for field, value in item.fields.items()
    )
    return f"<details><summary>{words['known']}</summary><table>{rows}</table></details>"


def _row(name: str, evidence: EvidenceSet) -> list[str]:
    id_, _, field = name.partition(".")
    item: Evidence | None = evidence.get(id_)
    if item is None or field not in item.fields:
        return []
    value = html.escape(_shown(item.fields[field]))
    return [f"<code>{html.escape(name)}</code> {value} <small>({html.escape(item.source)})</small>"]


def _shown(value: Value) -> str:
    if isinstance(value, ListValue):
        return ", ".join(_shown(one) for one in value.list)
    plain = value.model_dump(mode="json")
    return " ".join(str(one) for one in plain.values() if one != "")


def _style() -> str:
    return files("render").joinpath("templates/verdict.css").read_text(encoding="utf-8")
