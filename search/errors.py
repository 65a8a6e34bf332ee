"""What can go wrong, each as one clear sentence: what, where, what to do."""


class KashafError(Exception):
    """The base of every error that Kashaf raises on purpose; its text is meant for a person."""


class QueryError(KashafError):
    """A query that cannot be read.

    >>> raise QueryError("no closing quote for the one at character 3", position=3)
    Traceback (most recent call last):
    ...
    search.errors.QueryError: no closing quote for the one at character 3
    """

    def __init__(self, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position  # 1-based character of the query, None when it is the whole


class IndexNotFoundError(KashafError):
    """There is no index at the place named."""


class IndexFormatError(KashafError):
    """The index was written by another version, by another analyzer, or is damaged."""


class IndexLockedError(KashafError):
    """Another process is writing to the index."""


class IndexAccessError(KashafError):
    """The system does not let the index be read or written: disk full, no permission, and so on."""
