"""What a browser or a proxy may keep: everything, if it asks each time whether it still holds.

The same address over the same commit of the index has the same answer. So an ETag is known before
anything is searched, and an answer that has not changed costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from importlib.metadata import version
from typing import ParamSpec

from flask import Flask, Response, request

from web.current_index import current_engine

Parameters = ParamSpec("Parameters")
ASK_EACH_TIME = "no-cache"
ONE_READER = "private, no-cache"  # a page may be in the language of who asked for it


def register(app: Flask) -> None:
    """Let no answer be kept unasked that does not say for itself how long it may."""

    @app.after_request
    def say(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", ONE_READER)
        return response


def unchanged_with_index(view: Callable[Parameters, Response]) -> Callable[Parameters, Response]:
    """A view with an ETag that answers 304 while neither the index nor Kashaf has changed."""

    @wraps(view)
    def answer(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Response:
        # Taken before the search: should a newer commit come in between, the answer is asked for
        # once more, and never kept for too long.
        tag = _tag()
        response = Response(status=304) if request.if_none_match.contains_weak(tag) else None
        response = response or view(*args, **kwargs)
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = ASK_EACH_TIME
        return response

    return answer


def _tag() -> str:
    asked = f"{version('kashaf')} {current_engine().commit} {request.full_path} {request.host_url}"
    return blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
