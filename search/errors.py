"""What can go wrong, each as one clear sentence: what, where, what to do."""


class KashafError(Exception):
    """The base of every error that Kashaf raises on purpose; its text is meant for a person."""


class QueryError(KashafError):
    """A query that cannot be read.

    The sentence is a template, so that a page can say it in another language: {at} stands for the
    position, the other names for `parameters`.

    >>> raise QueryError("no closing quote for the one at character {at}", position=3)
    Traceback (most recent call last):
    ...
    search.errors.QueryError: no closing quote for the one at character 3
    """

    def __init__(self, template: str, *, position: int | None = None, **parameters: object) -> None:
        self.template = template
        self.parameters = {"at": position, **parameters}
        self.position = position  # 1-based character of the query, None when it is the whole
        super().__init__(template.format(**self.parameters))


class IndexNotFoundError(KashafError):
    """There is no index at the place named."""


class IndexFormatError(KashafError):
    """The index was written by another version, by another analyzer, or is damaged."""


class IndexLockedError(KashafError):
    """Another process is writing to the index."""


class IndexAccessError(KashafError):
    """The system does not let the index be read or written: disk full, no permission, and so on."""
