"""From frames to one tree: and, or, but, exclusions, and what binds tighter.

A comma before a connector, and "but", bind looser than a bare connector; pieces side by side bind tightest. "A and B or
C" without such a sign has two readings, and both are tried.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from shop.segments.parsing.choices import Choices
from shop.segments.parsing.conditions import condition
from shop.segments.parsing.frames import ACTIONS, Frame
from shop.segments.parsing.outcome import Refusal
from shop.segments.parsing.scene import Scene, all_of, any_of, negated
from shop.segments.parsing.tokens import Option, Pick
from shop.segments.tree.nodes import All, Did, Never, Node
from shop.segments.tree.walk import nodes


class Piece(NamedTuple):
    """A condition and how it hangs on the one before."""

    node: Node
    link: str
    strength: int
    frame: Frame


def tree_of(frames: list[Frame], scene: Scene, text: str) -> Node:
    """Return the tree of all frames."""
    pieces = [Piece(condition(frame, scene), frame.link, frame.strength, frame) for frame in frames]
    kept = [piece for piece in pieces if not piece.frame.excluded]
    out = [piece for piece in pieces if piece.frame.excluded]
    kept, out = _doubtful(kept, out, scene, text)
    kept = _scoped(kept, scene, text)
    _own_subjects(kept, scene, text)
    _listed_groups(kept, scene)
    parts: list[Node] = []
    subjects = [piece for piece in kept if piece.frame.subject]
    rest = [piece for piece in kept if not piece.frame.subject]
    if subjects and rest:
        parts.append(_joined(subjects, scene, text))
        parts.append(_joined(rest, scene, text))
    elif kept:
        parts.append(_joined(kept, scene, text))
    if out:
        parts.append(negated(_left_out(out, scene, text)))
    return all_of(parts)


def _doubtful(kept: list[Piece], out: list[Piece], scene: Scene, text: str) -> tuple[list[Piece], list[Piece]]:
    """不含老友的武汉客户: who is meant lives in 武汉, or who is left out does; it is asked."""
    start = next((place for place, piece in enumerate(out) if piece.frame.doubt), None)
    if start is None:
        return kept, out
    left, shown = out[0].frame.head.text, out[start].frame.head.text
    options = (
        Option("kept", True, f"{shown!r} is meant, without {left!r}", f"「{shown}」中排除「{left}」"),
        Option("out", False, f"{left!r} of {shown!r} is left out of all", f"从全部客户中排除「{shown}」的「{left}」"),
    )
    if not scene.choices.pick(Pick(f"except: of: {text}", options)):
        return kept, out
    return [*out[start:], *kept], out[:start]


def _own_subjects(pieces: list[Piece], scene: Scene, text: str) -> None:
    """成都的老友，或者消费1000以上的: after a comma "or" opens a group of its own, and each has its own people."""
    ors = [place for place, piece in enumerate(pieces) if place and piece.link == "or" and piece.strength]
    strong = [place for place in ors if pieces[place].strength > 1]
    cuts = [0, *(strong or ors), len(pieces)]
    groups = [pieces[start:end] for start, end in pairwise(cuts)]
    named = [any(piece.frame.subject for piece in group) for group in groups]
    if not ors or not any(named):
        return
    own = sum(named) > 1
    if strong and not own and not named[-1]:
        chinese = any(pieces[place].frame.head.chinese for place in strong)
        shown = next(piece.frame.head.text for piece in pieces if piece.frame.subject)
        own = chinese or scene.choices.pick(Pick(f"and/or: {shown}: {text}", (
            Option("all", False, f'{shown!r} holds for both sides of "or"', f"「{shown}」对「或」两边都适用"),
            Option("one", True, f'{shown!r} holds for its own side of "or" only', f"「{shown}」只适用于「或」的一边"),
        )))  # fmt: skip
    for piece in pieces:
        piece.frame.subject = piece.frame.subject and not own


def _scoped(pieces: list[Piece], scene: Scene, text: str) -> list[Piece]:
    """UK customers with 3 orders or a spend over 100: the place may hold for both sides of "or", so it is asked."""
    if not any(piece.link == "or" and piece.strength for piece in pieces[1:]) or any(p.frame.subject for p in pieces):
        return pieces
    ahead = 0
    while ahead < len(pieces) and pieces[ahead].frame.kind not in ACTIONS and pieces[ahead].strength == 0:
        ahead += 1
    behind = pieces[-1].frame.kind not in ACTIONS and pieces[-1].strength == 0
    if ahead and ahead < len(pieces) and pieces[ahead].strength == 0:
        chosen = pieces[:ahead]
    elif behind and pieces[-2].frame.kind in ACTIONS:
        chosen = pieces[-1:]
    else:
        return pieces
    rest = [piece for piece in pieces if piece not in chosen]
    if any(piece.frame.kind not in ACTIONS for piece in rest):
        return pieces  # each side says whom it means
    shown = chosen[0].frame.head.text
    options = (
        Option("all", True, f'{shown!r} holds for both sides of "or"', f"「{shown}」对「或」两边都适用"),
        Option("one", False, f'{shown!r} holds for its own side of "or" only', f"「{shown}」只适用于「或」的一边"),
    )
    if scene.choices.pick(Pick(f"and/or: {shown}: {text}", options)):
        for piece in chosen:
            piece.frame.subject = True
    return pieces


def _listed_groups(pieces: list[Piece], scene: Scene) -> None:
    """Loyal customers and champions: people of either group, or of both at once."""
    for place in range(1, len(pieces)):
        before, piece = pieces[place - 1], pieces[place]
        named = all(p.frame.kind in ("group", "ask", "cells") and p.frame.neg is None for p in (before, piece))
        if named and piece.link == "and" and piece.frame.spoken and not piece.frame.contrast:
            text = f"{before.frame.head.text} and {piece.frame.head.text}"
            options = (
                Option("either", "or", f"{text}: whoever is in either", f"{text}：任一分群"),
                Option("both", "and", f"{text}: only whoever is in both", f"{text}：同时属于两者"),
            )
            pieces[place] = piece._replace(link=scene.choices.pick(Pick(text, options)), strength=0)


def refuse_contradiction(tree: Node) -> None:
    """Raise Refusal for "ordered and never ordered", which chooses nobody."""
    for node in nodes(tree):
        if not isinstance(node, All):
            continue
        done = [
            (d.event, d.within, d.where)
            for d in node.of
            if isinstance(d, Did) and d.op in ("ge", "gt", "eq") and d.times
        ]
        for never in node.of:
            if isinstance(never, Never) and (never.event, never.within, never.where) in done:
                raise Refusal(
                    f"The words contradict themselves: {never.event!r} is asked for and excluded at once.",
                    "条件自相矛盾：同一行为既要求发生又要求没有发生。",
                )


def settle_repeats(frames: list[Frame], choices: Choices) -> None:
    """In March and April: in both, or in either."""
    for frame in frames:
        if frame.repeats and frame.link == "and":
            text = f"{frame.head.text} … and {frame.of('window')[0].text}"
            options = (
                Option("both", "and", f"{text}: in both", f"{text}：两个时段都有"),
                Option("either", "or", f"{text}: in either", f"{text}：任一时段"),
            )
            frame.link = choices.pick(Pick(text, options))


def _joined(pieces: list[Piece], scene: Scene, text: str) -> Node:
    if len(pieces) == 1:
        return pieces[0].node
    most = max(piece.strength for piece in pieces[1:])
    links = {piece.link for piece in pieces[1:] if piece.strength == most}
    if len(links) == 1:
        groups = _split(pieces, most, None)
        made = [_joined(group, scene, text) for group in groups]
        return any_of(made) if links == {"or"} else all_of(made)
    tighter = scene.choices.pick(
        Pick(
            f"and/or: {text}",
            (
                Option("and", "and", '"and" binds tighter than "or"', "先「且」后「或」"),
                Option("or", "or", '"or" binds tighter than "and"', "先「或」后「且」"),
            ),
        )
    )
    looser = "or" if tighter == "and" else "and"
    made = [_joined(group, scene, text) for group in _split(pieces, most, looser)]
    return any_of(made) if looser == "or" else all_of(made)


def _split(pieces: list[Piece], strength: int, link: str | None) -> list[list[Piece]]:
    groups: list[list[Piece]] = [[pieces[0]]]
    for piece in pieces[1:]:
        if piece.strength == strength and (link is None or piece.link == link):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return groups


def _left_out(pieces: list[Piece], scene: Scene, text: str) -> Node:
    """Return who is excluded: a list of people is left out as a whole; two joined actions may mean both at once."""
    links = {piece.link for piece in pieces[1:] if piece.strength > 0}
    if len(pieces) == 1 or "and" not in links:
        return _joined(pieces, scene, text)
    groups = [_joined(group, scene, text) for group in _split(pieces, 1, None)]
    if all(piece.frame.kind not in ACTIONS for piece in pieces):
        return any_of(groups)
    options = (
        Option("any", any_of(groups), "left out: whoever is in any of them", "排除：符合任一条件的"),
        Option("all", all_of(groups), "left out: only whoever is in all of them", "排除：同时符合的"),
    )
    return scene.choices.pick(Pick(f"except: {text}", options))  # type: ignore[no-any-return]
