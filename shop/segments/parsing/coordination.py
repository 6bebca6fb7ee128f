"""From frames to one tree: and, or, but, exclusions, and what binds tighter.

A comma before a connector, and "but", bind looser than a bare connector; pieces side by side bind tightest. "A and B or
C" without such a sign has two readings, and both are tried.
"""

from __future__ import annotations

from typing import NamedTuple

from shop.segments.parsing.choices import Choices
from shop.segments.parsing.conditions import condition
from shop.segments.parsing.frames import ACTIONS, Frame
from shop.segments.parsing.scene import Scene, all_of, any_of, negated
from shop.segments.parsing.tokens import Option, Pick
from shop.segments.tree.nodes import Node


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
