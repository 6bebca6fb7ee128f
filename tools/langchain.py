"""Tools in LangChain's form, for an agent that calls them. Nothing here is ever loaded from text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.store.view import ShopView
from tools.tool import Tool, call

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


def as_langchain(tool: Tool, view: ShopView) -> StructuredTool:
    """Bind a tool to a view of the shop; failures come back as text, so that the model can correct itself."""
    from langchain_core.tools import StructuredTool

    def run(**given: object) -> str:
        return call(tool, view, tool.arguments.model_validate(given))

    def explain(error: Exception) -> str:
        return f"{tool.name} was called with unusable arguments: {error}"

    return StructuredTool.from_function(
        func=run,
        name=tool.name,
        description=tool.description,
        args_schema=tool.arguments,
        handle_tool_error=True,
        handle_validation_error=explain,
    )
