"""Which index do the pages read at this moment?"""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

from flask import Flask, current_app

import search
from search import Engine
from search.address import is_address
from search.limits import DEFAULT_LIMITS, Limits

logger = logging.getLogger(__name__)
EXTENSION = "kashaf-index"


class CurrentIndex:
    """The engine that answers requests, opened once and shared by all threads.

    While serving, it looks for a newer commit at most once every `refresh_seconds`; should that
    fail, the commit that is open goes on answering and the reason is logged.
    """

    def __init__(
        self,
        engine_or_path: Engine | str | os.PathLike[str],
        refresh_seconds: float,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._engine: Engine | None = None
        self._path: Path | str | None = None
        if isinstance(engine_or_path, (str, os.PathLike)):
            place = os.fspath(engine_or_path)
            self._path = place if is_address(place) else Path(place)
        else:
            self._engine = engine_or_path
        self._limits = limits
        self._refresh_seconds = refresh_seconds
        self._refreshed_at = time.monotonic()
        self._lock = threading.Lock()

    def attach(self, app: Flask) -> None:
        """Make this the index that `current_engine()` finds while `app` serves a request."""
        app.extensions[EXTENSION] = self

    def engine(self) -> Engine:
        """The engine over the newest commit that was found.

        Raises what `search.open_index` raises as long as there is no index at the path.
        """
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    assert self._path is not None
                    self._engine = search.open_index(self._path, limits=self._limits)
                    self._refreshed_at = time.monotonic()
        elif time.monotonic() - self._refreshed_at >= self._refresh_seconds:
            self._refresh(self._engine)
        return self._engine

    def _refresh(self, engine: Engine) -> None:
        if not self._lock.acquire(blocking=False):
            return  # another thread is at it
        try:
            engine.refresh()
        except (search.KashafError, OSError) as error:
            logger.warning("a newer commit could not be opened, the last one serves on: %s", error)
        finally:
            self._refreshed_at = time.monotonic()
            self._lock.release()


def current_engine() -> Engine:
    """The engine of the application that is serving this request."""
    index: CurrentIndex = current_app.extensions[EXTENSION]
    return index.engine()
