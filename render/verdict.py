"""A page that shows a checked text with every finding marked in its place."""

from __future__ import annotations

import html
from collections.abc import Mapping

from shop.types import Finding, Verdict

_STYLE = """
body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}
h1{font-size:1.2rem}h2{font-size:.85rem;color:#5b5b66;margin:1.4rem 0 .2rem}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
mark{padding:0 .15em;border-radius:.2em}mark.block,.s-block{background:#ffd7d5}mark.hold,.s-hold{background:#fff0c2}
mark.warn,.s-warn{background:#dfe9ff}table{border-collapse:collapse;width:100%;font-size:.9rem;margin-top:1.5rem}
td,th{text-align:left;vertical-align:top;padding:.35rem .5rem;border-top:1px solid #ddd;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{background:#17171b;color:#eee}mark{color:#111}td,th{border-color:#444}
.s-block,.s-hold,.s-warn{color:#111}}
"""
_WORST = ("block", "hold", "warn")


def verdict_page(parts: Mapping[str, str], verdict: Verdict) -> str:
    """Return a self-contained page; everything from the text is escaped."""
    body = "".join(_part(name, text, verdict) for name, text in parts.items())
    rows = "".join(_row(finding) for finding in verdict.findings)
    table = f"<table><tr><th>Severity<th>Rule<th>Claim<th>Expected</tr>{rows}</table>" if rows else "<p>No finding.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Verdict: {verdict.outcome}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Verdict: {verdict.outcome}</h1>{body}{table}</body></html>\n"
    )


def _part(name: str, text: str, verdict: Verdict) -> str:
    severity = [""] * len(text)
    for worst in reversed(_WORST):
        for finding in verdict.findings:
            if finding.part == name and finding.severity == worst:
                for place in range(max(0, finding.span[0]), min(len(text), finding.span[1])):
                    severity[place] = worst
    shown, start = "", 0
    while start < len(text):
        end = start
        while end < len(text) and severity[end] == severity[start]:
            end += 1
        piece = html.escape(text[start:end])
        shown += f'<mark class="{severity[start]}">{piece}</mark>' if severity[start] else piece
        start = end
    return f'<h2>{html.escape(name)}</h2><div class="text">{shown}</div>'


def _row(finding: Finding) -> str:
    cells = (finding.rule, finding.claim, finding.expected)
    return f'<tr><td class="s-{finding.severity}">{finding.severity}' + "".join(
        f"<td>{html.escape(cell)}" for cell in cells
    )
