"""A subject read once for all rules: parts with their claims, what proves each claim, and the whole text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from guard.claims import Claim, extract
from guard.claims.normal import normal
from guard.claims.worded import WordedClaim
from guard.claims.worded import find as find_worded
from guard.derived import follows
from guard.errors import GuardError
from guard.facts import Facts
from guard.matching import Match, covers, match, places
from guard.products import attribute_words, product_names
from guard.quotes import quotations, spoken
from guard.remembered import remembered
from guard.subject import Subject
from guard.vocabulary import Vocabulary, evidence_vocabulary, said_vocabulary

_MOST_CHARACTERS = 250_000
"""Far above any message. Beyond, the verdict is an error rather than a long wait."""
_LETTER = re.compile(r"[A-Za-z\d\u3400-\u9fff]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。;\n]|[!?](?=[\u3400-\u9fff])")


_REDUCTION = re.compile(
    r"\d ?%|\boff\b|\bcode\b|coupon|voucher|discount|[^\W\d_]\d+ (?:the|it)|折|券|减", re.IGNORECASE
)
_NOUN = re.compile(
    r"[ -]?(?:((?![的到至和与或起内外以就是才也都在左多上下之余]|公开)[\u4e00-\u9fff]{1,2})"
    r"|((?!less|plus|this|was|has)[A-Za-z]{2,}s)(?<!ss)(?![A-Za-z]))"
)
_MAY_FOLLOW = ("", "price", "total", "reduction", "bought", "below", "several")
"""A former price, a threshold or a ceiling never follows from other amounts."""


class Part(NamedTuple):
    """One text of the message; `plain` is its normalised form, position by position the same."""

    name: str
    text: str
    plain: str
    covered: tuple[tuple[int, int], ...]
    """Places where a whole text value of the evidence stands."""
    slots: tuple[tuple[int, int, str, str], ...]
    """(start, end, evidence id, field) of values that slots put there."""

    names: tuple[tuple[int, int], ...] = ()
    """Places of whole names of products."""

    def is_covered(self, start: int, end: int) -> bool:
        """Return whether [start, end) lies in a verbatim text of the evidence."""
        return any(first <= start and end <= last for first, last in self.covered)

    def slot_at(self, start: int, end: int) -> tuple[str, str] | None:
        """Return (evidence id, field) of the value that stands at [start, end), if a slot put it there."""
        return next(((id_, field) for first, last, id_, field in self.slots if first < end and start < last), None)


class Judged(NamedTuple):
    """A claim with its part and what proves it."""

    part: Part
    claim: Claim
    match: Match


class Reading:
    """What the rules look at. Everything derived is computed once; an error in it is an error of the rule asking."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    @cached_property
    def facts(self) -> Facts:
        """The evidence as flat facts."""
        return Facts(self.subject.evidence)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts, and as `text` what the whole message says beyond them (footer, product blocks)."""
        texts = dict(self.subject.parts)
        size = sum(map(len, texts.values())) + len(self.subject.text or "")
        if size > _MOST_CHARACTERS:
            raise GuardError(f"The text has {size} characters; {_MOST_CHARACTERS} are the most of a message.")
        rest = _beyond(self.subject.text or "", texts)
        if rest.strip():
            texts["text" if "text" not in texts else "rest"] = rest
        return tuple(self._part(name, text) for name, text in texts.items())

    @cached_property
    def joined(self) -> str:
        """All parts, normalised, one per line."""
        return "\n".join(part.plain for part in self.parts)

    @property
    def whole(self) -> str:
        """The message as laid out, or the parts in reading order when it is not laid out yet; not normalised."""
        text = self.subject.text
        return text if text is not None else "\n".join(self.subject.parts.values())

    @cached_property
    def language(self) -> str:
        """The declared language, else zh or en by what the text looks like."""
        return self.subject.language or ("zh" if is_chinese_text(self.joined) else "en")

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """All claims outside verbatim evidence, each with its match."""
        claims, error = self._claims
        if error is not None:
            raise error
        return tuple(self._judge(part, claim) for part, claim in claims)

    @cached_property
    def _claims(self) -> tuple[tuple[tuple[Part, Claim], ...], GuardError | None]:
        """The claims, or why there are none: kept, so that a text too large is not read again for every rule."""
        try:
            return tuple((part, claim) for part in self.parts for claim in _uncovered(part)), None
        except GuardError as error:
            return (), error

    def stated(self, part: Part) -> list[tuple[int, int]]:
        """Return the places that other rules answer for: verbatim evidence and every hard claim."""
        return [*part.covered, *((claim.start, claim.end) for one, claim in self._claims[0] if one is part)]

    def of(self, *kinds: str) -> Iterator[Judged]:
        """Yield the judged claims of these kinds."""
        return (judged for judged in self.judged if judged.claim.kind in kinds)

    def _judge(self, part: Part, claim: Claim) -> Judged:
        claim = self._with_known_unit(part, claim)
        noun = _noun_behind(part.plain, claim.end) if claim.kind == "number" else ""
        found = match(claim, self.facts, part.slot_at(claim.start, claim.end), noun)
        if not found.proven and claim.role == "price" and _is_reduced(part, claim):
            found = match(claim._replace(role="total"), self.facts)
        if not found.proven and claim.role in _MAY_FOLLOW and (proofs := follows(claim, part.plain, self.facts)):
            found = Match(proofs)
        return Judged(part, claim, found)

    def _with_known_unit(self, part: Part, claim: Claim) -> Claim:
        """Give a plain number the unit that stands behind it, when the evidence counts in that unit (40 页)."""
        if claim.kind != "number" or claim.unit or not isinstance(claim.value, Decimal):
            return claim
        behind = part.plain[claim.end : claim.end + 14].lstrip(" -").lower()
        unit = next((unit for unit in self.facts.units if behind.startswith(unit)), "")
        return claim._replace(unit=unit)

    def _part(self, name: str, text: str) -> Part:
        plain = normal(text)
        spans = tuple(span[1:] for span in self.subject.slot_spans if span[0] == name)
        low = plain.lower()
        names = tuple(place for words in self._whole_names if words in low for place in places(low, words))
        return Part(name, text, plain, (*covers(plain, self.facts), *self._quoted(plain)), spans, names)

    @cached_property
    def _whole_names(self) -> tuple[str, ...]:
        named = (fact for fact in self.facts.of("text") if fact.id[0] == "P" and fact.field in ("name", "short_name"))
        return tuple(dict.fromkeys(normal(str(fact.value)).lower() for fact in named if str(fact.value).strip()))

    def _quoted(self, plain: str) -> Iterator[tuple[int, int]]:
        """Yield the places of quotations that somebody really said, in whole or in part."""
        for words, start, end in quotations(plain):
            if any(words in text for text in self._spoken):
                yield start, end

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that the evidence and the brand's approved lines say."""
        brand = self.subject.brand
        return evidence_vocabulary(self.subject.evidence.evidence, (line.text for line in brand.lines) if brand else ())

    @cached_property
    def said(self) -> Vocabulary:
        """The words that the texts of the evidence say, without the names of its fields."""
        brand = self.subject.brand
        return said_vocabulary(self.subject.evidence.evidence, (line.text for line in brand.lines) if brand else ())

    @cached_property
    def worded(self) -> dict[str, list[tuple[Part, WordedClaim]]]:
        """Claims made in words alone, by their class; every class has a rule of its own."""
        found: dict[str, list[tuple[Part, WordedClaim]]] = {}
        for part in self.parts:
            for claim in find_worded(part.plain):
                found.setdefault(claim.kind, []).append((part, claim))
        return found

    @cached_property
    def attribute_words(self) -> dict[str, frozenset[str]]:
        """Attribute values in words, with the products that have them."""
        return attribute_words(self.facts.all)

    @cached_property
    def product_names(self) -> tuple[tuple[str, str], ...]:
        """Names of products with their ids, long ones first."""
        return product_names(self.facts.all)

    @cached_property
    def _spoken(self) -> tuple[str, ...]:
        return spoken(self.facts)


