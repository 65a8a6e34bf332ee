"""Waitress serves the application, and says nothing of itself."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from web import serve


def test_serve_hands_the_application_to_waitress(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(
        "waitress.serve", lambda served, **options: given.update(options, app=served)
    )
    serve(app, "127.0.0.2", 8123)
    assert given["app"] is app
    assert (given["host"], given["port"]) == ("127.0.0.2", 8123)
    assert given["ident"] is None
    assert given["clear_untrusted_proxy_headers"] is True
