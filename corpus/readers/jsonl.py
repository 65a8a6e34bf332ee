"""One JSON object a line: how is each read, and which lines are left?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedReader

from corpus.article import Article, Skipped
from corpus.limits import MAX_RECORD_BYTES, MAX_VALUES
from corpus.readers.json_structure import holds_too_much
from corpus.readers.origin import Origin

# strict=False takes a raw tab or line end inside a string, as careless writers leave them.
_decode = json.JSONDecoder(strict=False).decode
_DRAINED_BYTES = 1024 * 1024


def read(content: BufferedReader, origin: Origin) -> Iterator[Article | Skipped]:
    """The records of JSONL; blank lines are none."""
    number = 0
    while line := content.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if len(line) > MAX_RECORD_BYTES:
            too_long = f"the line is longer than {MAX_RECORD_BYTES // 1024**2} MB"
            while line and not line.endswith(b"\n"):
                line = content.readline(_DRAINED_BYTES)
            yield origin.skipped(number, too_long)
        elif not line.isspace():
            yield _record(line, number, origin)


def _record(line: bytes, number: int, origin: Origin) -> Article | Skipped:
    if holds_too_much(line):
        return origin.skipped(number, f"the record holds more than {MAX_VALUES:,} values")
    try:
        record = _decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return origin.skipped(number, f"not valid UTF-8 at byte {error.start + 1} of the line")
    except json.JSONDecodeError as error:
        return origin.skipped(number, f"not valid JSON: {error.msg} at character {error.pos + 1}")
    except ValueError:  # a number of more than 4,300 digits
        return origin.skipped(number, "not valid JSON: a number is too long")
    except RecursionError:
        return origin.skipped(number, "not valid JSON: lists or objects are nested too deep")
    if not isinstance(record, dict):
        return origin.skipped(number, "not a JSON object")
    return origin.article(record, number)
