"""Postal addresses in free text, in the forms of many countries: what may be one is read word by word, then weighed.

A place that begins with a house number, or with a name before one, is an address when something says so: a word for a
street, an apartment or suite, a postal code behind it, or words before it such as "lives at". What follows on the same
or the next lines (unit, town, state, code, country) belongs to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_TYPES_WORDS = """street st str avenue ave road rd boulevard blvd lane ln drive dr court ct way place pl square sq
terrace close crescent parkway pkwy highway hwy row mews alley circle cir trail walk garden gardens grove turnpike
expressway plaza mall hill hills crossing loop ridge heights station corner quay wharf"""
_TYPES = frozenset(_TYPES_WORDS.split())
"""English words that end a street's name."""
_LEADING_WORDS = """rua rue via calle avenida av avenue carrer piazza viale corso largo praça praca travessa plaza paseo
camino carretera ul ulica al aleja os plac strada strasse boulevard bd chemin impasse allée quai place route cours
ronda calea bulevardul jalan rruga ulitsa ul. av. psc unit cmr"""
_LEADING = frozenset(_LEADING_WORDS.split())
"""Words that open a street's name, with the name behind them."""
_ENDINGS = re.compile(
    r"(?:stra(?:ß|ss)e|str|gatan?|gate|vej|veien|vegen|veg|vei|weg|gasse|platz|allee|damm|katu|kuja|polku|tie|utca"
    r"|straat|gracht|laan|plein|kade|dreef|stræde|braut|gata|stígur|vegur|centret|vägen|väg|stigen|tänav|ulica|út|sokak)$"
)
_PARTICLES_WORDS = (
    """de da do das dos di del della la le les du des d l el los las van von der den the of and y e a u rue ul"""
)
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_UNITS = frozenset(("apt", "apartment", "suite", "ste", "flat", "unit", "box", "floor", "room", "#"))
_MAIL = frozenset(("apo", "fpo", "dpo"))
_NUMBER = re.compile(r"\d{1,6}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?")
_TOKEN = re.compile(r"[^\s,;]+[,;]?")
_START = re.compile(r"(?<![^\s(>:\"'])(?:\d{1,6}[A-Za-z]? |[^\W\d_][\w'’.-]{1,24} )", re.UNICODE)
_NUMBER_BEHIND = re.compile(r"(?:[^\s,;]+[^\S\n]+){1,8}\d")
"""Words of one line, without a comma between them, and a number behind them."""
_NEXT_LINE = re.compile(r"[ \t,.]{0,4}\n[ \t>|*?#•-]{0,8}(\n[ \t>|*?#•-]{0,8})?")
_FORCES = re.compile(
    r"(?<![A-Za-z])(?:(?:PSC|Unit|CMR) \d{1,5},? Box \d{1,5}|US[A-Z]{1,3} [^\W\d_][\w'-]{1,24})"
    r"[\s,>?|]{1,10}(?:APO|FPO|DPO)"
    r" A[AEP] \d{5}",
    re.IGNORECASE,
)
"""Post of the United States forces: a unit or ship, then APO, FPO or DPO."""
_CODE = re.compile(r"\d{4,6}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d")
_CUE = re.compile(
    r"(?:address(?:es)?(?: (?:is|to|of|for)| to the same)?|lives? (?:at|in|on)|living (?:at|on)|located (?:at|on)"
    r"|resid(?:es?|ing) (?:at|on)"
    r"|moved to|(?:ship|send|deliver|mail|return|post|sent|forward)(?:ed)?(?: [a-z]+){0,5} to"
    r"|drops? (?:you|me|us) off at"
    r"|meet(?: (?:you|me|us))? at"
    r"|offices? (?:are|is)(?: at)?|headquarters (?:are|is)? ?(?:at|in)|pick(?: (?:it|me|us))? up (?:at|from)"
    r"|come (?:over )?to|corner of)"
    r"(?:[^.!?\n]{0,24}?)?[:\s]{1,8}$",
    re.IGNORECASE,
)
_CUE_BEGINS = re.compile(
    r"(?=address|live|living|located|resid|moved|ship|send|deliver|mail|return|post|sent|forward|drop|meet|office"
    r"|headquarters|pick|come|corner)",
    re.IGNORECASE,
)
"""What every cue begins with: most numbers and names have none before them."""
_BEFORE = 60
"""Characters before an address in which a cue stands."""
_NOT_NAMES_WORDS = """
i you we he she it they is are was at in on for if or by with from please call phone mobile fax
tel order pm am days day week weeks month months hours minutes items pieces people euros
dollars percent usd eur gbp monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december jan feb mar apr jun
jul aug sep sept oct nov dec today tomorrow"""
_NOT_NAMES = frozenset(_NOT_NAMES_WORDS.split())
_STATE = re.compile(r"[A-Z]{2}")
_DIGIT = re.compile(r"\d")
MOST_LINES = 5


