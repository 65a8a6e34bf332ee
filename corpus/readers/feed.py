"""A feed or an export in XML: which of its elements are stories?

RSS, Atom, WordPress' export (RSS with more names), and whatever else has an element for each story
and in it one for each field. What stands around the stories may name their source.

The parser expands no entity and asks for no other file: an & is text but in XML's own five names,
and HTML's names are undone with all other damage (``corpus.repair``). A story that is not
well-formed is skipped and named, and reading goes on at the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from xml.parsers import expat

from corpus.article import Article, Skipped
from corpus.limits import MAX_DEPTH, MAX_FIELD_CHARACTERS, MAX_TAG_BYTES
from corpus.readers.encoding import BAD_BYTE, HEAD_BYTES, marking_decoder
from corpus.readers.origin import Origin
from corpus.readers.story import BrokenError, Story

STORIES = frozenset(
    {"item", "entry", "article", "doc", "document", "record", "row", "story", "post", "newsitem"}
)
"""What the element of a story is called; never the outermost element."""

_FEEDS = frozenset({"rss", "rdf", "feed"})

_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
LONGEST_NAME = len("&quot;")
LONGEST_OPENING = 1024  # of a story's tag, as far as its name
# XML may not hold these. A space each, so that words stay apart.
_FORBIDDEN = bytes((*range(9), 11, 12, *range(14, 32)))
_CONTROLS = bytes.maketrans(_FORBIDDEN, b" " * len(_FORBIDDEN))
_NONCHARACTERS = re.compile("[\ufffe\uffff]")


# What the parser's own words leave a person to guess.
_MESSAGES = {
    expat.errors.codes[message]: "the file ends too early"
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


class _NextBeganError(BrokenError):
    """The next story begins in the middle of one: there, reading can go on."""


def read(content: BufferedReader, origin: Origin) -> Iterator[Article | Skipped]:
    """The stories of an XML file, in order."""
    reader = _Reader(origin)
    for chunk in _cleaned(content):
        yield from reader.take(chunk)
        if reader.lost:
            return
    yield from reader.take(b"", last=True)


def _cleaned(content: BufferedReader) -> Iterator[bytes]:
    """The file as UTF-8 that a parser takes, and no entity left in it but XML's own."""
    decoder = marking_decoder()
    held = b""
    more = True
    while more:
        chunk = content.read1(HEAD_BYTES)
        more = bool(chunk)
        text = _NONCHARACTERS.sub(BAD_BYTE, decoder.decode(chunk, final=not more))
        piece = held + text.encode("utf-8").translate(_CONTROLS)
        cut = piece.rfind(b"&", max(len(piece) - LONGEST_NAME + 1, 0)) if more else -1
        piece, held = (piece, b"") if cut < 0 else (piece[:cut], piece[cut:])
        yield _AMPERSAND.sub(b"&amp;", piece)


