"""What must not be in a product: "without leather", "sugar-free", "不含乳糖", "not from Acme".

Reading takes the words out of the query; `free_of` decides by what the products' own texts state, sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from retrieval.filters.catalogue import Catalogue, in_singular
from retrieval.filters.named import flags, whole_forms
from retrieval.filters.options import states_colour
from retrieval.filters.readings import Reading
from retrieval.filters.records import BrandIs, CategoryIs, OptionIs, ValueIs, Without
from retrieval.filters.spans import TAKEN, Query
from retrieval.filters.vocabulary import either, folded, meanings, singular, words

_SURE = ("without any", "without", "free of", "free from", "containing no", "excluding", "except for", "except",
         "other than", "not made of", "不含", "不含有", "不带", "不要", "别要", "除了")  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]+")
_STOP = re.compile(r"[的和或、,，。;]|且|并|，|以外|之外|品牌|牌子")


def read_without(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Take everything that must not be out of the query."""
    found = [*_free(query)]
    place = 0
    opening = re.compile(rf"({either(words()['without'])})\s*(?:any\s+|from\s+|the\s+brand\s+|有|任何)?")
    while match := opening.search(query.text, place):
        place = match.end()
        sure = folded(match[1]) in _SURE
        start = match.start()
        while read := _term(query, place, catalogue, sure=sure):
            condition, end = read
            said = query.take(start, _tail(query.text, end))
            found.append(_noted(condition.model_copy(update={"words": said})))
            joint = re.compile(r"\x00\s*(?:,|or|nor|and|和|或|、|及)\s*").match(query.text, _tail(query.text, end) - 1)
            if not joint:
                break
            start, place, sure = joint.start() + 1, joint.end(), False
    return found


def _tail(text: str, end: int) -> int:
    """Return where the phrase ends: 除了皮革以外的 takes its last words along."""
    match = re.compile(r"\s*(?:品牌|牌子|牌)?(?:以外|之外)?(?:的)?").match(text, end)
    return match.end() if match and match[0].strip() else end


Excluded = BrandIs | CategoryIs | OptionIs | ValueIs | Without


def _term(query: Query, place: int, catalogue: Catalogue, *, sure: bool) -> tuple[Excluded, int] | None:
    """Return what is excluded at `place`, and where its words end. Unsure openings ("no", "非") need a known word."""
    for end in _ends(query.text, place):
        said = query.text[place:end].strip()
        if said and TAKEN not in said and (known := _known(said, catalogue)):
            return known, end
    if not sure:
        return None
    end = _phrase_end(query.text, place)
    term = folded(query.text[place:end])
    return (Without(term=term), end) if term and TAKEN not in term else None


def _ends(text: str, place: int) -> list[int]:
    """Return where the next words may end, the longest first."""
    if run := _HAN.match(text, place):
        return list(range(min(run.end(), place + 8), place, -1))
    return [m.end() for m in re.compile(r"[a-z0-9'&.-]+").finditer(text, place)][:3][::-1]


def _phrase_end(text: str, place: int) -> int:
    if run := _HAN.match(text, place):
        stop = _STOP.search(text, place, run.end())
        return min(stop.start() if stop else run.end(), place + 6)
    loose = re.compile(rf"\s*(?:{either(words()['loose'])}|[,.;]|$)")
    end = place
    for match in list(re.compile(r"[a-z0-9'-]+").finditer(text, place))[:2]:
        if loose.match(text, match.start()) or text[end : match.start()].strip():
            break
        end = match.end()
    return end


