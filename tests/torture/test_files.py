"""Valid files of every format with some of their bytes wrong: told, counted, and never a trace."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search
from corpus import Article, Skipped, read_corpus
from tests.torture import count

RECORDS = [
    {"id": f"{n}", "title": f"خبر {n}", "body": f"نص {n}، «قول» & <b>وصف</b>", "date": "2023-05-17"}
    for n in range(6)
]
LINES = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
ARRAY = json.dumps({"articles": RECORDS}, ensure_ascii=False, indent=1)
TABLE = "id,title,body\n" + "".join(f'{n},خبر {n},"نص\n{n}, وبعد"\n' for n in range(6))
FEED = "<rss><channel><title>المرسى</title>\n{}\n</channel></rss>".format(
    "\n".join(
        f"<item><guid>{n}</guid><title>خبر {n}</title><link>https://a.example/{n}</link>"
        f"<description><![CDATA[نص {n}، <b>وصف</b>]]> &amp; &lt;p&gt;بقية</description></item>"
        for n in range(6)
    )
)
TEXT = "عنوان\n\nمتن الخبر الأول.\nوالثاني."


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a.jsonl", LINES)
        opened.writestr("قسم/b.txt", TEXT)
        opened.writestr("c.csv.gz", gzip.compress(TABLE.encode()))
    return content.getvalue()


FILES = {
    "a.jsonl": LINES.encode(),
    "b.jsonl": LINES.encode("cp1256"),
    "c.jsonl": LINES.encode("utf-16"),
    "a.json": ARRAY.encode(),
    "a.csv": TABLE.encode(),
    "a.tsv": TABLE.replace(",", "\t").encode("utf-16-be"),
    "a.txt": TEXT.encode(),
    "b.txt": TEXT.encode("iso-8859-6", "replace"),
    "a.rss": FEED.encode(),
    "a.xml": FEED.encode("cp1256"),
    "a.jsonl.gz": gzip.compress(LINES.encode()),
    "a.csv.zst": zstandard.compress(TABLE.encode()),
    "a.zip": archive(),
}
SPLINTERS = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\n", b"\r", b'"', b"\\", b"\\ud800",
    b"[" * 99, b"{" * 99, b"]", b"}", b",", b",,,,", b"&#0;", b"&amp;" * 9, b"<!--", b"1e999", b"-",
    b"9" * 5000, b"NaN", b"\xed\xa0\x80", b"\xc0\x80", "\u202e".encode(),
    b"PK\x03\x04", b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd", b'"title":', b"null", b"<item>", b"</item>", b"<", b"]]>", b"<![CDATA[",
    b"<!DOCTYPE a [", b"&#1;", b"<a b=", b"/>", b"<?",
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with one to six places cut, doubled, overwritten or written into."""
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(start + draw(st.sampled_from((0, 0, 1, 2, 8, 64, 1 << 20))), len(content))
        middle = draw(st.sampled_from(SPLINTERS) | st.binary(max_size=8))
        if draw(st.booleans()):
            middle += content[start:end] * 2
        content = content[:start] + middle + content[end:]
    return content


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_wrong_bytes(name: str, tell: Callable[[str], None]) -> None:
    @settings(
        max_examples=count(25, 10_000),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(damaged(FILES[name]))
    def read(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(content)
            for record in read_corpus(folder):
                if isinstance(record, Article):
                    for field in ("id", "title", "body", "source", "category", "author", "url"):
                        getattr(record, field).encode()  # text that can be written anywhere
                    assert record.id
                    assert record.title or record.body
                else:
                    assert record.reason
                    assert "\n" not in record.reason

    read()
    tell(f"{name}: {count(25, 10_000):,} damaged files")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.rss", "a.zip"])
def test_what_was_read_is_counted(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """indexed + updated + unchanged + skipped is what was read, and the articles are there."""

    @settings(
        max_examples=count(3, 200),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(damaged(FILES[name]))
    def index(content: bytes) -> None:
        folder = tmp_path_factory.mktemp("damaged")
        (folder / name).write_bytes(content)
        records = list(read_corpus(folder))
        added = []
        with search.open_writer(folder / "index") as writer:
            added = [writer.add(record) for record in records if isinstance(record, Article)]
        skipped = sum(isinstance(record, Skipped) for record in records)
        assert len(added) + skipped == len(records)
        ids = {record.id for record in records if isinstance(record, Article)}
        assert search.open_index(folder / "index").stats().articles == len(ids)

    index()
