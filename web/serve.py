"""Serving the pages."""

from __future__ import annotations

import waitress
from flask import Flask


def serve(app: Flask, host: str = "127.0.0.1", port: int = 8080, *, threads: int = 8) -> None:
    """Answer requests with waitress until the process is stopped.

    Headers of a proxy are not believed. Raises OSError when the address cannot be listened on.
    """
    waitress.serve(
        app, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=True
    )
