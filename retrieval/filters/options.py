"""Colours and sizes in a query, as the variants and attributes of a catalogue state them."""

from __future__ import annotations

import re
from functools import cache

from retrieval.filters.catalogue import Catalogue
from retrieval.filters.readings import Reading
from retrieval.filters.records import OptionIs, Unclear
from retrieval.filters.spans import Query, standing
from retrieval.filters.stated import colour_stated
from retrieval.filters.vocabulary import either, folded, meanings, words

_NUMBER = r"\d{1,3}(?:\.5)?"
_SYSTEM = r"eu|us|uk|fr|it|jp|cn|欧码|美码|英码"
_SURE = ("xxs", "xs", "xl", "xxl", "2xl", "xxxl", "3xl", "均码")
_UNITS = r"(?!\s*(?:mm|cm|in|inch|inches|m|l|ml|g|kg|gb|tb|\"|%|厘米|毫米|米|寸|英寸))"


@cache
def _size_patterns() -> tuple[str, ...]:
    letters = either(words_of_sizes())
    return (
        rf"(?:\bshoe\s+|\bin\s+)?\bsize\s*[:=]?\s*(?P<v>(?:(?:{_SYSTEM})\s*)?{_NUMBER}(?![\d.]|\s?[-–~]\s?\d){_UNITS}|{letters})",
        rf"(?:尺码|鞋码|码数|尺寸|规格)\s*[:是为]?\s*(?P<v>{_NUMBER}(?![\d.]){_UNITS}|{letters})\s*[码号]?",
        rf"(?P<v>(?:(?:{_SYSTEM})\s*)?(?<![\d.]){_NUMBER})\s*(?:码|号(?!码))",
        rf"(?P<v>(?:(?:{_SYSTEM})\s*)?{letters})\s*码",
        r"(?P<v>(?:小|中|大|特小|加小|加大)[码号])",
        rf"(?P<v>(?:{_SYSTEM})\s?{_NUMBER})(?![\d.\w])",
    )


def words_of_sizes() -> tuple[str, ...]:
    """Return every form of a lettered size."""
    return tuple(meanings("sizes"))


