"""One writer and many readers, in threads and in processes: every answer belongs to one commit."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from pathlib import Path

from search import Engine, open_index
from tests.torture import count
from tests.torture.editions import ask, publish, read
from tests.torture.newsroom import require_whole


class Threads:
    """Threads that ask one engine, until they are told to stop or have asked enough."""

    def __init__(self, engine: Engine, threads: int, most: int) -> None:
        self.asked = 0
        self.editions: set[int] = set()
        self.errors: list[BaseException] = []
        self._engine = engine
        self._most = most
        self.stop = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        try:
            for number in range(self._most):
                if self.stop.is_set():
                    break
                self.editions.add(ask(self._engine, number))
                self.asked += 1
                if number % 10 == 0:
                    self._engine.refresh()
        except BaseException as error:
            self.errors.append(error)

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def join(self) -> None:
        for thread in self._threads:
            thread.join()
        if self.errors:
            raise self.errors[0]


def test_a_writer_and_eight_readers(tmp_path: Path, tell: Callable[[str], None]) -> None:
    publish(tmp_path, 0)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.editions"])
    stop, answers = context.Event(), context.Queue()
    processes = [
        context.Process(target=read, args=(tmp_path, stop, answers), daemon=True) for _ in range(4)
    ]
    for process in processes:
        process.start()
    threads = Threads(open_index(tmp_path), 4, 10**9)
    edition = 0
    until = time.monotonic() + count(2, 600)
    while (time.monotonic() < until or edition < 4) and not threads.errors:
        edition += 1
        publish(tmp_path, edition)
    stop.set()
    threads.stop.set()
    threads.join()
    told = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    require_whole(tmp_path)
    assert edition > 3
    assert len(threads.editions) > 1
    tell(
        f"{edition} commits; {threads.asked} answers in threads, "
        f"{sum(asked for asked, _ in told)} in processes"
    )


def test_eight_threads_share_an_engine_while_a_writer_commits(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    publish(tmp_path, 0)
    threads = Threads(open_index(tmp_path), 8, count(60, 20_000))
    edition = 0
    while threads.busy:
        edition += 1
        publish(tmp_path, edition)
        time.sleep(0.05)
    threads.join()
    assert threads.asked == 8 * count(60, 20_000) or not threads.errors
    assert len(threads.editions) > 1
    require_whole(tmp_path)
    tell(f"{threads.asked} answers over {edition} commits")
