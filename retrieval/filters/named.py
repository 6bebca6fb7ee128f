"""Brands, categories and values of text attributes in a query, by the names of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from retrieval.filters.catalogue import Catalogue, category_forms, in_singular
from retrieval.filters.options import segments
from retrieval.filters.readings import Reading, attributes_called
from retrieval.filters.records import BrandIs, CategoryIs, OptionIs, ValueIs
from retrieval.filters.spans import Query, standing
from retrieval.filters.stated import BRAND_AFTER, BRAND_BEFORE, called_category, feature_stated, pair_stated
from retrieval.filters.vocabulary import concept_of, either, folded, words

_MOST_WORDS = 4


def read_brands(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Take brands out of the query. A word that other brands' products carry in their names stays a word, unless the
    query calls it a brand."""
    found: list[Reading] = []
    names: dict[str, None] = {}
    said: list[str] = []
    bare = True
    for start, end, form in standing(query.text, catalogue.brands):
        brands = catalogue.brands[folded(form)]
        before, after = BRAND_BEFORE.search(query.text[:start]), BRAND_AFTER.match(query.text, end)
        if not (before or after):
            if len(form) < 2 or (not form.isascii() and not query.begins_at(start)):
                continue
            own, others = catalogue.carried_elsewhere(brands, folded(form))
            if others > own:
                continue
        said.append(query.take(before.start() if before else start, after.end() if after else end))
        names |= dict.fromkeys(brands)
        bare &= not (before or after)
    if names:
        found.append(Reading(BrandIs(words=" ".join(said), names=tuple(sorted(names)), bare=bare)))
    return found


