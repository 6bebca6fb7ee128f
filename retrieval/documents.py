"""What search reads of a shop: products per language, and policies in passages. Never customers, orders or reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shop.catalogue import among
from shop.errors import InvalidInput
from shop.record import Record
from shop.store.view import ShopView
from shop.types import Policy

MAX_BODY = 2000
MAX_PASSAGE = 800
MAX_ATTRIBUTES = 8
"""Indexing every attribute made BM25 worse on product-search data; a few stated words (material, fit) are kept."""


class ProductDocument(Record):
    """A product in one language. `title`: name, short name and category; `text`: description and a few attributes."""

    id: str
    language: str
    title: str
    text: str


class Passage(Record):
    """A part of a policy under one heading, in the version of the policy that the index read.

    `id` is POLICY/LANGUAGE/NUMBER."""

    id: str
    policy_id: str
    version: str
    language: str
    heading: str
    text: str


def product_documents(view: ShopView) -> list[ProductDocument]:
    """Return every product text of the shop, ordered by product id and language."""
    attributes = _attributes(view)
    rows = view.rows(
        """SELECT p.product_id, t.language, t.name, t.short_name, t.category, p.brand, t.description
           FROM products p JOIN product_texts t USING (product_key) ORDER BY p.product_id, t.language, t.name"""
    )
    return [
        ProductDocument(
            id=product,
            language=language,
            title=_joined(name, short_name, category),
            text=_joined(brand, bounded(description, MAX_BODY), *_in(language, attributes.get(product, []))),
        )
        for product, language, name, short_name, category, brand, description in rows
    ]


def product_titles(view: ShopView, ids: Sequence[str]) -> dict[str, str]:
    """Return the names of products in all their languages, in bulk by id; unknown ids are missing."""
    rows = view.rows(
        f"""SELECT p.product_id, string_agg(t.name, ' ' ORDER BY t.language)
            FROM products p JOIN product_texts t USING (product_key)
            WHERE {among("p.product_id", "ids", len(ids))} GROUP BY ALL ORDER BY p.product_id""",
        {"ids": list(ids)},
    )  # fmt: skip
    return dict(rows) if ids else {}


def policy_passages(view: ShopView) -> list[Passage]:
    """Return the policies of the shop in passages; raises InvalidInput for a document that is not a policy."""
    rows = view.rows("SELECT policy_id, language, document FROM policies ORDER BY policy_id, language")
    passages: list[Passage] = []
    for policy_id, language, document in rows:
        try:
            policy = Policy.model_validate_json(document)
        except ValueError as error:
            raise InvalidInput(
                "The policy is not readable.", where=f"policy {policy_id}", hint="Import the shop again."
            ) from error
        passages.extend(_passages(policy_id, language, policy))
    return passages


def bounded(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut between words where there is a space near the end."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    space = head.rfind(" ", limit - 40)
    return head[:space] if space > 0 else head


def _attributes(view: ShopView) -> dict[str, list[tuple[str, str]]]:
    rows = view.rows(
        """SELECT p.product_id, a.language, a.label, a.text
           FROM products p JOIN product_attributes a USING (product_key)
           WHERE a.text <> '' ORDER BY p.product_id, a.position, a.language"""
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for product, language, label, text in rows:
        found.setdefault(product, []).append((language, f"{label} {bounded(text, 80)}".strip()))
    return found


def _in(language: str, attributes: list[tuple[str, str]]) -> list[str]:
    return [text for spoken, text in attributes if spoken in ("", language)][:MAX_ATTRIBUTES]


def _joined(*parts: str) -> str:
    """Join what is there, leaving out a part that an earlier one already contains."""
    kept: list[str] = []
    for part in parts:
        if part and not any(part.casefold() in earlier.casefold() for earlier in kept):
            kept.append(part)
    return " · ".join(kept)


def _passages(policy_id: str, language: str, policy: Policy) -> Iterator[Passage]:
    number = 0
    for heading, body in _sections(policy.body):
        for text in _pieces(body):
            number += 1
            yield Passage(
                id=f"{policy_id}/{language}/{number}",
                policy_id=policy_id,
                version=policy.version,
                language=language,
                heading=_joined(policy.title, heading),
                text=text,
            )


def _sections(body: str) -> Iterator[tuple[str, str]]:
    """Yield (heading, text under it) of a Markdown text."""
    heading, lines = "", list[str]()
    for line in body.splitlines():
        if line.startswith("#"):
            yield heading, "\n".join(lines)
            heading, lines = line.lstrip("#").strip(), []
        else:
            lines.append(line)
    yield heading, "\n".join(lines)


def _pieces(body: str) -> Iterator[str]:
    """Yield the paragraphs of a section, short ones together, none over MAX_PASSAGE characters."""
    piece = ""
    for paragraph in (part.strip() for part in body.split("\n\n")):
        if piece and len(piece) + len(paragraph) > MAX_PASSAGE:
            yield piece
            piece = ""
        piece = f"{piece}\n\n{paragraph}".strip()
        while len(piece) > MAX_PASSAGE:
            head = bounded(piece, MAX_PASSAGE)
            yield head
            piece = piece[len(head) :].strip()
    if piece:
        yield piece
