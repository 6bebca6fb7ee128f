"""Asks a model server whether it is there and what it serves: for `copilot doctor`. Writes nothing."""

from __future__ import annotations

from shop.record import Record


class ServerProbe(Record):
    """What a model server said. `problem` is empty when it can be used with the model that was asked for."""

    base_url: str
    reachable: bool
    models: tuple[str, ...] = ()
    model: str = ""
    """The model asked for, else the only one that is served."""
    context_length: int | None = None
    """Tokens that the model can hold, where the server says so (vLLM does)."""
    problem: str = ""

    @property
    def usable(self) -> bool:
        """Whether drafts can be asked for."""
        return not self.problem


def probe(base_url: str, model: str = "", api_key: str = "", timeout_s: float = 5.0) -> ServerProbe:
    """List the models of an OpenAI-compatible server; every failure becomes the `problem` of the answer."""
    from openai import APIConnectionError, APIError, APIStatusError, OpenAI

    try:
        with OpenAI(base_url=base_url, api_key=api_key or "none", max_retries=0, timeout=timeout_s) as client:
            served = client.models.list().data or []
    except APIStatusError as error:
        return ServerProbe(base_url=base_url, reachable=True, problem=f"it answers with status {error.status_code}")
    except APIConnectionError as error:
        return ServerProbe(base_url=base_url, reachable=False, problem=error.message.rstrip(".").lower())
    except (APIError, ValueError, AttributeError) as error:
        return ServerProbe(
            base_url=base_url,
            reachable=True,
            problem=f"its answer is not of the OpenAI protocol ({type(error).__name__})",
        )
    lengths = {item.id: getattr(item, "max_model_len", None) for item in served}
    return _judged(base_url, model, lengths)


def _judged(base_url: str, model: str, lengths: dict[str, int | None]) -> ServerProbe:
    chosen = model or (next(iter(lengths)) if len(lengths) == 1 else "")
    problem = ""
    if not lengths:
        problem = "it serves no model"
    elif not chosen:
        problem = f"it serves several models, name one of: {', '.join(lengths)}"
    elif chosen not in lengths:
        problem = f"it does not serve {chosen!r}; it serves: {', '.join(lengths)}"
    return ServerProbe(
        base_url=base_url,
        reachable=True,
        models=tuple(lengths),
        model=chosen,
        context_length=lengths.get(chosen),
        problem=problem,
    )
