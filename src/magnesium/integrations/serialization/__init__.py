"""Records to JSON and back without loss, and a JSON Schema of the documents.

A document states the type of its record and the version of the schema::

    {"schema": 2, "type": "Portion", "record": {"description": "cup", "grams": 180.0, "amount": 1.0}}

Reading is strict: a field that is unknown, missing or of another type is an error that states its place.
Needs the extra ``serialization``.
"""

from magnesium.integrations.serialization.documents import (
    from_json,
    from_plain,
    to_json,
    to_plain,
    without_repetition,
)
from magnesium.integrations.serialization.kinds import record_types
from magnesium.integrations.serialization.schema import json_schema
from magnesium.rendering.documents import SCHEMA

__all__ = [
    "SCHEMA",
    "from_json",
    "from_plain",
    "json_schema",
    "record_types",
    "to_json",
    "to_plain",
    "without_repetition",
]