class _Reader:
    """Takes a file piece by piece, and gives the stories that ended in each."""

    def __init__(self, origin: Origin) -> None:
        self.lost = False
        """Whether the rest of the file cannot be read."""
        self._origin = origin
        self._done: list[Article | Skipped] = []
        self._root = ""
        self._outer: list[str] = []  # the elements around, outermost first
        self._title = ""  # of the feed
        self._story: Story | None = None
        self._depth = 0  # inside the story
        self._opening: re.Pattern[bytes] | None = None  # of a story, once there was one
        self._around: list[str] = []  # the elements around that one
        self._parser = self._new_parser()
        self._begun = b""  # the end of what it took: a tag that goes on in the next piece
        self._begun_at = 0  # its place among the parser's bytes
        self._place = (0, 0)  # byte and line of what it told last: it runs on when we stop it
        self._line = 0  # lines of the file before its first
        self._passed: bytes | None = None  # the end of what was passed over, looking for a story

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")  # whatever the file calls it: see `encoding`
        parser.buffer_text = True
        parser.StartElementHandler = self._starts
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._text
        return parser

    def take(self, piece: bytes, *, last: bool = False) -> list[Article | Skipped]:
        """The records that end in the next piece of the file."""
        while not self.lost:
            if self._passed is not None:
                piece = self._from_next_story(piece)
                if self._passed is not None:
                    break
            try:
                self._parse(piece, last)
            except (expat.ExpatError, BrokenError) as error:
                piece = self._after(error, piece)
            else:
                break
        if last and self._root and not self._opening and not self.lost:
            self._end_without_stories()
        done, self._done = self._done, []
        return done

    def _parse(self, piece: bytes, last: bool) -> None:
        self._parser.Parse(piece, last)
        index = self._parser.CurrentByteIndex
        if self._begun_at + len(self._begun) + len(piece) - index > MAX_TAG_BYTES:
            self._told()
            raise BrokenError(f"a tag or comment is longer than {MAX_TAG_BYTES // 1024**2} MB")
        self._begun = (self._begun + piece)[index - self._begun_at :]
        self._begun_at = index

    def _end_without_stories(self) -> None:
        if self._root not in _FEEDS:
            known = ", ".join(sorted(STORIES))
            self._done.append(
                self._origin.skipped(None, f"no story in it, which is an element called {known}")
            )

    # -- what the parser tells --------------------------------------------------------------------

    def _told(self) -> None:
        self._place = (self._parser.CurrentByteIndex, self._parser.CurrentLineNumber)

    def _starts(self, name: str, attributes: dict[str, str]) -> None:
        self._told()
        if self._story is None:
            kind = name.rpartition(":")[2].lower()
            if not self._outer:
                self._root = kind
            elif kind in STORIES:
                self._story = Story(name, self._line + self._place[1])
                self._around = list(self._outer)
                self._opening = re.compile(b"<" + re.escape(name.encode()) + rb"[\s/>]")
                return
            self._outer.append(name)
            if len(self._outer) > MAX_DEPTH:
                raise BrokenError(f"elements are nested deeper than {MAX_DEPTH}")
            return
        if name == self._story.name:
            raise _NextBeganError("it does not end before the next begins")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BrokenError(f"elements are nested deeper than {MAX_DEPTH}")
        self._story.starts(name, attributes, self._depth)

    def _ends(self, name: str) -> None:
        if self._story is None:
            self._outer.pop()
        elif self._depth:
            self._story.ends(name, self._depth)
            self._depth -= 1
        else:
            self._done.append(self._story.article(" ".join(self._title.split()), self._origin))
            self._story = None

    def _text(self, text: str) -> None:
        if self._story is not None:
            self._told()
            self._story.text(text)
        elif self._is_title() and len(self._title) < MAX_FIELD_CHARACTERS:
            self._title += text

    def _is_title(self) -> bool:
        """Whether this is in the title of a channel or feed, which is no title of its picture."""
        if len(self._outer) < 2 or self._opening:
            return False
        parent, own = (name.rpartition(":")[2].lower() for name in self._outer[-2:])
        return own == "title" and parent in ("channel", "feed")

    # -- after what is broken ---------------------------------------------------------------------

    def _after(self, error: Exception, piece: bytes) -> bytes:
        """What of the piece lies behind a broken place; the next story is then looked for."""
        if isinstance(error, expat.ExpatError):
            reason = f"not valid XML: {_MESSAGES.get(error.code) or expat.ErrorString(error.code)}"
            index, line = self._parser.ErrorByteIndex, self._parser.ErrorLineNumber
        else:
            reason = str(error)
            index, line = self._place
        self._line += line
        if self._opening is None:
            if self._root or piece.strip():  # an empty file has nothing to tell
                rest = "the rest of the file is not read"
                self._done.append(self._origin.skipped(self._line, f"{reason}; {rest}"))
            self.lost = True
            return b""
        begun = self._story.line if self._story is not None else self._line
        if self._line != begun:
            reason += f" on line {self._line}"
        self._done.append(self._origin.skipped(begun, reason))
        self._story, self._depth = None, 0
        self._passed = b""
        # Past the place itself, which may be what a story begins with, or there would be no end.
        start = index - self._begun_at + (not isinstance(error, _NextBeganError))
        return (self._begun + piece)[start:]

    def _from_next_story(self, piece: bytes) -> bytes:
        """The piece from the next story on, for a new parser that has seen what is around it."""
        assert self._opening is not None
        assert self._passed is not None
        piece = self._passed + piece
        found = self._opening.search(piece)
        end = found.start() if found else max(len(piece) - LONGEST_OPENING, 0)
        self._line += piece.count(b"\n", 0, end)
        if found is None:
            self._passed = piece[end:]
            return b""
        self._passed = None
        self._line -= 1  # the parser counts the one it begins on
        self._outer = []
        self._parser = self._new_parser()
        around = "".join(f"<{name}>" for name in self._around).encode()
        self._parser.Parse(around, False)
        self._begun, self._begun_at = b"", len(around)
        return piece[end:]
