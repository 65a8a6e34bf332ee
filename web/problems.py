"""Errors as programs read them: application/problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from werkzeug.http import HTTP_STATUS_CODES

MEDIA_TYPE = "application/problem+json"
FOR_PROGRAMS = ("/api/", "/health", "/metrics")


def for_programs() -> bool:
    """Whether this request wants no page but a document."""
    return request.path.startswith(FOR_PROGRAMS)


def problem(status: int, detail: str, **more: Any) -> Response:
    """What went wrong, in one sentence; `more` names the parameter or the position."""
    title = HTTP_STATUS_CODES.get(status, "Error")
    known = {name: value for name, value in more.items() if value is not None}
    response = jsonify(type="about:blank", title=title, status=status, detail=detail, **known)
    response.status_code = status
    response.content_type = MEDIA_TYPE
    return response
