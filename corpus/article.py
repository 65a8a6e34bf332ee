"""What is one story, and what is told of a record that is none?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class CorpusError(ValueError):
    """The path itself cannot be read as articles; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Article:
    """One story as its source wrote it.

    ``published`` is the wall-clock time that the source wrote, without a zone, at midnight when
    only the day is known, and None when there is no date or it could not be read.

    >>> Article("7", "عنوان", "نص").published is None
    True
    """

    id: str
    title: str
    body: str
    published: datetime | None = None
    source: str = ""
    category: str = ""
    author: str = ""
    url: str = ""

    def fingerprint(self) -> str:
        """32 hex digits over every field but the id: equal when nothing changed.

        The same on every machine and in every run.

        >>> Article("1", "عنوان", "نص").fingerprint() == Article("2", "عنوان", "نص").fingerprint()
        True
        >>> Article("1", "أ", "ب").fingerprint() == Article("1", "أب", "").fingerprint()
        False
        """
        # Here and not above: hashlib costs a search two milliseconds it has no use for.
        from hashlib import blake2b

        published = self.published.isoformat() if self.published else ""
        digest = blake2b(digest_size=16)
        for text in (
            self.title, self.body, published, self.source, self.category, self.author, self.url
        ):  # fmt: skip
            encoded = text.encode("utf-8", "surrogatepass")
            # The length comes first, so that no two ways to cut a text hash alike.
            digest.update(len(encoded).to_bytes(8, "little"))
            digest.update(encoded)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that could not be read: in which file, on which line if it has one, and why.

    >>> Skipped("news.jsonl", 3, "neither a title nor a body").line
    3
    """

    file: str
    line: int | None
    reason: str