def read_categories(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Take the category out of the query: where it is what is asked for ("kettles"), not a part of a longer phrase
    ("kettle descaler", 帐篷地钉)."""
    spans = [span for span in _category_spans(query, catalogue) if _is_head(query, *span[:2])]
    names: dict[str, None] = {}
    said = []
    called = {span: called_category(query.text, *span[:2]) for span in spans}
    for start, end, form in spans:
        names |= dict.fromkeys(catalogue.categories[form])
        said.append(query.said(start, end))
    if not names:
        return []
    # A part of a name ("servers" of "Cups & servers") narrows the search further, so it stays a word of the query.
    whole = all(form in whole_forms(name) for _, _, form in spans for name in catalogue.categories[form])
    for span in spans if whole else ():
        query.take(*(called[span] or span[:2]))
    bare = not any(called.values())
    return [Reading(CategoryIs(words=" ".join(said), names=tuple(sorted(names)), bare=bare))]


def whole_forms(category: str) -> set[str]:
    """Return the forms that name the whole category and not a part of it."""
    last = re.split(r"\s*[>/›|]\s*", category)[-1]
    return {in_singular(category), in_singular(last), in_singular(last.replace("&", " and "))}


def _is_head(query: Query, start: int, end: int) -> bool:
    if called_category(query.text, start, end):
        return True
    return query.ends_at(end) and query.begins_at(start)


def _category_spans(query: Query, catalogue: Catalogue) -> Iterator[tuple[int, int, str]]:
    """Yield where a category stands: English words in any number, Chinese names as they are."""
    tokens = [(m.start(), m.end()) for m in re.finditer(r"[a-z0-9'’]+(?:-[a-z0-9]+)*|&", query.text)]
    place = 0
    while place < len(tokens):
        for length in range(min(6, len(tokens) - place), 0, -1):
            start, end = tokens[place][0], tokens[place + length - 1][1]
            form = in_singular(query.text[start:end])
            if "\x00" not in query.text[start:end] and form in catalogue.categories:
                yield start, end, form
                place += length - 1
                break
        place += 1
    yield from standing(query.text, (form for form in catalogue.categories if not form.isascii()))


def read_values(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Take values of text attributes that are named with their attribute: "material: wool", "medium roast", "防水"."""
    found = [*_flags(query, catalogue)]
    labels = [*catalogue.attributes, *(form for form in concept_of() if attributes_called(form, catalogue))]
    for start, end, form in standing(query.text, labels):
        names = tuple(name for name in attributes_called(folded(form), catalogue) if name in catalogue.texts)
        if not names or query.text[start] == "\x00":
            continue
        values = [folded(value) for name in names for value in catalogue.texts[name]]
        span = _after(query.text, start, end, values) or _before(query.text, start, end, values)
        if span:
            left, right, value = span
            bare = not pair_stated(query.text, left, right)
            found.append(Reading(ValueIs(words=query.take(left, right), names=names, value=value, bare=bare)))
    return [*found, *_variants(query, catalogue)]


def _after(text: str, start: int, end: int, values: list[str]) -> tuple[int, int, str] | None:
    rest = re.match(r"\s*(?:[:=是为]|is\b|of\b)?\s*", text[end:])
    begin = end + (rest.end() if rest else 0)
    for stop in _stops(text, begin):
        value = folded(text[begin:stop])
        if value and any(carries(value, known) for known in values):
            return start, stop, value
    return None


def _stops(text: str, begin: int) -> list[int]:
    """Return where the next one to four words end, the longest first; in Chinese, the next eight signs down to one."""
    tokens = [m.end() for m in re.compile(r"[^\W_]+(?:['%.-][^\W_]+)*").finditer(text, begin)][:_MOST_WORDS]
    if re.match(r"[\u3400-\u9fff]", text[begin : begin + 1]):
        run = re.compile(r"[\u3400-\u9fff]+").match(text, begin)
        return list(range(min(run.end(), begin + 8), begin, -1)) if run else []
    return [stop for stop in reversed(tokens) if "\x00" not in text[begin:stop] and "," not in text[begin:stop]]


def _before(text: str, start: int, end: int, values: list[str]) -> tuple[int, int, str] | None:
    """A value in front of its attribute must be a whole value: "medium roast", "棉材质"."""
    head = text[:start].rstrip()
    known = {part for value in values for part in (value, *map(folded, segments(value)))}
    for stop in range(max(0, len(head) - 40), len(head)):
        value = folded(head[stop:])
        free = stop == 0 or not (head[stop].isascii() and head[stop].isalnum() and head[stop - 1].isalnum())
        if (free and value in known and len(value) > 1) or (free and value in known and not value.isascii()):
            return stop, end, value
    return None


def _flags(query: Query, catalogue: Catalogue) -> list[Reading]:
    """An attribute that is only ever yes or no is asked for by its name: waterproof, 防水. A word that most products
    carry in their names without stating the attribute ("CD player") stays a word, unless the query states it."""
    forms = flags(catalogue)
    found = []
    for start, end, form in standing(query.text, forms):
        names = forms[folded(form)]
        no = re.search(r"(?:\bnon-?\s?|\bnot\s+|不|非)$", query.text[:start])
        bare = not (no or feature_stated(query.text, start))
        if bare and catalogue.mostly_a_word(folded(form), names):
            continue
        said = query.take(no.start() if no else start, end)
        found.append(Reading(ValueIs(words=said, names=names, value="no" if no else "yes", bare=bare)))
    return found


_flags_read: WeakKeyDictionary[Catalogue, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def flags(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return how a shopper may call the attributes that are only ever yes or no -> their names; read once."""
    if catalogue not in _flags_read:
        _flags_read[catalogue] = _read_flags(catalogue)
    return _flags_read[catalogue]


def _read_flags(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    sure = {folded(str(word)) for key in ("yes", "no") for word in words()[key]}
    names = {name for name, values in catalogue.texts.items() if {folded(value) for value in values} <= sure}
    forms = {
        form: tuple(sorted(names & set(called))) for form, called in catalogue.attributes.items() if names & set(called)
    }
    return forms | {
        other: forms[form] for one in words()["flags"].items() for form, other in (one, one[::-1]) if form in forms
    }


def _variants(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Options of variants that are neither colour nor size: "whole bean"."""
    parts = {folded(part) for title in catalogue.titles for part in segments(title)}
    forms = [part for part in parts if len(part) > 3 and not any(sign.isdigit() for sign in part)]
    found = []
    for start, end, form in standing(query.text, forms):
        if not catalogue.named(folded(form)):
            found.append(Reading(OptionIs(words=query.take(start, end), option="variant", value=folded(form))))
    return found


def carries(value: str, text: str) -> bool:
    """Return whether a stated text carries the value as words of its own."""
    if not value.isascii():
        return value in text
    return re.search(rf"(?<![a-z0-9]){re.escape(value)}(?![a-z0-9])", text) is not None


__all__ = ["carries", "category_forms", "either", "read_brands", "read_categories", "read_values", "whole_forms"]