def _known(said: str, catalogue: Catalogue) -> Excluded | None:
    form = folded(said)
    if form in catalogue.brands:
        return BrandIs(names=catalogue.brands[form], negated=True)
    if (colour := meanings("colours").get(form)) and states_colour(colour, catalogue):
        return OptionIs(option="colour", value=colour, negated=True)
    if kind := _kind_of(form):
        return kind
    single = in_singular(said)
    if single in catalogue.categories:
        names = [name for name in catalogue.categories[single] if single in whole_forms(name)]
        if names:
            return CategoryIs(names=tuple(names), negated=True)
    if form in flags(catalogue):
        return None
    named = form.isascii() and len(form) > 2 and catalogue.named(f" {form} ")
    return Without(term=form) if named or form in catalogue.attributes or form in _values(catalogue) else None


def _values(catalogue: Catalogue) -> frozenset[str]:
    """Return the values of text attributes and their words: what the shop itself says of its products."""
    stated = {folded(value) for values in catalogue.texts.values() for value in values}
    parts = {word for value in stated for word in re.findall(r"[a-z]{3,}|[\u3400-\u9fff]{2,}", value)}
    return frozenset(stated | parts)


@cache
def _kinds() -> dict[str, tuple[str, bool]]:
    """Return form -> its term and whether absence must be proven; a term is found by its own names only."""
    found = {}
    for term, row in words()["contents"].items():
        forms = list(map(str, row["words"]))
        chinese = next((form for form in forms if not form.isascii()), term)
        for form in (term, singular(term), forms[0], chinese):
            found[folded(form)] = (str(term), bool(row.get("proven")))
    return found


def _kind_of(form: str) -> Without | None:
    known = _kinds().get(form) or _kinds().get(singular(form))
    if known is None:
        return None
    term, proven = known
    return Without(term=term, kinds=tuple(map(str, words()["contents"][term]["words"])), proven=proven)


def _free(query: Query) -> list[Reading]:
    """Read what stands before "-free"."""
    found = []
    while match := re.search(r"(?<![a-z])([a-z]+)[\s-]free(?![a-z])", query.text):
        kind = _kind_of(match[1])
        if kind is None:
            break
        said = query.take(match.start(), match.end())
        found.append(_noted(kind.model_copy(update={"words": said})))
    return found


def _noted(condition: Excluded) -> Reading:
    """Say how far the shop's texts can prove an absence."""
    if not isinstance(condition, Without):
        return Reading(condition)
    if condition.proven:
        note = f"kept are only products that say they are free of {condition.term}, or state what they hold"
    else:
        note = f"products that say nothing of {condition.term} are kept, though none is proven free of it"
    return Reading(condition, note)


def states(text: str, forms: Iterable[str]) -> str:
    """Return what a text says of a thing known by `forms`: "has", "free" or nothing.

    One sentence that has it outweighs another that denies it.
    """
    verdict = ""
    for clause in re.split(r"[.;。；!！?\n]|，|,(?=\s)", folded(text)):
        for form in forms:
            for match in _mentions(form, clause):
                if not _denied(clause, *match):
                    return "has"
                verdict = "free"
    return verdict


def _mentions(form: str, clause: str) -> list[tuple[int, int]]:
    source = re.escape(form)
    if form.isascii():
        source = rf"(?<![a-z]){source}(?:s|es)?(?![a-z])"
    return [match.span() for match in re.finditer(source, clause)]


_NOT_BEFORE = re.compile(
    r"(?:\b(?:no|not|non|without|free of|free from|never|zero|contains? no|isn't|0)[\s-]+"
    r"(?:any\s+|added\s+|contain\w*\s+|[\w-]+,?\s+(?:or\s+|and\s+)?){0,2}"
    r"|(?:不含|不含有|不添加|未添加|无添加|无|零|没有|不用|不使用|非|0)[\u3400-\u9fff、,和或与]{0,6})$"
)
_NOT_AFTER = re.compile(r"[\s-]*(?:free\b|less\b|: (?:no|none|0)\b)|\s*[:：]?\s*(?:不含|无|否|零|0(?![.\d]))")


def _denied(clause: str, start: int, end: int) -> bool:
    return bool(_NOT_BEFORE.search(clause[:start]) or _NOT_AFTER.match(clause, end))