def _noun_behind(plain: str, end: int) -> str:
    """Return the word that a number counts: 48 pages, 48页; nothing where a range, a verb or an end follows."""
    found = _NOUN.match(plain, end)
    return (found[1] or found[2]).lower() if found else ""


def _is_reduced(part: Part, claim: Claim) -> bool:
    """Return whether the sentence speaks of a reduction, so that its price is the one that is left to pay."""
    first, last = sentence_around(part.plain, claim.start, claim.end)
    return _REDUCTION.search(part.plain, first, last) is not None


def is_chinese_text(text: str) -> bool:
    """Return whether `text` is mostly Chinese: a Chinese character says about as much as two Latin letters."""
    if text.isascii():
        return False
    return len(_CJK.findall(text)) * 2 > len(_LATIN.findall(text))


@remembered(4096)
def sentence_around(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence that holds [start, end)."""
    first = max((found.end() for found in _SENTENCE_END.finditer(plain, max(0, start - 400), start)), default=0)
    after = _SENTENCE_END.search(plain, end, end + 400)
    return first, after.start() if after else min(len(plain), end + 400)


def _uncovered(part: Part) -> Iterator[Claim]:
    """Yield the claims outside verbatim evidence; words of a product's name give none of them a role (Veya Max)."""
    for claim in extract(_masked(part)):
        if not part.is_covered(claim.start, claim.end):
            yield claim._replace(text=part.text[claim.start : claim.end])


def _masked(part: Part) -> str:
    text = part.text
    for start, end in part.names:
        text = text[:start] + _masked_name(text[start:end]) + text[end:]
    return text


@remembered(2048)
def _masked_name(name: str) -> str:
    return _LETTER.sub(_mask, name)


def _mask(letter: re.Match[str]) -> str:
    return "某" if letter.group() > "\u2fff" else "X" if letter.group().isupper() else "x"


def _beyond(whole: str, parts: Mapping[str, str]) -> str:
    """Return `whole` without the parts, each taken out where it stands as lines of its own."""
    for text in sorted(parts.values(), key=len, reverse=True):
        start = whole.find(text) if text else -1
        if start >= 0 and _own_lines(whole, start, start + len(text)):
            whole = whole[:start] + whole[start + len(text) :]
    return whole


def _own_lines(whole: str, start: int, end: int) -> bool:
    return whole[start - 1 : start] in ("", "\n", "】") and whole[end : end + 1] in ("", "\n", " ")
