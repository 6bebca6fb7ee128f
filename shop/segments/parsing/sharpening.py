"""Settles what tokens mean by their neighbours: a cue ("tagged", 渠道) picks the field of the name beside it."""

from __future__ import annotations

import difflib

from shop.segments.parsing.outcome import not_understood
from shop.segments.parsing.shop_names import CUSTOMER_FIELDS, Entity, ShopNames
from shop.segments.parsing.tokens import Sense, Token

_NOISE = ("skip", "within", "the", "to", "fromword", "by", "ever", "among")
_OBJECT_CUES = ("category", "brand", "product", "campaign", "code", "from", "device")
_ON_PRODUCTS = ("order", "view", "cart", "wishlist", "return", "review", "cart_removed", "stock_alert")


def sharpened(tokens: list[Token], names: ShopNames, segments: dict[str, str]) -> list[Token]:
    """Return the items that clauses are cut from: no noise, places and names with their field, cues used up."""
    items = [token for token in tokens if not any(token.has(kind) for kind in _NOISE) or token.has("entity")]
    items = [_plain_place(_loose(items, place)) for place, item in enumerate(items)]
    items = _named_segments(items, segments)
    items = _cued(items, names)
    return [_settled(items, place, names) for place in range(len(items))]


def _loose(items: list[Token], place: int) -> Token:
    """Read "before" without a date as "ever", and "+" between conditions as "and"."""
    item = items[place]
    if item.kind in ("before", "ago") or (item.kind == "last" and item.text in _EVER):
        beside = items[max(0, place - 1) : place + 2]
        if any(t.has("event") or t.kind in ("measure", "group") for t in beside) and item.text in _EVER:
            return _with(item, "ever", "ever")
    if item.text == "+":
        return _with(item, "conj", "and")
    return item


_EVER = ("前", "in the past", "before", "以前", "之前", "earlier", "in the past and")


def _plain_place(item: Token) -> Token:
    """Turn a common word for a country or language into a name of it."""
    if item.kind == "place":
        return _with(item, "entity", (Entity("country", item.value, item.text),))
    if item.kind == "speak" and not item.has("cue"):
        return _with(item, "entity", (Entity("language", item.value, item.text),))
    return item


def _with(item: Token, kind: str, value: object) -> Token:
    return Token(item.text, (Sense(kind, value),), item.start, item.end)


def _named_segments(items: list[Token], segments: dict[str, str]) -> list[Token]:
    """Read the name after (or before) "segment" as a whole."""
    result: list[Token] = []
    place = 0
    while place < len(items):
        if not items[place].has("cue", "segment"):
            result.append(items[place])
            place += 1
            continue
        taken = _segment_at(items, place + 1, segments)
        if taken is not None:
            result.append(taken[0])
            place = taken[1]
        elif result and (name := segments.get(result[-1].text)):
            result[-1] = _with(result[-1], "group", f"segment:{name}")
            place += 1
        elif result and result[-1].kind == "group":
            place += 1
        else:
            said = items[place + 1].text if place + 1 < len(items) else items[place].text
            near = difflib.get_close_matches(said, list(segments), n=3, cutoff=0.3)
            raise not_understood(said, nearest=tuple(near))
    return result


def _segment_at(items: list[Token], place: int, segments: dict[str, str]) -> tuple[Token, int] | None:
    for end in range(min(len(items), place + 6), place, -1):
        words = items[place:end]
        for glue in (" ", "", "_"):
            name = segments.get(glue.join(word.text for word in words))
            if name:
                text = " ".join(word.text for word in words)
                return Token(text, (Sense("group", f"segment:{name}"),), words[0].start, words[-1].end), end
    return None


