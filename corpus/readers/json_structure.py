"""How deep is JSON nested, and how many values does it hold, before anyone builds them?

Strings are passed over by one expression, so that only brackets, braces and commas are looked at
one by one: a tenth of the parser's own time.
"""

from __future__ import annotations

import re

from corpus.limits import MAX_DEPTH, MAX_VALUES

TOO_DEEP = "\ufdd1"
"""Stands in the place of what is nested too deep: a noncharacter, which no text may hold."""

PIECE_BYTES = 64 * 1024

_STRING = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
_STRUCTURE = re.compile(rb'"' + _STRING + rb'("?)|([\[{])|[\]}]|,', re.DOTALL)
_REST_OF_STRING = re.compile(_STRING + rb'("?)', re.DOTALL)
_STAND_IN = f'"{TOO_DEEP}"'.encode()


class Structure:
    """Takes JSON piece by piece and gives it back with nothing deeper than MAX_DEPTH.

    >>> Structure().passed(b'{"a": ["]", 1]}'), len(Structure().passed(b"[" * 100_000))
    (b'{"a": ["]", 1]}', 69)
    """

    def __init__(self) -> None:
        self.values = 0
        """About how many values there were; whoever reads records sets it back at each."""
        self.endless = False
        """Whether a whole piece was neither a string nor held anything: a number, or none."""
        self._depth = 0
        self._in_string = False
        self._held = b""  # a backslash whose character comes with the next piece

    def passed(self, piece: bytes) -> bytes:
        """What of the piece may go on."""
        piece = self._held + piece
        self._held = b""
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
            piece, self._held = piece[:-1], b"\\"
        kept: list[bytes] = []
        start: int | None = 0 if self._depth <= MAX_DEPTH else None
        at = 0
        if self._in_string and (rest := _REST_OF_STRING.match(piece)):
            self._in_string, at = not rest[1], rest.end()
        token = None
        for token in _STRUCTURE.finditer(piece, at):
            if token[1] is not None:
                self._in_string = not token[1]
                continue
            self.values += 1
            if token[2]:
                self._depth += 1
                if self._depth == MAX_DEPTH + 1 and start is not None:
                    kept += (piece[start : token.start()], _STAND_IN)
                    start = None
            elif token[0] != b",":
                self._depth -= 1
                if self._depth == MAX_DEPTH:
                    start = token.end()
        # The parser reads such a token again from its beginning with each piece of it.
        self.endless = not (token or at or piece.isspace()) and len(piece) > PIECE_BYTES // 2
        if start is not None:
            kept.append(piece[start:])
        return b"".join(kept)


def holds_too_much(record: bytes) -> bool:
    """Whether one record holds more than MAX_VALUES values. Short ones are not even looked at."""
    if record.count(b",") + record.count(b"[") + record.count(b"{") <= MAX_VALUES:
        return False
    structure = Structure()
    for start in range(0, len(record), PIECE_BYTES):
        structure.passed(record[start : start + PIECE_BYTES])
        if structure.values > MAX_VALUES:
            return True
    return False
