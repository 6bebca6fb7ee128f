"""The model card as one small page without scripts; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from shop.recommender.choice.card import Measure, ModelCard

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.2rem .8rem;border-bottom:1px solid #ddd;"
    "text-align:left}td+td,th+th{text-align:right;font-variant-numeric:tabular-nums}h2{margin-top:2rem}"
)


def card_page(card: ModelCard) -> str:
    """Return the page as HTML text."""
    facts = (
        ("shop", card.shop), ("as of", card.as_of), ("model", card.model), ("customers", f"{card.customers:,}"),
        ("products", f"{card.products:,}"), ("pairs learnt from", f"{card.pairs:,}"),
        ("hidden for the test", f"{card.selection.protocol}, seed {card.selection.seed}"),
        ("coverage of the catalogue", f"{card.coverage:.1%}"), ("novelty (bits)", f"{card.novelty:.2f}"),
        ("popularity lift", f"{card.lift:.2f}"),
        ("CPU seconds", f"{card.measured.fit_seconds:.1f} to fit, {card.measured.recommend_seconds:.1f} to recommend"),
    )  # fmt: skip
    fairness = (
        f"<h2>{escape(next(iter(card.metrics)))} by {escape(title)}</h2>" + _measures({title: groups})
        for title, groups in card.fairness.items()
    )
    left_out = ((name, why) for name, why in card.left_out.items())
    parts = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Model card: recommender</title>",
        f"<style>{_STYLE}</style><h1>Model card: recommender</h1>",
        _table(("", ""), facts),
        "".join(f"<p>{escape(remark)}</p>" for remark in card.remarks),
        "<h2>How much is found</h2>",
        _measures({"chosen": card.metrics, "popularity alone": card.popularity}),
        *fairness,
        "<h2>What was tried</h2>",
        _table(("model", "ndcg"), ((tried.model, f"{tried.ndcg:.4f}") for tried in card.tried)),
        ("<h2>What was left out</h2>" + _table(("model", "why"), left_out)) if card.left_out else "",
        "</html>",
    )
    return "\n".join(part for part in parts if part) + "\n"


def _measures(columns: Mapping[str, Mapping[str, Measure]]) -> str:
    names = list(next(iter(columns.values())))
    rows = ((name, *(_shown(column[name]) for column in columns.values())) for name in names)
    return _table(("", *columns), rows)


def _shown(measure: Measure) -> str:
    return f"{measure.mean:.4f} ({measure.low:.4f}-{measure.high:.4f}), n={measure.customers:,}"


def _table(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"
