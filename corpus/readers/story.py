"""The element of one story in XML: what do its fields hold?"""

from __future__ import annotations

from corpus.article import Article, Skipped
from corpus.limits import MAX_RECORD_BYTES, MAX_VALUES
from corpus.readers.encoding import BAD_BYTE
from corpus.readers.origin import Origin
from corpus.repair import is_tag

# WordPress says of everything what it is, and of a story whether readers may see it.
_NO_STORIES = frozenset({"attachment", "nav_menu_item"})
_TAGS = frozenset({"post_tag", "post_format"})  # WordPress' categories that are no sections


class BrokenError(Exception):
    """What the parser would take, and we do not; the message says why."""


class Story:
    """The fields of one story, as far as they were read."""

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self._prefix = "".join(name.rpartition(":")[:2])
        self._fields: dict[str, list[str]] = {}
        self._elements = 0
        self._length = 0
        self._field: str | None = None
        self._parts: list[str] = []
        self._person: int | None = None  # where in the parts the name inside <author> begins

    def starts(self, name: str, attributes: dict[str, str], depth: int) -> None:
        """An element inside the story; a field has depth 1."""
        self._elements += 1
        if self._elements > MAX_VALUES:
            raise BrokenError(f"it holds more than {MAX_VALUES:,} elements")
        name = name.removeprefix(self._prefix)
        if depth > 1:
            self._inner(name, "")
            if depth == 2 and name == "name":
                self._person = len(self._parts)
            return
        self._field = None if attributes.get("domain") in _TAGS else name
        self._parts = []
        if name == "link" and attributes.get("rel", "alternate") == "alternate":
            self._parts = [attributes.get("href", "")]
        elif name == "category":
            self._parts = [attributes.get("term", "")]

    def ends(self, name: str, depth: int) -> None:
        name = name.removeprefix(self._prefix)
        if depth == 2 and name == "name" and self._person is not None:
            # Atom's <author><name>: an address may stand beside it.
            text, self._person = "".join(self._parts[self._person :]), None
            self._keep(text)
            self._field = None
        elif depth > 1:
            self._inner(name, "/")
        else:
            self._keep("".join(self._parts))
            self._field, self._parts = None, []

    def _keep(self, text: str) -> None:
        if self._field is not None and (text := text.strip()):
            self._fields.setdefault(self._field, []).append(text)

    def text(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_RECORD_BYTES:
            raise BrokenError(f"it is longer than {MAX_RECORD_BYTES // 1024**2} MB")
        self._parts.append(text)

    def _inner(self, name: str, slash: str) -> None:
        """HTML as text again, to be undone with that of feeds that write it so; no other names."""
        self._parts.append(f"<{slash}{name}>" if is_tag(name) else " ")

    def article(self, source: str, origin: Origin) -> Article | Skipped:
        """The story, or why it is none."""
        if any(BAD_BYTE in text for texts in self._fields.values() for text in texts):
            return origin.skipped(self.line, "not valid UTF-8")
        kind, status = (self._fields.get(name, [""])[0] for name in ("wp:post_type", "wp:status"))
        if kind in _NO_STORIES:
            return origin.skipped(self.line, f"no story: its wp:post_type is {kind}")
        if status not in ("", "publish"):
            return origin.skipped(self.line, f"not published: its wp:status is {status:.40}")
        # What all stories of a feed share, or have only one of, comes before what each says itself.
        shared = {"source": [source]} if source else {}
        if "link" in self._fields:
            shared["guid"] = self._fields["link"][:1]
        return origin.article(shared | self._fields, self.line)
