"""An attacker's index: numbers changed at random, every checksum right. A process of its own.

Memory is bounded, so that an allocation by a number from a file is seen, and so is processor time:
by the clock, 30 seconds were too few on a busy machine. What may come out is an answer or an error
of Kashaf's; anything else ends the process with a trace.
"""

from __future__ import annotations

import random
import resource
import shutil
import signal
import struct
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from search.index.pages import SUM, page_count
from tests.torture.test_damage import everything, files, sign

LIMIT = 1_500 << 20  # bytes of address space
SECONDS = 30  # of the processor
EXTREMES = (0, 1, 0xFF, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 1 << 63, (1 << 64) - 1)


def change(data: bytearray, chance: random.Random) -> None:
    """A few numbers, of any width, anywhere."""
    for _ in range(chance.choice((1, 1, 4, 40))):
        width = chance.choice((1, 2, 4, 8))
        if len(data) < width:
            continue
        place = chance.randrange(0, len(data) - width + 1)
        value = chance.choice((*EXTREMES, chance.getrandbits(64)))
        data[place : place + width] = struct.pack("<Q", value)[:width]


def too_long(number: int, frame: FrameType | None) -> NoReturn:
    raise TimeoutError(f"more than {SECONDS} seconds")


def main(built: Path, work: Path, rounds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    signal.signal(signal.SIGPROF, too_long)
    chance = random.Random(8)
    names = [path.name for path in files(built)]
    chance.shuffle(names)  # so that a short run has files of every kind
    for number in range(rounds):
        shutil.copytree(built, work)
        path = work / names[number % len(names)]
        size = path.stat().st_size
        if path.suffix in (".toc", ".copy"):
            data = bytearray(path.read_bytes().partition(b"\n")[2])
            digits = [place for place, byte in enumerate(data) if chr(byte).isdigit()]
            for place in chance.sample(digits, 3):
                data[place] = ord(chance.choice("0123456789"))
        else:
            data = bytearray(path.read_bytes()[: size - SUM * page_count(size)])
            change(data, chance)
        sign(path, bytes(data), work)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            everything(work)
        except BaseException:
            print(f"round {number}: {path.name}", file=sys.stderr)
            raise
        signal.setitimer(signal.ITIMER_PROF, 0)
        shutil.rmtree(work)
    print(f"{rounds} made-up indexes, answers and errors only")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
