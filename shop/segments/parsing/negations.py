"""Negations that do not stand where the grammar looks for them: bought neither A nor B; those of Wuhan 不要."""

from __future__ import annotations

from shop.segments.parsing.frames import ACTIONS, PLAIN
from shop.segments.parsing.heads import names_person
from shop.segments.parsing.tokens import Sense, Token


def settled_negations(items: list[Token]) -> list[Token]:
    """Return the items with "neither … nor" as a negation and "or", and a trailing 不要 as the end of an exclusion."""
    found: list[Token] = []
    for place, item in enumerate(items):
        if item.text == "neither" and found and found[-1].kind == "event":
            found.insert(len(found) - 1, item)  # bought neither A: neither bought A
        elif item.text == "none" and found and found[-1].kind == "event" and _ends(items[place + 1 :]):
            found.append(Token(item.text, (Sense("nothing", "nothing"),), item.start, item.end))  # opened none
        elif item.text == "nor":
            found += _nor(item, items[place + 1 :])
        elif item.has("drop"):
            found.append(_dropped(item, items[place + 1 :]))
        else:
            found.append(item)
    return found


def _nor(item: Token, ahead: list[Token]) -> list[Token]:
    """Nor before another name goes on with the same verb; nor before a head is another negation."""
    head = bool(ahead) and (ahead[0].kind in (*ACTIONS, *PLAIN) or (ahead[0].has("entity") and names_person(ahead[0])))
    link = Token(item.text, (Sense("conj", "and" if head else "or"),), item.start, item.end)
    return [link, Token(item.text, (Sense("neg", "not"),), item.start, item.end)] if head else [link]


def _dropped(item: Token, ahead: list[Token]) -> Token:
    """不要 at the end of a clause leaves out what stands before it; elsewhere it negates what follows."""
    sense = Sense("except_end", "clause") if _ends(ahead) else Sense("neg", "not")
    return Token(item.text, (sense,), item.start, item.end)


def _ends(ahead: list[Token]) -> bool:
    rest = [token for token in ahead if token.kind != "de"]
    return not rest or rest[0].has("conj")