def read_sizes(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Take the sizes out of the query."""
    found: list[Reading] = []
    for place, source in enumerate(_size_patterns()):
        while match := re.search(source, query.text):
            value = sized(match["v"])
            known = states_size(value, catalogue)
            if place == 5 and not known:
                break
            said = query.take(match.start(), match.end())
            if catalogue.concepts.get("size") or known or _any_size(catalogue):
                found.append(_one_system(OptionIs(words=said, option="size", value=value), catalogue))
            else:
                found.append(Reading(Unclear(words=said, reason="no product of this shop states a size")))
    for start, end, form in standing(query.text, _SURE):
        if states_size(sized(form), catalogue):
            found.append(Reading(OptionIs(words=query.take(start, end), option="size", value=sized(form))))
    return found


def sized(form: str) -> str:
    """Return a size in its one form: Medium and 中码 are m, EU42 is eu 42."""
    plain = folded(
        re.sub(r"([a-z])(?=\d)|(?<=码)(?=\d)", r"\1 ", folded(form)).replace("欧码", "eu").replace("美码", "us")
    )
    return meanings("sizes").get(plain, plain.replace("英码", "uk"))


def _one_system(condition: OptionIs, catalogue: Catalogue) -> Reading:
    """Ask where a bare number means different things: EU 38 and US 38."""
    if not re.fullmatch(_NUMBER, condition.value):
        return Reading(condition)
    number = re.escape(condition.value)
    pattern = re.compile(rf"\b(eu|us|uk|fr|it|jp)\s?{number}(?![\d.])")
    systems = {found[1] for title in catalogue.titles if (found := pattern.search(title.lower()))}
    if len(systems) < 2:
        return Reading(condition)
    readings = tuple(f"{system.upper()} {condition.value}" for system in sorted(systems))
    return Reading(Unclear(words=condition.words, reason="in which system of sizes?", readings=readings))


def states_size(value: str, catalogue: Catalogue) -> bool:
    """Return whether a variant or an attribute is of this size."""
    names = catalogue.concepts.get("size", ())
    texts = (text for name in names for text in catalogue.texts.get(name, ()))
    return any(title_has("size", value, stated) for stated in (*catalogue.titles, *texts))


def _any_size(catalogue: Catalogue) -> bool:
    sizes = {*_SURE, "s", "m", "l"}
    return any(
        re.search(r"(?:\b(?:eu|us|uk|size)\s?|^|[/,\s])\d{1,3}(?:\.5)?\s*(?:码|号|$|[/,])", title.lower())
        or sizes & set(re.split(r"[\s/,;|·-]+", title.lower()))
        for title in catalogue.titles
    )


def title_has(option: str, value: str, title: str) -> bool:
    """Return whether the title of a variant (or the text of an attribute) states the colour or size."""
    text = folded(title)
    if option == "colour":
        return any(_coloured(form, text) for form in colour_forms(value))
    if option == "size":
        return any(_is_sized(form, text) for form in (value, *_forms_of_size(value)))
    return any(folded(part) == value for part in segments(title))


def segments(title: str) -> list[str]:
    """Return the options that the title of a variant names: "Red / 42" names two."""
    return [part.strip() for part in re.split(r"\s*[/,;|，；、]\s*", title) if part.strip()]


def colour_forms(value: str) -> tuple[str, ...]:
    """Return the forms of a colour in both languages."""
    return tuple(map(folded, words()["colours"].get(value, (value,))))


def _coloured(form: str, text: str) -> bool:
    if form.isascii():
        return re.search(rf"(?<![a-z]){re.escape(form)}(?![a-z])", text) is not None
    # 米白 is not 白 but 酒红色 is red: a single sign stands for the whole word or ends a short one.
    parts = re.split(r"[\s/,;|，；、()（）-]+", text)
    return any(part == form or (len(form) > 1 and part.endswith(form)) or (part.rstrip("色") == form) for part in parts)


def _forms_of_size(value: str) -> tuple[str, ...]:
    return tuple(map(folded, words()["sizes"].get(value, ())))


def _is_sized(form: str, text: str) -> bool:
    start = r"(?<![\w.])" if form[0].isascii() else ""
    system = r"(?:(?:eu|us|uk|fr|it|jp|cn|size)\s?)?" if form[0].isdigit() else ""
    return re.search(rf"{start}{system}{re.escape(form)}(?:\s*(?:码|号))?(?![\w.]){_UNITS}", text) is not None


def read_colours(query: Query, catalogue: Catalogue) -> list[Reading]:
    """Take the colours out of the query that the catalogue states."""
    found = []
    forms = {form: colour for form, colour in meanings("colours").items() if form.isascii() or len(form) > 1}
    for start, end, form in standing(query.text, forms):
        colour = forms[folded(form)]
        if states_colour(colour, catalogue) and not _part_of_name(query.text, start, end, colour, catalogue):
            tail = 1 if query.text.startswith("的", end) else 0
            # What variants are sold in is no word of the texts: it can only be chosen.
            bare = not (colour_stated(query.text, start, end) or _of_variants(colour, catalogue))
            said = query.take(start, end + tail)
            found.append(Reading(OptionIs(words=said, option="colour", value=colour, bare=bare)))
    return found


def states_colour(colour: str, catalogue: Catalogue) -> bool:
    """Return whether a variant or an attribute of the catalogue is of this colour."""
    attributes = (text for name in catalogue.concepts.get("colour", ()) for text in catalogue.texts.get(name, ()))
    return _of_variants(colour, catalogue) or any(title_has("colour", colour, text) for text in attributes)


def _of_variants(colour: str, catalogue: Catalogue) -> bool:
    return any(title_has("colour", colour, title) for title in catalogue.titles)


def _part_of_name(text: str, start: int, end: int, colour: str, catalogue: Catalogue) -> bool:
    """Return whether colour and next word are what things are called ("green tea"), whatever their colour."""
    following = re.match(r"\s([a-z]+)", text[end:])
    if following is None:
        return False
    return any(
        not any(title_has("colour", colour, stated) for stated in stated_on)
        for stated_on in catalogue.named(f"{text[start:end]} {following[1]}")
    )
