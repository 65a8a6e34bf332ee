"""In which encoding is a text? Four that Arabic archives have, told apart by their bytes.

The first 64 KB decide: a byte order mark, else the pattern of UTF-16, else UTF-8 if most of what
is not ASCII is valid UTF-8, else Windows-1256, or ISO 8859-6 where its letters stand in Arabic
words more often. One bad byte so does not turn a UTF-8 file into Windows-1256, and no statistics
are asked that another version would answer otherwise.
Every reader gets UTF-8. A byte that was bad stays a bad byte there, so that the record that
holds it, and only that one, is skipped.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_BYTES = 64 * 1024

BAD_BYTE = "\ufdd0"
"""Stands in the place of a bad byte for parsers that would stop there and lose all that follows: a
noncharacter, which no text may hold. The one record that has it is then skipped."""
codecs.register_error(
    "corpus.bad_byte",
    lambda error: (BAD_BYTE, error.end if isinstance(error, UnicodeDecodeError) else 0),
)

# From ء to ض both have the same bytes. These are what words cannot do without behind it: ق ه و ى ي
# of ISO 8859-6, which are â ç è é ê in Windows-1256, and ف ق ك ي of that, where ISO has nothing or
# a rare mark. Both only inside of words: a French name may be full of é.
_ARABIC_WORD = re.compile(rb"[\xc1-\xf2]{3,}")
_ISO_LETTERS = b"\xe2\xe7\xe8\xe9\xea"
_WINDOWS_LETTERS = b"\xdd\xde\xdf\xed"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def detect(head: bytes) -> tuple[str, int]:
    """The encoding of a text that begins so, and the length of its byte order mark.

    >>> detect("خبر".encode()), detect("خبر".encode("cp1256")), detect("خبر".encode("utf-16"))
    (('utf-8', 0), ('windows-1256', 0), ('utf-16-le', 2))
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    return _utf16_by_pattern(head) or _utf8_or_windows(head), 0


def _utf16_by_pattern(head: bytes) -> str | None:
    # In UTF-16, every second byte of Arabic is 06 and of ASCII 00; UTF-8 text has neither.
    pairs = len(head) // 2
    if pairs == 0:
        return None
    first, second = (_high_bytes(head[start : 2 * pairs : 2]) for start in (0, 1))
    if 2 * second > pairs and second > 2 * first:
        return "utf-16-le"
    if 2 * first > pairs and first > 2 * second:
        return "utf-16-be"
    return None


def _high_bytes(column: bytes) -> int:
    return column.count(b"\x00") + column.count(b"\x06")


def _utf8_or_windows(head: bytes) -> str:
    if head.isascii():
        return "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    text = decoder.decode(head)  # a character cut at the end of the head is no error
    bad = sum("\udc80" <= character <= "\udcff" for character in text)
    good = sum(character > "\x7f" for character in text) - bad
    # A head of nothing but a cut character ("é" of three letters) decodes to no bad byte.
    return _windows_or_iso(head) if bad > good else "utf-8"


def _windows_or_iso(head: bytes) -> str:
    words = b"".join(_ARABIC_WORD.findall(head))
    iso, windows = (
        sum(words.count(letter) for letter in letters)
        for letters in (_ISO_LETTERS, _WINDOWS_LETTERS)
    )
    if iso <= windows:
        return "windows-1256"
    try:
        head.decode("iso-8859-6")
    except UnicodeDecodeError:  # half of its upper bytes mean nothing: this is no text in it
        return "windows-1256"
    return "iso-8859-6"


def utf8(stream: BinaryIO) -> io.BufferedReader:
    """The stream's text as UTF-8 without a byte order mark."""
    head, failure = _read_fully(stream, HEAD_BYTES)
    encoding, mark = detect(head)
    return io.BufferedReader(_Utf8(stream, head[mark:], encoding, failure), HEAD_BYTES)


def marking_decoder() -> codecs.IncrementalDecoder:
    """Of UTF-8, with BAD_BYTE for each byte that is none."""
    return codecs.getincrementaldecoder("utf-8")("corpus.bad_byte")


def first_character(content: io.BufferedReader) -> bytes:
    """The first byte that is not white space, without taking it; b"" in an empty file."""
    return content.peek(1).lstrip()[:1]


def _read_fully(stream: BinaryIO, count: int) -> tuple[bytes, Exception | None]:
    """So many bytes, or fewer and the error that came: what was read before it still counts."""
    parts = []
    try:
        while count > 0 and (part := stream.read(count)):
            parts.append(part)
            count -= len(part)
    except Exception as error:
        return b"".join(parts), error
    return b"".join(parts), None


class _Utf8(io.RawIOBase):
    def __init__(
        self, stream: BinaryIO, head: bytes, encoding: str, failure: Exception | None
    ) -> None:
        self._stream = stream
        self._next = head
        self._ended = False
        self._failure = failure
        self._pending = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        if encoding != "utf-8":
            # Half a surrogate pair goes through and is then no valid UTF-8 (module docstring), and
            # so is a byte that means nothing.
            errors = "surrogatepass" if encoding.startswith("utf") else "surrogateescape"
            self._decoder = codecs.getincrementaldecoder(encoding)(errors)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._pending and not self._ended:
            # The head first; then one chunk after another until the stream is at its end.
            if not self._next and self._failure:
                raise self._failure
            chunk = self._next or self._stream.read(HEAD_BYTES)
            self._next = b""
            self._ended = not chunk
            self._pending = self._converted(chunk)
        count = min(len(view), len(self._pending))
        view[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def _converted(self, chunk: bytes) -> bytes:
        if self._decoder is None:
            return chunk
        try:
            text = self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            # Only a last odd byte of UTF-16 gets here.
            self._decoder.reset()
            return b"\xff"
        return text.encode("utf-8", "surrogatepass")
