"""The words of an index, each once: what suggestions are looked for in.

A sender writes the words that it meets for the first time, some thousands together in a block, into
an index beside that of the articles; who searches reads the blocks, and after a commit only those
that are new. Words stay when the last article with them goes: in how many articles a word is, is
counted when it is asked for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import zstandard

from search.cluster.client import Client, Json
from search.errors import IndexFormatError
from search.index.schema import STEM, SURFACE

FIELDS: Final = (SURFACE, STEM)
BLOCKS: Final = 100  # that are read at a time
MOST_WORDS: Final = 5_000_000  # of a field that are held for suggestions: 100 MB
LATE: Final = 600 * 10**9  # nanoseconds that a block may take until it can be read
MOST_BYTES: Final = 64 << 20  # of one block

Array = npt.NDArray[Any]


def words_index(index: str) -> str:
    """The index of an index's words."""
    return f"{index}.words"


def words_body(replicas: int) -> dict[str, Any]:
    """Settings and mapping of it."""
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": replicas},
        "mappings": {
            "dynamic": "strict",
            "properties": {"number": {"type": "long"}, "words": {"type": "binary"}},
        },
    }


def pack(words: dict[str, list[str]], number: int) -> tuple[str, Json]:
    """A block of words and its name: the same words make the same block."""
    data = json.dumps(words, ensure_ascii=False, sort_keys=True).encode()
    packed = base64.b64encode(zstandard.ZstdCompressor(level=3).compress(data)).decode("ascii")
    return hashlib.blake2b(data, digest_size=16).hexdigest(), {"number": number, "words": packed}


def _unpack(source: Json) -> dict[str, list[str]]:
    try:
        data = base64.b64decode(source["words"], validate=True)
        if not 0 <= zstandard.frame_content_size(data) <= MOST_BYTES:
            raise ValueError("it claims to be larger than any is")
        words = json.loads(zstandard.ZstdDecompressor().decompress(data))
        if any(not isinstance(word, str) for field in FIELDS for word in words[field]):
            raise ValueError("it holds no words")
    except (KeyError, TypeError, ValueError, zstandard.ZstdError) as error:
        raise IndexFormatError(f"a block of words of the index is none ({error})") from error
    found: dict[str, list[str]] = words
    return found


class WordLists:
    """The words of one index as they are read, block after block. Threads may share it."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._words: dict[str, set[str]] = {field: set() for field in FIELDS}
        self._read = -1  # the number of the last block
        self._lock = threading.Lock()

    def of(self, field: str) -> list[bytes]:
        """All words of a field as they stand now, in order."""
        with self._lock:
            for block in self._blocks():
                for name in FIELDS:
                    if len(self._words[name]) < MOST_WORDS:
                        self._words[name].update(block[name])
            return sorted(word.encode() for word in self._words[field])

    def _blocks(self) -> Iterator[dict[str, list[str]]]:
        """The blocks that were not read yet, and those of a while before: senders are not alike."""
        after = self._read - LATE
        while True:
            body = {
                "size": BLOCKS,
                "query": {"range": {"number": {"gt": after}}},
                "sort": [{"number": "asc"}],
            }
            path = f"/{words_index(self._index)}/_search"
            hits = self._client.ask("POST", path, body)["hits"]["hits"]
            yield from (_unpack(hit["_source"]) for hit in hits)
            if hits:
                after = hits[-1]["sort"][0]
                self._read = max(self._read, after)
            if len(hits) < BLOCKS:
                return


class WordList:
    """The words of a field, read when they are asked for the first time; a `TermSource`."""

    def __init__(self, lists: WordLists, field: str) -> None:
        self._lists = lists
        self._field = field

    @cached_property
    def _terms(self) -> list[bytes]:
        return self._lists.of(self._field)

    def __len__(self) -> int:
        return len(self._terms)

    def array(self, name: str) -> Array:
        """Their letters; other arrays are not asked for, since frequencies are counted."""
        assert name == f"{self._field}.text"
        return np.frombuffer(b"".join(term + b"\n" for term in self._terms), dtype=np.uint8)

    def word(self, field_name: str, number: int) -> str:
        return self._terms[number].decode()
