"""Files made to exhaust whoever reads them: each is refused or read in 256 MB, its neighbor read.

Some in `make test`, all in `make torture`. Each is read in a process of its own,
whose peak is measured; the system refuses it 1 GB.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

import corpus
from tests.torture import cheap

MB = 1024**2
MOST_MB = 256
GOOD = '{"id": "good", "title": "خبر", "body": "نص"}\n'.encode()

PROGRAM = """
import collections, json, re, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from corpus import Article, read_corpus
counts, reasons, last = collections.Counter(), collections.Counter(), ""
for record in read_corpus(sys.argv[1]):
    if isinstance(record, Article):
        counts["articles"] += 1
        last = record.id
    else:
        counts["skipped"] += 1
        reasons[record.reason] += len(reasons) < 20
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(json.dumps([int(peak) // 1024, counts, list(reasons)[:20], last]))
"""


def packed(*members: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return content.getvalue()


def zeros(megabytes: int) -> bytes:
    """A gzip member of so many times a megabyte, made of one."""
    one = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = one.compress(b"0" * MB) + one.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(b"0" * MB, crc)
    return head + body * megabytes + last + struct.pack("<II", crc, megabytes * MB)


def overlapping(files: int) -> bytes:
    """Every entry of the table of contents leads to the same 8 MB."""
    one = packed(("a.txt", b"a" * (8 * MB)))
    table = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[table:end]
    tail = bytearray(one[end:])
    tail[8:12] = struct.pack("<HH", files, files)
    tail[12:16] = struct.pack("<I", len(entry) * files)
    return one[:table] + entry * files + bytes(tail)


def many_members(count: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.txt", b"")
    return content.getvalue()


def tar_gz() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        member = tarfile.TarInfo("../../etc/x.txt")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"x y"))
    return content.getvalue()


def tar_of(kind: bytes, size: int, count: int = 1, name: str = "a.txt") -> bytes:
    """Headers without their contents."""
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT) * count


def quine() -> bytes:
    """An archive that holds itself, as deep as one asks."""
    inner = packed(("a.txt", b"x"))
    for _ in range(12):
        inner = packed(("a.zip", inner), ("a.jsonl.gz", gzip.compress(inner)))
    return inner


def object_of(keys: int) -> bytes:
    return b"{" + b",".join(b'"%d":0' % n for n in range(keys)) + b"}\n"


def item(inside: bytes) -> bytes:
    return b"<rss><channel><item><title>a</title><b>" + inside + b"</b></item></channel></rss>"


def laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return b'<!DOCTYPE a [<!ENTITY l0 "ha">' + entities + b"]>" + item(b"&l9;" * 10)


BOMBS: list[tuple[str, Callable[[], bytes], str, str]] = [
    # name, content, beginning of a reason ("" for nothing told), why
    ("a.jsonl.gz", lambda: zeros(300), "it unpacks to more than 200 times", "300 MB in 300 KB"),
    ("a.txt.gz", lambda: zeros(300), "the text is longer than 16 MB", "300 MB of a text"),
    ("a.jsonl.gz", lambda: gzip.compress(zeros(300)), "not valid", "packed twice"),
    ("a.jsonl.zst", lambda: zstandard.compress(b"0" * (300 * MB)), "it unpacks to more than 200",
     "300 MB in 30 KB"),
    ("a.jsonl.zst", lambda: zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(1, window_log=31)
    ).compress(b"0" * MB) * 300, "it unpacks to more than 200", "a frame that asks for 2 GB"),
    ("a.jsonl.zst", lambda: zstandard.compress(b"") * 200_000, "", "200,000 empty frames"),
    ("a.jsonl.gz", lambda: gzip.compress(b"") * 50_000, "", "50,000 empty members"),
    ("a.jsonl.gz", lambda: b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * MB, "the packed file ends",
     "a name without an end"),
    ("a.zip", lambda: packed(("a.jsonl", b"0" * (100 * MB))), "it unpacks to more than 200",
     "100 MB in a member"),
    ("a.zip", lambda: packed(*((f"{n}.txt", b"0" * MB) for n in range(20))),
     "it unpacks to more than 200", "1 MB in each of 20"),
    ("a.zip", lambda: overlapping(5_000), "it unpacks to more than 200", "members over each other"),
    ("a.zip", lambda: packed(("a.zip", packed(("b.zip", packed(("c.txt", b"x")))))),
     "an archive inside an archive", "nesting"),
    ("a.zip", quine, "an archive inside an archive", "nesting 12 deep"),
    ("a.zip", lambda: packed(("a.jsonl.gz", zeros(300))), "it unpacks to more than 200",
     "a bomb inside an archive"),
    ("a.zip", lambda: many_members(3_000), "the file is empty", "3,000 empty members"),
    ("a.zip", lambda: packed(("../../a.txt", b"x")), "its path leads out", "a path upwards"),
    ("a.zip", lambda: b"PK\x05\x06" + b"\xff" * 18, "its table of contents is longer",
     "a table of contents of 4 GB"),
    ("a.tar.gz", tar_gz, "its path leads out", "a path upwards in a tar"),
    ("a.tar.gz", lambda: gzip.compress(tar_of(tarfile.GNUTYPE_LONGNAME, 300 * MB)[:512]
     + b"a" * (15 * MB)), "a header is longer", "a name of 300 MB"),
    ("a.tar.gz", lambda: gzip.compress(tar_of(tarfile.XHDTYPE, 300 * MB)[:512] + b"a" * (15 * MB)),
     "a header is longer", "attributes of 300 MB"),
    ("a.tar", lambda: tar_of(tarfile.GNUTYPE_SPARSE, 0)[:345] + b"\0" * 5000,
     "not a regular file", "a file with holes and half a header"),
    ("a.tar", lambda: tar_of(tarfile.REGTYPE, 0, 300_000, "a.jpg"), "it holds more than 250,000",
     "300,000 pictures"),
    ("a.tar.gz", lambda: gzip.compress(tar_of(tarfile.REGTYPE, 1 << 60)), "a member is longer",
     "a member that says it has an exabyte"),
    ("a.json", lambda: b"[" * 100_000, "not valid JSON", "100,000 brackets"),
    ("a.json", lambda: b'{"a":' * 100_000, "not valid JSON", "100,000 braces"),
    ("a.json", lambda: b'{"data":[' + b"[" * 5_000_000, "item 1 holds more", "5 million brackets"),
    ("a.jsonl", lambda: b'{"a":' + b"[" * 5_000_000 + b"\n", "the record holds more than 100,000",
     "5 million brackets in a line"),
    ("a.json", lambda: b"[" + b"[[]," * 4_000_000, "item 1 holds more than", "4 million lists"),
    ("a.jsonl", lambda: b'{"a":[' + b"{}," * 4_000_000 + b"0]}\n", "the record holds more than",
     "4 million objects in a line"),
    ("a.jsonl", lambda: b"".join(object_of(90_000) for _ in range(2)), "neither a title nor",
     "180,000 names of fields"),
    ("a.json", lambda: b"[" + object_of(200_000) + b"]", "item 1 holds more", "200,000 names"),
    ("a.jsonl", lambda: b'{"title": "' + b"a " * (7 * MB) + b'"}\n', "the title is longer than",
     "a title of 14 MB"),
    ("a.jsonl", lambda: b'{"body": "' + b"a" * (110 * MB) + b'"}\n', "the line is longer than",
     "an article of 110 MB"),
    ("a.jsonl", lambda: b'{"' + b"k" * (15 * MB) + b'": "x"}\n', "neither a title nor",
     "a name of 15 MB"),
    ("a.json", lambda: b"[" + b"9" * (20 * MB) + b"]", "item 1 holds a number",
     "a number of 20 MB"),
    ("a.csv", lambda: b"title" + b",x" * 1_000_000 + b"\n", "a cell or line is too",
     "a million columns"),
    ("a.csv", lambda: b"title" + b",x" * 50_000 + b"\n" + b"," * 50_000, "50,001 columns, 1,000",
     "50,000 columns"),
    ("a.csv", lambda: b"title,body\n" + b"," * (15 * MB) + b"\n", "a cell or line is too long",
     "15 million cells in a row"),
    ("a.csv", lambda: b"title,body\n" + b'"' + (b"x" * 500 + b'\n","') * 40_000,
     "a cell or line is too long", "a row of 40,000 lines"),
    ("a.csv", lambda: b'title,body\na,"' + (b"b" * 500 + b"\n") * 40_000,
     "a cell or line is too long", "a quote that never closes"),
    ("a.txt", lambda: b"a\n" * (8 * MB - 1), "", "8 million lines"),
    ("a.txt", lambda: b"<p " * 100_000, "", "100,000 tags that never end"),
    ("a.txt", lambda: b"&amp;" * 500_000, "", "half a million entities"),
    ("a.txt", lambda: "قال الوزير".encode("iso-8859-6") * (MB // 2) + b"\xff", "not valid UTF-8",
     "a byte that means nothing, far from the beginning"),
    ("a.txt", lambda: random.Random(1).randbytes(MB), "not a text", "bytes of every kind"),
    ("a.xml", laughs, "", "entities of entities: a billion laughs"),
    ("a.xml", lambda: b'<!DOCTYPE a [<!ENTITY b "' + b"b" * MB + b'">]>' + item(b"&b;" * 9_999), "",
     "one long entity, ten thousand times"),
    ("a.xml", lambda: b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd" [<!ENTITY % p SYSTEM '
     b'"file:///dev/zero"> %p;]>' + item(b"x"), "", "a DTD from elsewhere, a file without an end"),
    ("a.xml", lambda: b"<a>" * 5_000_000, "elements are nested deeper than 64", "nesting"),
    ("a.xml", lambda: item(b"<b>" * 5_000_000), "elements are nested deeper than 64",
     "nesting in a story"),
    ("a.xml", lambda: item(b"<b/>" * 5_000_000), "it holds more than 100,000", "elements"),
    ("a.xml", lambda: item(b"a" * (110 * MB)), "it is longer than 16 MB", "an article of 110 MB"),
    ("a.xml", lambda: item(b'<b c="' + b"a" * (110 * MB) + b'"/>'), "a tag or comment is longer",
     "an attribute of 110 MB"),
    ("a.xml", lambda: item(b"<b " + b"".join(b'a%d="" ' % n for n in range(500_000)) + b"/>"),
     "a tag or comment is longer", "half a million attributes"),
    ("a.xml", lambda: b"<rss><channel><title>" + b"a" * (110 * MB) + b"</title></channel></rss>",
     "", "the name of a feed, of 110 MB"),
    ("a.xml", lambda: b"<rss><channel>" + b"<item><b></item>" * 300_000, "not valid XML",
     "300,000 broken stories"),
    ("a.xml.gz", lambda: gzip.compress(item(b"a" * (300 * MB)), 1), "it is longer than",
     "300 MB of a story, packed"),
]  # fmt: skip


CHOSEN = BOMBS[:: cheap(4, 1)]  # in `make test` a quarter of them, in `make torture` all


@pytest.mark.parametrize(("name", "make", "reason", "why"), CHOSEN, ids=[row[3] for row in CHOSEN])
def test_a_bomb(
    name: str,
    make: Callable[[], bytes],
    reason: str,
    why: str,
    tmp_path: Path,
    tell: Callable[[str], None],
) -> None:
    (tmp_path / name).write_bytes(make())
    (tmp_path / "good.jsonl").write_bytes(GOOD)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(corpus.__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    peak, counts, reasons, last = json.loads(done.stdout)
    assert last == "good", "the file beside it is read"
    assert peak <= MOST_MB, f"{peak} MB, {counts}"
    if peak > MOST_MB // 2:
        tell(f"{why}: {peak} MB")
    if reason:
        assert any(text.startswith(reason) for text in reasons), reasons
    else:
        assert not reasons or "empty" in reasons[0], reasons
