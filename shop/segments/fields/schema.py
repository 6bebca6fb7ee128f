"""The JSON schema of a tree with the catalogue written into it: which fields exist, what they mean, which limits."""

from __future__ import annotations

from typing import Any

from shop.segments.fields.catalogue import FieldSpec, catalogue
from shop.segments.tree.read import DEEPEST, MOST_BYTES, MOST_NODES, adapter
from shop.segments.tree.values import MOST_VALUES


def tree_schema() -> dict[str, Any]:
    """Return the schema: `field` is a closed list, `x-fields`, `x-events` and `x-measures` say what each name means."""
    known = catalogue()
    schema = adapter().json_schema()
    definitions = schema["$defs"]
    for name, fields in (("Attribute", known.attributes), ("Comparison", known.event_fields)):
        field = definitions[name]["properties"]["field"]
        field.pop("pattern", None)
        field["enum"] = list(fields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Segment",
        **schema,
        "x-limits": {"levels": DEEPEST, "conditions": MOST_NODES, "values": MOST_VALUES, "bytes": MOST_BYTES},
        "x-fields": {
            "attribute": {name: _field(spec) for name, spec in known.attributes.items()},
            "where": {name: {**_field(spec), "events": list(spec.events)} for name, spec in known.event_fields.items()},
        },
        "x-events": {name: {"en": words.did["en"], "zh": words.did["zh"]} for name, words in known.events.items()},
        "x-measures": {
            name: spec.model_dump(include={"type", "title", "about", "where", "example"})
            for name, spec in known.measures.items()
        },
        "x-refused": {one.name: one.about for one in known.refused},
    }


def _field(spec: FieldSpec) -> dict[str, Any]:
    described: dict[str, Any] = {
        "type": spec.type, "operators": list(spec.operators), "title": spec.title, "about": spec.about,
        "example": spec.example,
    }  # fmt: skip
    if spec.choices:
        described["choices"] = list(spec.choices)
    if spec.least is not None:
        described["least"], described["most"] = spec.least, spec.most
    return described