def _cued(items: list[Token], names: ShopNames) -> list[Token]:
    result = list(items)
    for place, item in enumerate(items):
        if not item.has("cue") or item.has("entity") or item.kind == "event":
            continue
        field = item.get("cue")
        if field in _OBJECT_CUES:
            if field == "from" or _names_something(items, place):
                result[place] = _with(item, "gone", "")
            continue
        beside = _beside(items, place, field)
        if beside is not None:
            neighbour = items[beside]
            kept = tuple(e for e in neighbour.get("entity") if e.field == field)
            result[beside] = _with(neighbour, "entity", kept)
        elif _denied(items, place) and field in _MAY_LACK:
            result[place] = _with(item, "lacks", field)
            continue
        elif not _already(items, place) and not _repeated(result, place, field):
            raise _no_such(items, place, field, names)
        joining = field == "acquisition" and item.text.startswith(_JOINING) and _spanned(items, place)
        result[place] = _with(item, "event", "joined") if joining else _with(item, "gone", "")
    return [item for item in result if item.kind != "gone"]


_JOINING = ("signed up", "joined")


def _spanned(items: list[Token], place: int) -> bool:
    """Say whether a span follows in the same clause: signed up through Instagram this year."""
    for item in items[place + 1 : place + 5]:
        if item.has("conj") or item.has("event"):
            return False
        if item.has("window"):
            return True
    return False


_MAY_LACK = ("tier", "tags", "staff_owner", "city", "country", "language", "acquisition")


def _denied(items: list[Token], place: int) -> bool:
    """Say whether a negation stands right before a cue, and no name beside it: no tags, 没有导购."""
    said = [item for item in items[max(0, place - 2) : place] if item.text not in ("a", "an", "any", "的")]
    before = said[-1] if said else None
    named = any(item.has("entity") or item.kind in ("unknown", "name") for item in items[place + 1 : place + 2])
    return before is not None and before.has("neg") and not named


def _repeated(items: list[Token], place: int, field: str) -> bool:
    """Say whether another cue of the same field has said it: 没有导购跟进."""
    return any(item.has("lacks", field) for item in items[max(0, place - 2) : place])


def _names_something(items: list[Token], place: int) -> bool:
    near = items[max(0, place - 1) : place] + items[place + 1 : place + 2]
    return any(item.kind in ("entity", "attribute", "name", "unknown", "device") or item.has("entity") for item in near)


def _beside(items: list[Token], place: int, field: str) -> int | None:
    """Return the place of the name that a cue is about: after it, else before it."""
    after = [p for p in range(place + 1, min(place + 4, len(items)))]
    before = [p for p in range(place - 1, max(place - 4, -1), -1)]
    for side in (after, before):
        for near in side:
            item = items[near]
            if item.has("entity") and any(e.field == field for e in item.get("entity")):
                return near
            if item.kind not in ("de", "neg", "conj", "either", "op", "cue"):
                break
    return None


def _already(items: list[Token], place: int) -> bool:
    """Say whether another field's name stands there: "from Instagram channel", 住 in Germany."""
    near = items[max(0, place - 2) : place] + items[place + 1 : place + 3]
    return any(item.has("entity") and {e.field for e in item.get("entity")} & set(CUSTOMER_FIELDS) for item in near)


def _no_such(items: list[Token], place: int, field: str, names: ShopNames) -> Exception:
    said = [item.text for item in items[place + 1 : place + 3] if item.kind in ("unknown", "name", "entity")]
    known = sorted(
        {e.label for group in names.exact.values() for e in group if e.field == field and field != "country"}
    )
    text = " ".join(said) or items[place].text
    near = difflib.get_close_matches(text, known, n=3, cutoff=0.3) or known[:5]
    return not_understood(text, nearest=tuple(near if field not in ("language",) else ()))


def _settled(items: list[Token], place: int, names: ShopNames) -> Token:
    """Decide between a customer's field, a product's name and a word of the lexicon."""
    item = items[place]
    if not item.has("entity"):
        return item
    entities = item.get("entity")
    ours = tuple(e for e in entities if e.field in CUSTOMER_FIELDS)
    goods = tuple(e for e in entities if e.field not in CUSTOMER_FIELDS)
    after_event = place > 0 and items[place - 1].has("event") and items[place - 1].get("event") in _ON_PRODUCTS
    if goods and (not ours or after_event):
        return _with(item, "entity", goods)
    if after_event and names.parts(item.text):
        return _with(item, "name", item.text)
    words = [sense for sense in item.senses if sense.kind in ("ask", "group")]
    if words and ours:
        return _with(item, "mixed", (words[0], ours))
    return _with(item, "attribute", ours or goods)
