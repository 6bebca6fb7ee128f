"""Words that only their neighbours settle, before anything is counted or refused.

got Autumn lots            a campaign was received; "got" alone says nothing
removed mugs from the cart one event, not an exclusion and an event
complained about delivery  the subject of a ticket; elsewhere the same word is no name
weekend orders             orders on any weekend; "last weekend" has dates of its own
in the hold-out group      an event of a campaign
top 10 % in each country   a rank within groups, which a tree cannot say: refused by name
"""

from __future__ import annotations

from dataclasses import replace

from shop.segments.parsing.outcome import Refusal
from shop.segments.parsing.tokens import Sense, Token

_NEAR = 3
"""Words between a ticket and its subject."""
_WEEKENDS = ("weekend", "weekends", "周末")


def settled_neighbours(found: list[Token]) -> list[Token]:
    """Return the tokens with those settled that their neighbours settle; raises Refusal for a rank within groups."""
    _refuse_rank_per_group(found)
    found = [_subject(found, place) for place in range(len(found))]
    found = [_event(found, place) for place in range(len(found))]
    return _taken_out(found)


def _refuse_rank_per_group(found: list[Token]) -> None:
    """Raise Refusal for "in each country", 每个城市, beside a rank."""
    grouped = next(
        (place for place, item in enumerate(found[:-1]) if item.has("each_of") and _group_word(found[place + 1])), None
    )
    if grouped is None:
        return
    said = f"{found[grouped].text} {found[grouped + 1].text}"
    if any(item.has("top") or item.has("topby") for item in found):
        raise Refusal(
            f"{said!r}: a rank within each group cannot be asked. A rank is taken of everyone who ordered; "
            "ask for one group at a time and its spend, for example: country DE and spent at least 200.",
            f"「{said}」：不能在每一组内分别排名；排名以全部下过单的客户为准。请一次只选一组，并写明金额，例如：城市为成都且消费满500元。",
            (said,),
        )
    raise Refusal(f"{said!r}: a segment has no groups inside it.", f"「{said}」：分群内部不再分组。", (said,))


def _group_word(item: Token) -> bool:
    fields = (
        "country",
        "city",
        "tier",
        "language",
        "acquisition",
        "staff_owner",
        "tags",
        "category",
        "brand",
        "segment",
    )
    return item.has("cue") and item.get("cue") in fields


def _subject(found: list[Token], place: int) -> Token:
    """Keep the name of a ticket's subject only near a ticket."""
    item = found[place]
    entities = item.get("entity") or ()
    if not any(entity.field == "ticket_subject" for entity in entities):
        return item
    behind = [one for one in found[place + 1 : place + 1 + _NEAR] if one.kind not in ("skip", "de")][:1]
    near = found[max(0, place - _NEAR) : place] + behind
    if any(one.has("event", "ticket") for one in near):
        kept = tuple(entity for entity in entities if entity.field == "ticket_subject")
        return replace(item, senses=(Sense("entity", kept),))
    others = tuple(entity for entity in entities if entity.field != "ticket_subject")
    senses = [sense for sense in item.senses if sense.kind != "entity"]
    senses += [Sense("entity", others)] if others else []
    return replace(item, senses=tuple(senses) or (Sense("unknown", item.text),))


def _event(found: list[Token], place: int) -> Token:
    """Return the token with the one sense that its neighbours leave it."""
    item, before, ahead = found[place], found[:place], found[place + 1 :]
    if item.has("skip") and item.has("event", "received"):
        return _one(item, "event", "received") if _campaign_ahead(ahead) else _without_event(item)
    if item.has("holdout"):
        return _one(item, "event", "held_out")
    if item.text in _WEEKENDS and item.has("undated") and ahead and _ordering(_said(ahead)):
        return _one(item, "each_weekday", 67)
    return _after(item, before, ahead) if before else item


def _after(item: Token, before: list[Token], ahead: list[Token]) -> Token:
    """Settle what a word means after the words before it."""
    last = before[-1]
    if item.text == "since" and item.has("since") and (not ahead or ahead[0].has("conj", "comma")):
        return _one(item, "again", "again")
    if item.has("pronoun") and item.has("skip") and last.has("event"):
        return _one(item, "pronoun", "it")
    if (item.text in _WORTH or item.has("worth_of")) and any(last.has("event", name) for name in _VALUED):
        return _one(item, "skip", "glue")
    if item.has("channel") and _on_file(item, before, ahead):
        return _one(item, "phone", _ON_FILE[item.get("channel")])
    if item.has("approx") and any(one.has("event", "ticket") for one in before[-2:]):
        return _one(item, "skip", "glue")
    return item


def _one(item: Token, kind: str, value: object) -> Token:
    return replace(item, senses=(Sense(kind, value),))


_WORTH = ("value", "amount", "total", "worth")
_VALUED = ("cart", "wishlist", "checkout")
_HAVING = ("has", "have", "having", "with", "no", "without", "but no", "有", "没有", "没", "无")
_ON_FILE = {"email": "has_email", "sms": "has_phone", "wecom": "has_wecom"}


def _on_file(item: Token, before: list[Token], ahead: list[Token]) -> bool:
    """Say whether a channel alone means that its address is there: has WeCom but no email."""
    bare = before[-1].text in _HAVING and (not ahead or ahead[0].has("conj"))
    said = any(one.has("consent") or one.has("reach") or one.has("event") for one in [*before, *ahead])
    return bare and not said and item.get("channel") in _ON_FILE


def _without_event(item: Token) -> Token:
    return replace(item, senses=tuple(sense for sense in item.senses if sense.kind != "event"))


def _said(ahead: list[Token]) -> Token:
    return next((one for one in ahead if one.kind != "skip" and not one.has("de")), ahead[0])


def _ordering(item: Token) -> bool:
    bought = str(item.get("group") or "").startswith("orders:")
    return item.has("event", "order") or bought or item.text in ("buyers", "shoppers", "purchasers")


def _campaign_ahead(ahead: list[Token]) -> bool:
    said = [one for one in ahead if one.kind not in ("skip", "the") and one.text not in ("a", "an")][:1]
    return any(
        one.has("channel") or one.has("campaign_word") or any(e.field == "campaign" for e in one.get("entity") or ())
        for one in said
    )


def _taken_out(found: list[Token]) -> list[Token]:
    """Turn "removed … from the cart" and 从购物车删除 into the one event that they are."""
    result = list(found)
    for place, item in enumerate(found):
        if not item.has("takeout"):
            continue
        cart = _cart_after(found, place)
        if cart is None and place and found[place - 1].has("event", "cart") and item.chinese:
            cart = place - 1
        if cart is None:
            continue
        result[place] = replace(item, senses=(Sense("skip", "glue"),))
        result[cart] = replace(found[cart], senses=(Sense("event", "cart_removed"),))
    return result


def _cart_after(found: list[Token], place: int) -> int | None:
    """Return the place of the cart that something was taken out of: "from" stands before it, in the same clause."""
    out = False
    for after in range(place + 1, min(place + 8, len(found))):
        item = found[after]
        out = out or item.text.startswith(("from", "out of"))
        if item.has("conj") or item.has("neg"):
            return None
        if item.has("event"):
            return after if item.has("event", "cart") and (out or item.text.startswith(("from", "out of"))) else None
    return None
