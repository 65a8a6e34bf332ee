"""Building from terms: every engine the same two fields, positions and stored texts."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.peers import PEERS, Document, Missing, Peer
from tests.benchmarks.peers.base import Spent
from tests.benchmarks.table import number, table


def available(without: Sequence[str]) -> tuple[list[Peer], list[str]]:
    """The engines that are installed, and a sentence for each that is not."""
    peers, missing = [], []
    for kind in PEERS:
        if kind.name in without:
            continue
        try:
            peers.append(kind())
        except Missing as error:
            missing.append(f"{kind.name} is left out: {error}.")
    return peers, missing


def build(peers: Sequence[Peer], documents: Sequence[Document], folder: Path, rounds: int) -> str:
    """Builds with every engine in turn, `rounds` times; the fastest round counts.

    The quick ones are built more than once, so that the JVM is hot. The last index stays open.
    """
    gc.collect()
    gc.freeze()
    spent: dict[str, list[Spent]] = {peer.name: [] for peer in peers}
    for turn in range(rounds):
        for peer in peers:
            if turn == 0 or not peer.slow:
                place = folder / f"{peer.name} {turn}"
                spent[peer.name].append(peer.build(documents, place))
    gc.unfreeze()
    rows = []
    for peer in peers:
        place = folder / f"{peer.name} {len(spent[peer.name]) - 1}"
        rates = _rates(len(documents), spent[peer.name])
        own = _rates(len(documents), spent.get("Kashaf", []))
        others = own[0] and peer.name != "Kashaf"
        parts = [number(a / b) if others else "–" for a, b in zip(own, rates, strict=True)]
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        texts = peer.text_bytes(place)
        lists = None if texts is None else (size - texts) / 1e6
        row = [peer.name, peer.fields, *(f"{rate:,.0f}" for rate in rates), *parts]
        rows.append([*row, number(lists), number(size / 1e6)])
    head = ["engine", "indexed fields", "articles/s, terms given", "articles per CPU second"]
    ratios = ["Kashaf / it", "Kashaf / it, CPU"]
    return table([*head, *ratios, "MB without stored texts", "MB"], rows)


def _rates(count: int, spent: Sequence[Spent]) -> tuple[float, float]:
    """Articles a second by the clock and by processors, the fastest round of each."""
    if not spent:
        return 0.0, 0.0
    return count / min(one.elapsed for one in spent), count / min(one.cpu for one in spent)
