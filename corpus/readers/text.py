"""A plain text: where does the title end?"""

from __future__ import annotations

from io import BufferedReader

from corpus.article import Article, Skipped
from corpus.limits import MAX_CONTROLS, MAX_RECORD_BYTES
from corpus.readers.origin import Origin
from corpus.record import FieldNames

LONGEST_TITLE = 300
"""Characters. A longer first line is a paragraph of a story that has no title line."""

HEAD_CHARACTERS = 64 * 1024
CONTROLS = tuple(map(chr, (*range(9), *range(14, 27), *range(28, 32), 127)))  # tabs, line ends, ESC

# Not the caller's names, which are those of other files in the folder.
_NAMES = FieldNames()


def read(content: BufferedReader, origin: Origin) -> Article | Skipped:
    """One story: the first line that is not blank is its title, its folder's name its category."""
    data = content.read(MAX_RECORD_BYTES + 1)
    if len(data) > MAX_RECORD_BYTES:
        return origin.skipped(None, f"the text is longer than {MAX_RECORD_BYTES // 1024**2} MB")
    try:
        text = data.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        return origin.skipped(
            data.count(b"\n", 0, error.start) + 1, f"not valid UTF-8 at byte {error.start + 1}"
        )
    if not text:
        return origin.skipped(None, "the file is empty")
    head = text[:HEAD_CHARACTERS]
    if sum(map(head.count, CONTROLS)) > max(MAX_CONTROLS * len(head), 1):
        return origin.skipped(None, "not a text: it is full of control characters")
    # Not of the whole text, which may be millions of lines.
    first = text[: LONGEST_TITLE + 1].splitlines()[0]
    if len(first) > LONGEST_TITLE:
        first = ""
    return _NAMES.article(
        {"title": first, "body": text[len(first) :]}, origin.file, None, origin.folder
    )
