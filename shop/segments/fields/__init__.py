"""The closed catalogue of what a segment may ask about: attributes, fields of events, measures, and what is refused."""

from shop.segments.fields.catalogue import (
    Catalogue,
    EventWords,
    FieldSpec,
    FieldType,
    MeasureSpec,
    catalogue,
)

__all__ = ["Catalogue", "EventWords", "FieldSpec", "FieldType", "MeasureSpec", "catalogue"]
