"""From a query to its conditions and the words that remain to be searched for."""

from __future__ import annotations

from retrieval.filters.catalogue import Catalogue
from retrieval.filters.named import read_brands, read_categories, read_values
from retrieval.filters.options import read_colours, read_sizes
from retrieval.filters.quantities import Quantity, quantities_in
from retrieval.filters.readings import Reading, read
from retrieval.filters.records import Condition, Filters, InStock, Unclear
from retrieval.filters.spans import Query, standing
from retrieval.filters.vocabulary import concept_of, either, folded, meanings, singular, words
from retrieval.filters.without import read_without


def parse_filters(text: str, catalogue: Catalogue) -> tuple[str, Filters]:
    """Return the words of the query that no condition took, and the conditions.

    What reads as a condition but cannot be applied as it stands is named in `Filters.unclear`; its words stay in the
    query. Never raises: a text without conditions is returned as it is (invisible characters removed, bounded).
    """
    query = Query(text)
    readings: list[Reading] = [*_taken(query, catalogue)]
    conditions: list[Condition] = []
    unclear: list[Unclear] = []
    for reading in readings:
        if isinstance(reading.found, Unclear):
            unclear.append(reading.found)
        elif reading.found not in conditions:
            conditions.append(reading.found)
    notes = tuple(dict.fromkeys(reading.note for reading in readings if reading.note))
    return query.remaining(), Filters(conditions=tuple(conditions), unclear=tuple(unclear), notes=notes)


def _taken(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Read one kind of condition after the other; what one has taken, the next does not see."""
    return [
        *_stock(query, catalogue),
        *read_sizes(query, catalogue),
        *_quantities(query, catalogue),
        *read_without(query, catalogue),
        *read_colours(query, catalogue),
        *read_values(query, catalogue),
        *read_brands(query, catalogue),
        *read_categories(query, catalogue),
    ]


def _stock(query: Query, catalogue: Catalogue) -> list[Reading]:
    found: list[Reading] = []
    for start, end, form in standing(query.text, meanings("stock")):
        if form == "available" and query.text[end : end + 4] in (" in ", " for", " as ", " wit"):
            continue
        said = query.said(start, end)
        if catalogue.counts_stock:
            wanted = meanings("stock")[folded(form)] == "in"
            found.append(Reading(InStock(words=query.take(start, end), in_stock=wanted)))
        else:
            found.append(Reading(Unclear(words=said, reason="the shop counts no stock")))
    return found


def _quantities(query: Query, catalogue: Catalogue) -> list[Reading]:
    labels = either([*catalogue.attributes, *concept_of(), *words()["price_words"], *words()["rating_words"]])
    found: list[Reading] = []
    for quantity in quantities_in(query.text, labels):
        said = query.said(quantity.start, quantity.end)
        reading = read(_known_word(quantity, catalogue), said.lower(), catalogue)
        if reading is None:
            continue
        note = reading.note.replace(repr(said.lower()), repr(said))
        found.append(Reading(reading.found.model_copy(update={"words": said or reading.found.words}), note))
        if not isinstance(reading.found, Unclear):
            query.take(quantity.start, quantity.end)
    return found


def _known_word(quantity: Quantity, catalogue: Catalogue) -> Quantity:
    """The word after a bare number may be what is looked for: "under 50 kettles"."""
    known = {word for form in catalogue.categories for word in form.split()}
    return quantity._replace(following="") if singular(quantity.following) in known else quantity
