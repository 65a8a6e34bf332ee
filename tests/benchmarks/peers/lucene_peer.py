"""Lucene in a hot JVM, driven over a pipe; its times are taken inside the JVM."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.peers.base import Answer, Document, Hit, Kind, Missing, Peer, Scoring, Spent

PROGRAM = Path(__file__).parent.parent / "lucene"
WARM_TIMES = 50  # of each query that is not measured: some ten thousand in all, so that C2 is done
ONE_THREAD = ["-Xms1g", "-Xmx4g", "-XX:+UseSerialGC"]


class Lucene(Peer):
    """Lucene 9.12, `IndexSearcher.search(query, 10)` as it comes, but for the cache of queries."""

    name = "Lucene"
    scoring = Scoring(byte_lengths=True, empty_count=False, tolerance=1e-5)

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["java", *ONE_THREAD, "-cp", _classpath(), "kashaf.Peer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def build(self, documents: Iterable[Document], folder: Path) -> Spent:
        self._write(f"build\t{folder}")
        for document in documents:
            self._write("\t".join(document))
        elapsed, cpu = self._request(".").split("\t")
        self.open(folder)
        return Spent(float(elapsed), float(cpu))

    def open(self, folder: Path) -> None:
        self._request(f"open\t{folder}")

    def search(self, kind: Kind, words: Sequence[str], shown: bool) -> Sequence[Hit]:
        return self.ask(kind, words, shown).hits

    def ask(self, kind: Kind, words: Sequence[str], shown: bool) -> Answer:
        return self._query(kind, words, shown, 1)

    def warm(self, kind: Kind, queries: Sequence[Sequence[str]], shown: bool) -> None:
        for words in queries:
            self._query(kind, words, shown, WARM_TIMES)

    def _query(self, kind: Kind, words: Sequence[str], shown: bool, times: int) -> Answer:
        detail = "shown" if shown else "ids"
        answer = self._request(f"query\t{kind}\t{detail}\t{times}\t{' '.join(words)}")
        nanoseconds, *pairs = answer.split("\t")
        hits = [(place, score) for place, _, score in (pair.partition(" ") for pair in pairs)]
        return Answer(int(nanoseconds) / 1e9, [Hit(int(p), float(s)) for p, s in hits])

    def text_bytes(self, folder: Path) -> int | None:
        return sum(path.stat().st_size for path in folder.glob("*.fd[tmx]"))

    def close(self) -> None:
        self._process.communicate()

    def _write(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")

    def _request(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._write(line)
        self._process.stdin.flush()
        answer = self._process.stdout.readline().rstrip("\n")
        if not answer:
            raise RuntimeError(f"Lucene ended: {self._process.communicate()[1]}")
        return answer


def _classpath() -> str:
    """Compiles the program with Maven, which fetches Lucene the first time."""
    for command in ("java", "mvn"):
        if shutil.which(command) is None:
            raise Missing(f"there is no `{command}`")
    made = subprocess.run(
        ["mvn", "--quiet", "--batch-mode", "package"],
        cwd=PROGRAM, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise Missing(f"mvn package: {(made.stdout + made.stderr).strip().splitlines()[:1]}")
    return f"{PROGRAM}/target/classes:{PROGRAM}/target/jars/*"
