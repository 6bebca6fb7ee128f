"""Reads the documents of a shop: promotions, policies and brand books, each validated and kept as JSON.

A policy or brand book is Markdown with YAML front matter between two lines of `---`.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from shop.importing.contract import RawDocument
from shop.importing.quality import Tally
from shop.importing.staging import Staging
from shop.promotions.document.checks import problems_of
from shop.record import Record
from shop.types.content import BrandBook, Policy
from shop.types.promotion import Promotion

LARGEST_DOCUMENT = 5_000_000


T = TypeVar("T", bound=Record)


class BadDocument(ValueError):
    """The document as a whole cannot be used; `field` says where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Documents:
    """Collects the valid documents of an import and reports the others."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.promotions: dict[str, Promotion] = {}
        self.policies: dict[tuple[str, str], Policy] = {}
        self.brands: dict[str, BrandBook] = {}
        self.kinds: set[str] = set()

    def add(self, raw: RawDocument) -> None:
        """Read one document."""
        self.tally.open(raw.file)
        try:
            if raw.problem:
                raise BadDocument("", raw.problem)
            if len(raw.text) > LARGEST_DOCUMENT:
                raise BadDocument("$", f"longer than {LARGEST_DOCUMENT} characters")
            if raw.kind == "promotions":
                self._promotions(raw)
                self.kinds.add("promotion")
                return
            self.tally.read[raw.file] += 1
            if raw.kind == "policy":
                policy = read_policy(raw.text)
                self._keep(self.policies, (policy.id, policy.language), policy, raw.file, 1)
            elif raw.kind == "brand":
                book = read_brand(raw.text)
                self._keep(self.brands, book.language, book, raw.file, 1)
            else:
                raise BadDocument("", f"{raw.kind!r} is no kind of document")
            self.kinds.add(raw.kind)
        except BadDocument as error:
            if raw.kind == "promotions":
                self.tally.read[raw.file] += 1
            self._refuse(raw.file, raw.row, error.field, str(error))

    def _promotions(self, raw: RawDocument) -> None:
        for place, item in enumerate(promotion_items(raw.text)):
            self.tally.read[raw.file] += 1
            try:
                promotion = Promotion.model_validate(item)
            except ValidationError as error:
                field, message = _first_error(error)
                self._refuse(raw.file, raw.row + place, f"$.promotions[{place}]{field}", message)
            else:
                self._keep_promotion(promotion, raw, place)

    def _keep_promotion(self, promotion: Promotion, raw: RawDocument, place: int) -> None:
        odd = next(problems_of((promotion,)), None)
        if odd:
            path = odd.path.replace("$.promotions[0]", f"$.promotions[{place}]")
            self._refuse(raw.file, raw.row + place, path, odd.message)
        else:
            self._keep(self.promotions, promotion.id, promotion, raw.file, raw.row + place)

    def _keep(self, shelf: dict[Any, Any], key: object, document: object, file: str, row: int) -> None:
        if key in shelf:
            self.tally.add(file, row, "id", "duplicate_id", str(key), "quarantined")
            self.tally.quarantined[file] += 1
        else:
            shelf[key] = document

    def _refuse(self, file: str, row: int, field: str, message: str) -> None:
        self.tally.add(file, row, field, "bad_document", message, "quarantined")
        self.tally.quarantined[file] += 1

    def stage(self, staging: Staging) -> None:
        """Put the documents on the workbench, in their order."""
        found: list[tuple[str, str, str, Record]] = []
        found += [("promotion", promotion.id, "", promotion) for promotion in self.promotions.values()]
        found += [("policy", policy.id, policy.language, policy) for policy in self.policies.values()]
        found += [("brand", "", book.language, book) for book in self.brands.values()]
        staging.con.execute(
            "CREATE TEMP TABLE stage_documents (place INTEGER, kind VARCHAR, id VARCHAR, language VARCHAR,"
            " document VARCHAR, origin SMALLINT)"
        )
        staging.insert("stage_documents", {
            "place": ("int", range(len(found))), "kind": ("text", [kind for kind, _, _, _ in found]),
            "id": ("text", [id_ for _, id_, _, _ in found]),
            "language": ("text", [spoken for _, _, spoken, _ in found]),
            "document": ("text", [document.model_dump_json() for _, _, _, document in found]),
            "origin": ("int", [staging.origin] * len(found)),
        })  # fmt: skip


class _Parts(NamedTuple):
    """Front matter and body of a Markdown document."""

    matter: dict[str, Any]
    body: str


def promotion_items(text: str) -> list[Any]:
    """Return the entries of a promotions.json, unchecked; raises BadDocument where there is no list of them."""
    try:
        document = json.loads(text.lstrip("\ufeff"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadDocument("$", f"not JSON: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("promotions"), list):
        raise BadDocument("$.promotions", "an object with a list `promotions` was expected")
    if document.get("version", 1) not in (1, 2):
        raise BadDocument("$.version", f"version {document['version']!r} is not known; 1 and 2 are")
    items: list[Any] = document["promotions"]
    return items


def read_policy(text: str) -> Policy:
    """Read a policy; raises BadDocument."""
    parts = _split(text)
    return _validated(Policy, {"version": "", "body": parts.body, **parts.matter})


def read_brand(text: str) -> BrandBook:
    """Read a brand book; raises BadDocument. The body belongs to the voice when the front matter has none."""
    parts = _split(text)
    return _validated(BrandBook, {"voice": parts.body, **parts.matter})


def _validated(kind: type[T], values: dict[str, Any]) -> T:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        field, message = _first_error(error)
        raise BadDocument(field.lstrip("."), message) from error


def _split(text: str) -> _Parts:
    import yaml

    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    ends = [number for number, line in enumerate(lines) if line.strip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        raise BadDocument("", "front matter between two lines of --- was expected at the beginning")
    try:
        # BaseLoader reads every scalar as text: "no" stays a word, 1.0 a version.
        matter = yaml.load("\n".join(lines[1 : ends[1]]), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise BadDocument("", f"the front matter is not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(matter, dict):
        raise BadDocument("", "the front matter must be a mapping")
    named = {str(key): value for key, value in matter.items()}
    for key in [
        key for key, value in named.items() if value == "" and key in ("facts", "lines", "banned", "preferred")
    ]:
        del named[key]
    return _Parts(named, "\n".join(lines[ends[1] + 1 :]).strip())


def _first_error(error: ValidationError) -> tuple[str, str]:
    first = error.errors(include_url=False)[0]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
    return path, first["msg"]
