"""The form that all records at a border share: frozen, and closed to unknown fields."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

Channel = Literal["email", "sms", "wecom"]
CHANNELS: tuple[Channel, ...] = ("email", "sms", "wecom")

Language = Literal["en", "zh"]
"""Languages that the writer writes and the guard reads. Data may be in others; messages are not."""
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Moment = AwareDatetime


class Record(BaseModel):
    """Base of the frozen types: values do not change, unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