class _Word(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def bare(self) -> str:
        return self.text.rstrip(",;.")

    @property
    def low(self) -> str:
        return self.bare.lower()

    @property
    def is_number(self) -> bool:
        return self.text[:1].isdecimal() and bool(_NUMBER.fullmatch(self.bare))


def addresses(plain: str) -> Iterator[tuple[int, int]]:
    """Yield the places [start, end) of addresses in a normalised text, without overlaps."""
    forces = [found.span() for found in _FORCES.finditer(plain)]
    yield from forces
    begins = [found.start() for found in _CUE_BEGINS.finditer(plain)]
    behind = 0
    for found in _START.finditer(plain):
        if found.start() < behind or any(first <= found.start() < last for first, last in forces):
            continue
        if not _DIGIT.search(plain, found.start(), found.start() + 100):
            continue
        if not plain[found.start()].isdecimal() and not _NUMBER_BEHIND.match(plain, found.start()):
            continue
        cued = _is_cued(plain, found.start(), begins)
        if not cued and not _may_open(_Word(found.group()[:-1], found.start(), found.end() - 1)):
            continue
        line = _line(plain, found.start())
        first = _street(line, cued)
        if not first:
            continue
        end, proven = _rest(plain, first[-1].end, line[len(first) :])
        if proven or _says_street(first) or (cued and _looks_like_one(first)):
            behind = end
            yield found.start(), end


def _is_cued(plain: str, start: int, begins: list[int]) -> bool:
    first = max(0, start - _BEFORE)
    place = bisect_left(begins, first)
    return place < len(begins) and begins[place] < start and bool(_CUE.search(plain, first, start))


def _may_open(word: _Word) -> bool:
    """Return whether an address without a cue may begin with the word."""
    return word.is_number or (_is_name(word, cued=False) and word.low not in _UNITS)


@lru_cache(maxsize=8192)
def _ends_like_street(low: str) -> bool:
    return _ENDINGS.search(low) is not None


def _line(plain: str, start: int) -> list[_Word]:
    """Return the words from `start` to the end of the line, twelve at most."""
    stop = plain.find("\n", start, start + 160)
    stop = min(len(plain), start + 160) if stop < 0 else stop
    words = []
    for found in _TOKEN.finditer(plain, start, stop):
        words.append(_Word(found.group(), found.start(), found.end()))
        if len(words) == 12:
            break
    return words


def _street(line: list[_Word], cued: bool) -> list[_Word]:
    """Return the words of house number and street at the start of a line, or none."""
    taken: list[_Word] = []
    named = numbered = 0
    for word in line:
        if word.is_number and numbered < 3:
            numbered += 1
        elif _is_name(word, cued) and named < 7 and word.low not in _UNITS:
            named += 1
        else:
            break
        taken.append(word)
        if word.text.endswith((",", ";")):
            break
    while taken and not taken[-1].is_number and taken[-1].low in _PARTICLES:
        taken.pop()
    return taken if named and numbered else []


def _is_name(word: _Word, cued: bool) -> bool:
    low = word.low
    if not low or not (low[0].isalpha() or low[0] == "'") or low in _NOT_NAMES:
        return False
    return cued or word.text[0].isupper() or low in _PARTICLES or low in _LEADING or _ends_like_street(low)


def _says_street(words: list[_Word]) -> bool:
    """Return whether a word for a street stands where such words stand: last after a name, or first before one."""
    names = [word for word in words if not word.is_number]
    if any(len(word.low) > 4 and _ends_like_street(word.low) for word in names):
        return True
    if len(names) > 1 and names[0].low.rstrip(".") in _LEADING:
        return True
    return words[0].is_number and len(names) > 1 and names[-1].low in _TYPES


def _looks_like_one(words: list[_Word]) -> bool:
    """Return whether words behind "lives at" may be a street: a name with a capital, or a second number behind it."""
    names = [word for word in words if not word.is_number]
    return names[0].text[0].isupper() or len(words) - len(names) > 1


def _rest(plain: str, end: int, line: list[_Word]) -> tuple[int, bool]:
    """Return where the address ends, and whether what follows (unit, code) proves that it is one."""
    end, proven, open_ = _tail(line, end)
    for _ in range(MOST_LINES):
        behind = _NEXT_LINE.match(plain, end)
        if not behind or not open_:
            break
        words = _line(plain, behind.end())
        stop, says, whole = _tail(words, end)
        if behind[1] is not None and not says:
            break  # behind an empty line only a line with a code still belongs to it
        if stop == end or not whole:
            if says:
                return stop, True
            break
        end, proven = stop, proven or says
    return end, proven


def _tail(words: list[_Word], end: int) -> tuple[int, bool, bool]:
    """Take units, towns, states, codes and countries from the front: where they end, if they prove."""
    proven = False
    for place, word in enumerate(words):
        code = bool(_CODE.fullmatch(word.bare))
        if word.is_number and not code and not (place and words[place - 1].low in _UNITS):
            return end, proven, False
        if not word.is_number and not code and not _is_place(word):
            return end, proven, False
        proven = proven or code or word.low in _UNITS or word.low in _MAIL
        end = word.end - len(word.text) + len(word.bare)
    return end, proven, True


def _is_place(word: _Word) -> bool:
    """Return whether a word may name a unit, a town, a state or a country."""
    if word.low in _UNITS or word.low in _MAIL or word.low in _PARTICLES:
        return True
    if word.text.endswith(":") or (word.low in _NOT_NAMES and not _STATE.fullmatch(word.bare)):
        return False
    return word.text[:1].isupper() or word.text[:1] == "("
