"""Formats, encodings, containers, folders: what is read, what is skipped, and why."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, CorpusError, Skipped, read_corpus, sample_path
from corpus.readers.encoding import detect

TITLE, BODY = "ارتفاع أسعار النفط", "قالت الوزارة، أمس، إن «الأسعار» ارتفعت؛ فماذا بعد؟"
RECORDS = [{"id": str(n), "title": f"{TITLE} {n}", "body": BODY} for n in (1, 2, 3)]
LINES = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)


def table(delimiter: str, header: tuple[str, ...] = ("id", "title", "body")) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(record.values() for record in RECORDS)
    return text.getvalue()


def read(path: Path, **fields: str) -> tuple[list[Article], list[Skipped]]:
    records = list(read_corpus(path, fields=fields))
    articles = [record for record in records if isinstance(record, Article)]
    return articles, [record for record in records if isinstance(record, Skipped)]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def reason(path: Path) -> str:
    (skipped,) = read(path)[1]
    return skipped.reason


FORMATS = [
    # name, content, why
    ("a.jsonl", LINES, "an object a line"),
    ("a.ndjson", LINES.replace("\n", "\r\n\r\n"), "Windows line ends and blank lines"),
    ("a.jsonl", LINES.rstrip(), "no line end at the end"),
    ("a.jsonl", json.dumps(RECORDS), "an array in a .jsonl"),
    ("a.json", json.dumps(RECORDS, indent=1), "an array"),
    ("a.json", " \n" + json.dumps(RECORDS), "white space before it"),
    ("a.json", LINES, "objects one a line in a .json"),
    ("a.json", "\n".join(json.dumps(r, indent=2) for r in RECORDS), "objects over many lines"),
    ("a.json", json.dumps({"status": "ok", "articles": RECORDS}), "an API's answer"),
    ("a.json", "\n".join(json.dumps({**r, "items": [{"body": "x"}]}) for r in RECORDS),
     "a list inside each article"),
    ("a.csv", table(","), "commas"),
    ("a.csv", table(";"), "semicolons, as Excel writes in half of the world"),
    ("a.csv", table("\t"), "tabs in a .csv"),
    ("a.tsv", table("\t"), "tabs"),
    ("a.csv", table("|"), "bars"),
    ("a.csv", table(",", ("المعرف", "العنوان", "النص")), "Arabic columns"),
    ("A.JSONL", LINES, "a name in capitals"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "why"), FORMATS, ids=[row[2] for row in FORMATS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_format_in_every_encoding(
    name: str, content: str, why: str, encoding: str, tmp_path: Path
) -> None:
    articles, skipped = read(write(tmp_path / name, content.encode(encoding)))
    assert [(a.id, a.title, a.body) for a in articles] == [tuple(r.values()) for r in RECORDS], why
    assert not skipped


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.txt"])
def test_windows_1256(name: str, tmp_path: Path) -> None:
    content = {"a.csv": table(","), "a.txt": f"{TITLE} 1\n{BODY}"}.get(name, LINES)
    articles, _ = read(write(tmp_path / name, content.encode("cp1256")))
    assert (articles[0].title, articles[0].body) == (f"{TITLE} 1", BODY)


ENCODINGS = [
    # bytes, encoding, why
    (b"", "utf-8", "nothing"),
    (b'{"id": 1}', "utf-8", "ASCII"),
    (BODY.encode(), "utf-8", "Arabic"),
    (BODY.encode()[:-1], "utf-8", "a character cut at the end of the head"),
    (BODY.encode() + b"\xff" + BODY.encode(), "utf-8", "one bad byte does not change the file"),
    (b"\xef\xbb\xbf" + BODY.encode(), "utf-8", "a byte order mark"),
    (BODY.encode("utf-16"), "utf-16-le", "UTF-16 with its mark"),
    (b"\xfe\xff" + BODY.encode("utf-16-be"), "utf-16-be", "the other order"),
    (BODY.encode("utf-16-le"), "utf-16-le", "no mark, and every byte is valid UTF-8"),
    (BODY.encode("utf-16-be"), "utf-16-be", "the same in the other order"),
    (b'{"a": "\\u0627"}'.decode().encode("utf-16-le"), "utf-16-le", "ASCII in UTF-16"),
    (BODY.encode("cp1256"), "windows-1256", "Windows"),
    ("قال”".encode("cp1256"), "windows-1256", "a short text"),
    ("ات\n".encode("cp1256"), "windows-1256", "one word"),
    (BODY[:22].encode("iso-8859-6"), "iso-8859-6", "ISO, whose first letters are Windows' own"),
    (
        "\u0642\u0627\u0644 Le Monde".encode("cp1256"),
        "windows-1256",
        "an Arabic word, a foreign one",
    ),
    ("l'été où la fidélité régnait".encode("cp1252"), "windows-1256", "French is no Arabic"),
]


@pytest.mark.parametrize(("head", "encoding", "why"), ENCODINGS, ids=[row[2] for row in ENCODINGS])
def test_encoding(head: bytes, encoding: str, why: str) -> None:
    assert detect(head)[0] == encoding, why


BAD = [
    # name, content, articles, skipped (line, beginning of the reason), why
    ("a.jsonl", LINES.encode() + b"{oops\n" + LINES.encode(), 6,
     [(4, "not valid JSON: Expecting property name")], "a broken line"),
    ("a.jsonl", LINES.encode() + b'{"body": "\xff"}\n' + LINES.encode(), 6,
     [(4, "not valid UTF-8 at byte 11")], "a bad byte"),
    ("a.jsonl", b'[1]\n{"body": "x"}\n"text"\n', 0,
     [(None, "item 1 is not a JSON object"), (None, "not valid JSON after item 1")],
     "objects after an array"),
    ("a.jsonl", b'{"body": "x"}\n"text"\nnull\n7\n', 1,
     [(2, "not a JSON object"), (3, "not a JSON object"), (4, "not a JSON object")], "no objects"),
    ("a.jsonl", b"{\"a\":" + b"[" * 50_000 + b"\n", 0, [(1, "not valid JSON: lists or objects")],
     "nested without end"),
    ("a.jsonl", b'{"title": ' + b"9" * 5_000 + b"}\n", 0, [(1, "not valid JSON: a number")],
     "a number without end"),
    ("a.jsonl", b'{"id": 1, "title": ""}\n', 0, [(1, "neither a title nor a body")], "no text"),
    ("a.json", b'[{"body": "x"}, 5, null, {"body": "y"}]', 2,
     [(None, "item 2 is not a JSON object"), (None, "item 3 is not a JSON object")], "no objects"),
    ("a.json", b'[{"body": "x"}, {"body": "y', 1,
     [(None, "not valid JSON after item 1")], "an array cut short"),
    ("a.json", b'[{"body": "x"}, {body}, {"body": "z"}]', 1,
     [(None, "not valid JSON after item 1")], "an array with a broken item"),
    ("a.json", "[{\"body\": \"ن\"}, {\"body\": \"".encode() + b'\xff"}, {"body": "z"}]', 2,
     [(None, "item 2 is not valid UTF-8")], "a bad byte in an array"),
    ("a.csv", "title,body\nع,ن\nع\nع,ن,زائد\nع,ن\n".encode(), 2,
     [(3, "1 cells where the header has 2"), (4, "3 cells where the header has 2")],
     "rows with a cell too few or too many"),
    ("a.csv", "title,body\nع,ن\nع,".encode() + b"\xff\nx,y\n", 2, [(3, "not valid UTF-8")],
     "a bad byte in a row"),
    ("a.csv", "title,body\n\"ع\n\nع\",ن\n\nع\n".encode(), 1, [(6, "1 cells")],
     "lines are counted, not rows"),
    ("a.csv", b"one,two\n1,2\n", 0, [(1, "no column has a known name (columns: one, two)")],
     "no column that is known"),
    ("a.txt", b"", 0, [(None, "the file is empty")], "nothing"),
    ("a.txt", "سطر\nسطر".encode() + b"\xff", 0, [(2, "not valid UTF-8 at byte")], "a bad byte"),
    ("a.jsonl.gz", gzip.compress(LINES.encode())[:-8], 3,
     [(None, "the packed file ends too early")], "a packed file cut short"),
    ("a.jsonl.gz", b"no gzip", 0, [(None, "the packed file is damaged")], "no gzip at all"),
    ("a.jsonl.zst", zstandard.compress(LINES.encode())[:-3], 0,
     [(None, "the packed file ends too early")], "zstd cut short"),
    ("a.jsonl.zst", b"no zstd", 0, [(None, "the packed file is damaged")], "no zstd at all"),
    ("a.zip", b"no zip", 0, [(None, "the packed file is damaged")], "no zip at all"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "count", "expected", "why"), BAD, ids=[row[4] for row in BAD]
)
def test_what_is_bad_is_named_and_the_rest_is_read(
    name: str,
    content: bytes,
    count: int,
    expected: list[tuple[int | None, str]],
    why: str,
    tmp_path: Path,
) -> None:
    articles, skipped = read(write(tmp_path / name, content))
    assert len(articles) == count, why
    assert len(skipped) == len(expected), skipped
    for record, (line, beginning) in zip(skipped, expected, strict=True):
        assert record.file == str(tmp_path / name)
        assert (record.line, record.reason[: len(beginning)]) == (line, beginning), why


def test_empty_files_hold_no_records(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.json", "a.csv", "a.tsv"):
        assert read(write(tmp_path / name, " \n")) == ([], []), name
    assert read(write(tmp_path / "b.json", "[]")) == ([], [])


def test_fields_name_the_source_s_keys(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "رأس;قصة\nع;ن\n")
    (article,), _ = read(path, title="رأس", body="قصة")
    assert (article.title, article.body) == ("ع", "ن")


def test_a_cell_longer_than_the_csv_module_allows(tmp_path: Path) -> None:
    (article,), _ = read(write(tmp_path / "a.csv", "title,body\nع," + "ن" * 300_000 + "\n"))
    assert len(article.body) == 300_000


# --- plain texts and folders ------------------------------------------------------------------


def test_a_story(tmp_path: Path) -> None:
    (article,), _ = read(write(tmp_path / "a.txt", f"\n{TITLE}\n\nأول.\nثان.\n"))
    assert (article.title, article.body, article.category) == (TITLE, "أول.\nثان.", "")


def test_a_first_line_that_is_a_paragraph_is_no_title(tmp_path: Path) -> None:
    (article,), _ = read(write(tmp_path / "a.txt", "كلمة " * 100 + "\nثان"))
    assert article.title == ""
    assert article.body.endswith("ثان")


def test_a_folder_of_texts(tmp_path: Path) -> None:
    write(tmp_path / "رياضة" / "2.txt", "ب\nن")
    write(tmp_path / "رياضة" / "1.txt", "أ\nن")
    write(tmp_path / "اقتصاد" / "1.txt", "ج\nن")
    write(tmp_path / "اقتصاد" / "news.jsonl", '{"title": "د"}')
    write(tmp_path / "اقتصاد" / ".hidden.txt", "سر")
    write(tmp_path / "اقتصاد" / "photo.jpg", b"\xff\xd8")
    articles, skipped = read(tmp_path)
    assert [(a.title, a.category) for a in articles] == [
        ("ج", "اقتصاد"), ("د", ""), ("أ", "رياضة"), ("ب", "رياضة")
    ]  # fmt: skip
    assert not skipped


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "secret.txt", "سر\nسر")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (tmp_path / "in" / "b").symlink_to(tmp_path / "outside")
    articles, skipped = read(tmp_path / "in")
    assert not articles
    assert [s.reason for s in skipped] == [
        "a link to a folder, which is not followed", "a link, which is not followed"
    ]  # fmt: skip


def test_a_pipe_in_a_folder_does_not_stop_the_reading(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    write(tmp_path / "b.txt", "ع\nن")
    articles, skipped = read(tmp_path)
    assert (len(articles), skipped[0].reason) == (1, "not a regular file")


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    write(tmp_path / os.fsdecode(b"\xff.jsonl"), "{oops")
    (skipped,) = read(tmp_path)[1]
    assert skipped.file == f"{tmp_path}/\ufffd.jsonl"


UNUSABLE: list[tuple[Callable[[Path], Path], str, str]] = [
    (lambda folder: folder / "absent.txt", "absent.txt cannot be read: No such file", "missing"),
    (lambda folder: write(folder / "a.pdf", "x"), "a.pdf has no known format: a name ends in .js",
     "a format that is not read"),
    (lambda folder: write(folder / "a.tar.bz2", "x"), "a.tar.bz2 has no known format", "bzip2"),
    (lambda folder: write(folder / "docs.gz", "x"), "docs.gz has no known format", "no inner name"),
    (lambda folder: Path("/dev/null"), "/dev/null is neither a file nor a folder", "a device"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message", "why"), UNUSABLE, ids=[row[2] for row in UNUSABLE])
def test_a_path_that_cannot_be_used(
    make: Callable[[Path], Path], message: str, why: str, tmp_path: Path
) -> None:
    with pytest.raises(CorpusError) as raised:
        read_corpus(make(tmp_path))  # before the first record is asked for
    assert message in str(raised.value), why
    assert "\n" not in str(raised.value)


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    assert len(list(read_corpus(str(write(tmp_path / "a.jsonl", LINES))))) == 3


# --- containers -------------------------------------------------------------------------------


def pack(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tar(members: Mapping[str, str | bytes | tarfile.TarInfo], mode: str = "w:gz") -> bytes:
    """A tar of texts, or of members that are told as tarfile does."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
                continue
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def special(kind: bytes, name: str = "a.txt", target: str = "") -> dict[str, tarfile.TarInfo]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return {name: member}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", gzip.compress(LINES.encode())),
        ("a.csv.gz", gzip.compress(table(",").encode("utf-16"))),
        ("a.jsonl.gz", b"".join(gzip.compress(line.encode()) for line in LINES.splitlines(True))),
        ("a.json.zst", zstandard.compress(json.dumps(RECORDS).encode())),
        ("a.jsonl.zst", b"".join(map(zstandard.compress, LINES.encode().splitlines(True)))),
        ("a.zip", pack({"news/a.jsonl": LINES, "photo.jpg": "x", "__MACOSX/._a.jsonl": "x"})),
        ("a.zip", pack({"news/a.jsonl.gz": gzip.compress(LINES.encode())})),
        ("a.tar", tar({"news/a.jsonl": LINES, "photo.jpg": "x", ".a.txt": "x"}, "w:")),
        ("a.TGZ", tar({"news": special(tarfile.DIRTYPE)["a.txt"], "news/a.jsonl": LINES})),
        ("a.tar.gz", tar({"a.jsonl.gz": gzip.compress(LINES.encode())})),
        ("a.tar.zst", zstandard.compress(tar({"n" * 150 + "/a.jsonl": LINES}, "w:"))),
        ("a.zip", pack({"a.jsonl.zst": zstandard.compress(LINES.encode())}, zipfile.ZIP_STORED)),
    ],
)
def test_what_is_packed_reads_the_same(name: str, content: bytes, tmp_path: Path) -> None:
    articles, skipped = read(write(tmp_path / name, content))
    assert [article.id for article in articles] == ["1", "2", "3"]
    assert not skipped


