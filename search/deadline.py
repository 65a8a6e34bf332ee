"""By when must a search be done?"""

from __future__ import annotations

from time import thread_time


class DeadlinePassedError(Exception):
    """Time is up. It never leaves the engine, which answers with what it has."""


class Deadline:
    """A time after which a search stops looking for more; it remembers if anything was missed.

    For one search in one thread, in processor time: what others do on the machine at that moment
    takes nothing from an answer. Nothing is interrupted: each step that may be long asks.

    >>> deadline = Deadline(3600)
    >>> deadline.passed, deadline.missed
    (False, False)
    >>> Deadline(0).passed, NEVER.passed
    (True, False)
    """

    __slots__ = ("_end", "missed")

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else thread_time() + seconds
        self.missed = False
        """Whether a step was told that time is up, and so left something out."""

    @property
    def passed(self) -> bool:
        """Whether time is up; from then on it is."""
        if self._end is not None and not self.missed:
            self.missed = thread_time() >= self._end
        return self.missed

    @property
    def left(self) -> float | None:
        """Seconds that are left; None for as long as it takes."""
        return None if self._end is None else max(self._end - thread_time(), 0.0)

    def spend(self, seconds: float) -> None:
        """Takes what another machine was waited for, which no processor here has counted."""
        if self._end is not None:
            self._end -= seconds

    def miss(self) -> None:
        """Told by who was cut short elsewhere."""
        self.missed = True

    def check(self) -> None:
        """Raises DeadlinePassedError once time is up."""
        if self.passed:
            raise DeadlinePassedError


NEVER = Deadline(None)
