"""The declaration of a tool: one typed function over the shop, from which every form of it is derived."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

from shop.errors import CopilotError
from shop.record import Record
from shop.store.view import ShopView

Arguments = TypeVar("Arguments", bound=Record)


class Tool(NamedTuple):
    """A question to the shop. `effect` says what it may change: today every tool only reads."""

    name: str
    description: str
    arguments: type[Record]
    effect: Literal["read"]
    answer: Callable[[ShopView, Record], Record]


def reading(
    name: str, description: str, arguments: type[Arguments], answer: Callable[[ShopView, Arguments], Record]
) -> Tool:
    """Declare a tool that changes nothing."""

    def checked(view: ShopView, given: Record) -> Record:
        return answer(view, arguments.model_validate(given))

    return Tool(name, description, arguments, "read", checked)


def call(tool: Tool, view: ShopView, given: Record) -> str:
    """Answer as JSON; a question that cannot be answered is told to the asker with the valid values, not raised."""
    try:
        return tool.answer(view, given).model_dump_json()
    except CopilotError as error:
        return f"{tool.name} failed: {error}"
