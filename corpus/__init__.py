"""What was written? The collection: files of people's articles in, one record type out.

``read_corpus`` gives every record of a file or a folder, in order and one at a time: an
``Article``, or a ``Skipped`` that says where and why. Nothing here knows of indexes or queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.article import Article, CorpusError, Skipped

__all__ = ["Article", "CorpusError", "Skipped", "read_corpus", "sample_path"]


def read_corpus(
    path: Path | str, *, fields: Mapping[str, str] | None = None
) -> Iterator[Article | Skipped]:
    """Every record of a file or folder: an ``Article``, or a ``Skipped`` with its reason.

    Reads .jsonl, .json, .csv, .tsv, .txt and .xml (RSS, Atom, exports), plain or inside .gz, .zst,
    .zip or .tar, and folders of them in the order of names. Memory holds one record. ``fields``
    says which key of the source is ours where its name is not understood: ``{"body": "content"}``;
    that key alone is then taken for the field. Raises ``CorpusError`` before the first record if
    the path cannot be used at all; damage inside a file is a ``Skipped``.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.jsonl").write_text('{"headline": "خبر", "date": "25/07/2015"}\\n{oops\\n')
    >>> first, second = read_corpus(folder)
    >>> first.title, first.published
    ('خبر', datetime.datetime(2015, 7, 25, 0, 0))
    >>> second.line, second.reason[:14]
    (2, 'not valid JSON')
    """
    # Imported at the call: a search needs Article from here, and none of the readers.
    from corpus.readers import read_path

    return read_path(Path(path), fields or {})


def sample_path() -> Path:
    """The folder of the articles that ship with the package.

    >>> sample_path().parts[-3:]
    ('corpus', 'sample', 'articles')
    """
    return Path(__file__).parent / "sample" / "articles"
