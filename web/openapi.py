"""The API described for programs, in OpenAPI 3.1, from the code that answers.

Parameters describe themselves (`web.parameters`), and an answer's shape comes from the types of
the record that it is. apispec, flask-smorest and spectree would want every record a second time, in
marshmallow or pydantic.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from web.parameters import Parameter
from web.problems import MEDIA_TYPE

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API."""

    name: str
    path: str
    summary: str
    parameters: Sequence[Parameter]
    answer: type
    has_id: bool = False  # the path ends in an article's id


def describe(operations: Sequence[Operation], version: str, server: str) -> dict[str, Any]:
    """The whole document."""
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths = {operation.path: {"get": _operation(operation, schemas)} for operation in operations}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kashaf",
            "version": version,
            "summary": "Full-text search for Arabic news.",
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence: what, where, what to do."},
        "parameter": {"type": "string", "description": "The parameter that could not be read."},
        "position": {"type": "integer", "description": "The character of the query, from 1."},
    },
    "additionalProperties": False,
}
PROBLEMS = {
    "400": "A query or a parameter that cannot be read.",
    "404": "There is no such article.",
    "429": "Too many requests; Retry-After says when to come back.",
    "503": "The index is not available; try again later.",
}


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    parameters = [parameter.described() for parameter in operation.parameters]
    if operation.has_id:
        parameters.insert(0, ARTICLE_ID)
    failing = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    problems = {
        status: {"description": text, **failing}
        for status, text in PROBLEMS.items()
        if status != "404" or operation.has_id
    }
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": schema_of(operation.answer, schemas)}},
            },
            "304": {"description": "Unchanged since the answer with the ETag of If-None-Match."},
            **problems,
        },
    }


ARTICLE_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The article's id, as an answer names it.",
    "schema": {"type": "string", "minLength": 1},
}


def schema_of(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; those of records are put into `schemas` and referred to.

    >>> schema_of(tuple[int, ...] | None, {})
    {'anyOf': [{'type': 'array', 'items': {'type': 'integer'}}, {'type': 'null'}]}
    """
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if kind is datetime:
        return {"type": "string", "description": "A day, or a day and a time, as the source has it"}
    if kind is date:
        return {"type": "string", "format": "date"}
    if is_dataclass(kind):
        return _record(kind, schemas)
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(inside)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(one, schemas) for one in inside]}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inside[1], schemas)}
    if origin is tuple and inside[-1] is not Ellipsis:
        size = len(inside)
        items = schema_of(inside[0], schemas)
        return {"type": "array", "items": items, "minItems": size, "maxItems": size}
    assert origin is tuple, f"no schema for {kind}"
    return {"type": "array", "items": schema_of(inside[0], schemas)}


def _record(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in schemas:
        schemas[name] = {}  # a record may hold others of its kind
        hints = get_type_hints(kind)
        schemas[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").split("\n")[0],
            "properties": {
                field.name: schema_of(hints[field.name], schemas) for field in fields(kind)
            },
            "additionalProperties": False,
        }
    return {"$ref": f"#/components/schemas/{name}"}