@pytest.mark.parametrize(("name", "make"), [("a.zip", pack), ("a.tar.gz", tar)])
def test_an_archive_of_texts_is_a_folder_of_texts(
    name: str, make: Callable[[Mapping[str, str]], bytes], tmp_path: Path
) -> None:
    content = make({"0.txt": "ج\nن", "اقتصاد/1.txt": "أ\nن", "رياضة/1.txt": "ب\nن"})
    articles, _ = read(write(tmp_path / name, content))
    assert [(a.title, a.category) for a in articles] == [("ج", ""), ("أ", "اقتصاد"), ("ب", "رياضة")]


def link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("link.txt")
    member.external_attr = 0o120777 << 16
    return member


def zip_of_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link(), "/etc/passwd")
    return packed.getvalue()


def encrypted() -> bytes:
    content = bytearray(pack({"a.txt": "x"}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def wrong_checksum() -> bytes:
    return pack({"a.txt": "title\nbody"}, zipfile.ZIP_STORED).replace(b"title", b"tutle")


def wrong_name() -> bytes:
    return pack({"رياضة.txt": "x"}).replace("ر".encode(), b"\xd8Y", 1)


REFUSED = [
    (pack({"../a.txt": "x"}), "its path leads out of the archive", "a path upwards"),
    (pack({"a/../../b.txt": "x"}), "its path leads out of the archive", "a path upwards inside"),
    (pack({"/etc/a.txt": "x"}), "its path leads out of the archive", "an absolute path"),
    (pack({"C:\\a.txt": "x"}), "its path leads out of the archive", "a drive of Windows"),
    (pack({"..\\a.txt": "x"}), "its path leads out of the archive", "backslashes"),
    (zip_of_link(), "a link, which is not followed", "a link"),
    (encrypted(), "it is encrypted", "encryption"),
    (wrong_name(), "the packed file is damaged", "a name that differs from the table's"),
    (wrong_checksum(), "the packed file is damaged (Bad CRC-32", "a wrong checksum"),
    (pack({"a.zip": pack({"a.txt": "x"})}), "an archive inside an archive", "nesting"),
    (pack({"a.txt": "x"}, zipfile.ZIP_LZMA), "it is packed in a way that is not read", "LZMA"),
]


REFUSED_IN_TAR = [
    (tar({"../a.txt": "x"}), "its path leads out of the archive", "a path upwards"),
    (tar({"/etc/a.txt": "x"}), "its path leads out of the archive", "an absolute path"),
    (
        tar(special(tarfile.SYMTYPE, target="/etc/passwd")),
        "a link, which is not followed",
        "a link",
    ),
    (tar(special(tarfile.LNKTYPE, target="b.txt")), "a link, which is not followed", "a hard link"),
    (tar(special(tarfile.CHRTYPE)), "not a regular file", "a device"),
    (tar(special(tarfile.GNUTYPE_SPARSE)), "not a regular file", "a file with holes"),
    (tar({"a.tar": tar({"a.txt": "x"})}), "an archive inside an archive", "nesting"),
    (tar({"a.txt": "ع\nن"})[:-30], "the packed file ends too early", "a download that broke off"),
    (gzip.compress(b"x" * 600), "the packed file is damaged", "no tar"),
    (gzip.compress(tar({"a" * (1 << 21): "x"}, "w:")), "a header is longer than 1 MB", "a name"),
]


@pytest.mark.parametrize(
    ("content", "expected", "why"), REFUSED_IN_TAR, ids=[row[2] for row in REFUSED_IN_TAR]
)
def test_a_member_of_a_tar_is_refused_with_its_reason(
    content: bytes, expected: str, why: str, tmp_path: Path
) -> None:
    assert reason(write(tmp_path / "a.tar.gz", content)).startswith(expected), why


@pytest.mark.parametrize(("content", "expected", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_a_member_is_refused_with_its_reason(
    content: bytes, expected: str, why: str, tmp_path: Path
) -> None:
    assert reason(write(tmp_path / "a.zip", content)).startswith(expected), why


def test_the_other_members_are_read(tmp_path: Path) -> None:
    content = pack({"../a.txt": "x", "b.txt": "ع\nن", "c.zip": "x"})
    articles, skipped = read(write(tmp_path / "a.zip", content))
    assert (len(articles), len(skipped)) == (1, 2)
    assert skipped[0].file == f"{tmp_path}/a.zip/../a.txt"


BOMB = b'{"body": "' + b"a" * (40 * 1024**2) + b'"}\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", gzip.compress(BOMB)),
        ("a.json.gz", gzip.compress(b"[" + b" " * (40 * 1024**2))),
        ("a.jsonl.zst", zstandard.compress(BOMB)),
        ("a.csv.zst", zstandard.compress(b"title,body\n" + (b"a," + b"b" * 1021 + b"\n") * 40_000)),
        ("a.zip", pack({"a.jsonl": BOMB})),
        ("a.zip", pack({f"{n}.txt": b"a" * 1024**2 for n in range(40)})),
        ("a.zip", pack({"a.jsonl.gz": gzip.compress(BOMB)})),
        ("a.tar.gz", gzip.compress(tar({"photo.jpg": BOMB}, "w:"))),
        ("a.tar", tar({"a.jsonl.gz": gzip.compress(BOMB)}, "w:")),
    ],
)
def test_a_bomb_is_left_in_bounded_memory(name: str, content: bytes, tmp_path: Path) -> None:
    path = write(tmp_path / name, content)
    # In a process of its own, whose peak is this file's alone.
    program = (
        "import re, sys; from pathlib import Path; from corpus import read_corpus\n"
        "last = None\n"
        "for last in read_corpus(sys.argv[1]): pass\n"
        # Not ru_maxrss: a process inherits that from the one that started it.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print(int(peak) // 1024, last.reason)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(corpus.__file__).parents[1])}
    output = subprocess.run(
        [sys.executable, "-c", program, path],
        capture_output=True, text=True, check=True, env=environment,
    ).stdout  # fmt: skip
    megabytes, _, why = output.strip().partition(" ")
    assert why == "it unpacks to more than 200 times its size; the rest is not read"
    assert int(megabytes) < 256


def limits(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    for module in ("jsonl", "json_array", "table", "text", "budget", "zip_archive", "tar_archive"):
        for name, value in values.items():
            monkeypatch.setattr(f"corpus.readers.{module}.{name}", value, raising=False)


LONG = {
    "a.jsonl": (b'{"body": "x"}\n{"body": "' + b"y" * 300_000 + b'"}\n{"body": "z"}\n', 2),
    "a.json": (b'[{"body": "x"}, {"body": "' + b"y" * 300_000 + b'"}, {"body": "z"}]', 1),
    "a.csv": (b"title,body\nx,x\ny," + b"y" * 300_000 + b"\nz,z\n", 1),
    "a.txt": (b"y" * 300_000, 0),
}


@pytest.mark.parametrize("name", LONG)
def test_a_record_past_the_limit(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits(monkeypatch, MAX_RECORD_BYTES=100_000)
    content, count = LONG[name]
    articles, skipped = read(write(tmp_path / name, content))
    assert len(articles) == count
    assert len(skipped) == 1
    assert "long" in skipped[0].reason


def test_an_archive_past_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.zip", pack({f"{n}.txt": "ع\nن" for n in range(5)}))
    limits(monkeypatch, MAX_MEMBERS=4)
    assert reason(path) == "it holds more than 4 files; the rest is not read"
    limits(monkeypatch, MAX_DIRECTORY_BYTES=100)
    assert reason(path).startswith("its table of contents is longer than")
    limits(monkeypatch, MAX_MEMBERS=9, MAX_DIRECTORY_BYTES=9_999, MAX_UNPACKED_BYTES=20)
    articles, skipped = read(path)
    assert len(articles) == 4
    assert skipped[0].reason.startswith("it unpacks to more than")


def test_what_came_before_the_damage_is_read(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "body": f"{n * 7919}"}) + "\n" for n in range(50_000))
    for suffix, packed in (
        ("gz", gzip.compress(lines.encode())),
        ("zst", zstandard.compress(lines.encode())),
    ):
        articles, skipped = read(write(tmp_path / f"a.jsonl.{suffix}", packed[: len(packed) // 2]))
        assert len(articles) > 15_000
        assert skipped[-1].reason.startswith("the packed file ends too early")


# --- laws -------------------------------------------------------------------------------------

NAMES = ["a" + s for s in (".jsonl", ".json", ".csv", ".tsv", ".txt")]
PACKED = [name + suffix for name in NAMES for suffix in (".gz", ".zst")]
fragments = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.sampled_from([b'{"body": "x"}', b"\n", b"[", b"]", b",", b'"', b"title,body\n", b"{"])
        | st.sampled_from([b'{"title": "\\ud800"}', b"\x00", b"\xff\xfe", b"1e999", b"9" * 30]),
    )
).map(b"".join)
lenient = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@lenient
@given(st.sampled_from([*NAMES, *PACKED, "a.zip"]), fragments)
def test_any_bytes_give_records_and_the_same_ones_again(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = write(tmp_path / name, content)
    records = list(read_corpus(path))
    assert records == list(read_corpus(path))
    for record in records:
        assert isinstance(record, Article | Skipped)
        if isinstance(record, Article):
            assert record.id
            assert record.title or record.body
        else:
            assert record.reason


@lenient
@given(st.sampled_from(NAMES), fragments)
def test_packing_changes_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    def told(path: Path) -> list[object]:
        records = list(read_corpus(path))
        return [r if isinstance(r, Article) else (r.line, r.reason) for r in records]

    plain = told(write(tmp_path / name, content))
    assert told(write(tmp_path / f"{name}.gz", gzip.compress(content))) == plain
    assert told(write(tmp_path / f"{name}.zst", zstandard.compress(content))) == plain
    assert told(write(tmp_path / "b.zip", pack({name: content}))) == plain


WHOLE = {
    "a.jsonl.gz": gzip.compress(LINES.encode() * 3),
    "a.jsonl.zst": zstandard.compress(LINES.encode() * 3),
    "a.zip": pack(
        {"x/a.jsonl": LINES, "رياضة/b.txt": BODY, "c.csv.gz": gzip.compress(b"title\nx")}
    ),
    "a.json": json.dumps(RECORDS).encode(),
    "a.csv": table(",").encode("utf-16"),
}


@settings(lenient, max_examples=400)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4),
    st.integers(0, 10_000),
)
def test_any_damage_gives_records(
    tmp_path: Path, name: str, changes: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(WHOLE[name])
    for place, byte in changes:
        content[place % len(content)] = byte
    for record in read_corpus(write(tmp_path / name, bytes(content[:cut]))):
        assert isinstance(record, Article | Skipped)


record_lines = st.lists(
    st.sampled_from(
        [
            b'{"body": "x"}',
            b'{"title": "y", "date": "x"}',
            b"{}",
            b"{oops",
            b"7",
            b'{"body": "\xff"}',
        ]
    )
)


@lenient
@given(record_lines)
def test_every_line_is_one_record(tmp_path: Path, lines: list[bytes]) -> None:
    path = write(tmp_path / "a.jsonl", b"{}\n" + b"\n".join(lines))
    assert len(list(read_corpus(path))) == 1 + len(lines)


# --- the package ------------------------------------------------------------------------------


def test_what_the_package_exports() -> None:
    assert corpus.__all__ == ["Article", "CorpusError", "Skipped", "read_corpus", "sample_path"]
    assert issubclass(CorpusError, ValueError)
    assert sample_path() == Path(corpus.__file__).parent / "sample" / "articles"


def test_an_article_is_its_fields() -> None:
    article = Article("1", "ع", "ن", datetime(2015, 7, 25), "س", "ق", "ك", "ر")
    prints = {article.fingerprint()}
    for field in ("title", "body", "source", "category", "author", "url"):
        values = {name: getattr(article, name) for name in Article.__slots__}
        prints.add(Article(**{**values, field: "آخر"}).fingerprint())
    assert len(prints) == 7
    assert Article("2", "ع", "ن", datetime(2015, 7, 25), "س", "ق", "ك", "ر").fingerprint() in prints


def test_importing_the_package_loads_no_reader() -> None:
    program = (
        "import sys, corpus; print([m for m in ('ijson', 'zipfile', 'csv') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(corpus.__file__).parents[1])}
    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    ).stdout
    assert output.strip() == "[]"
