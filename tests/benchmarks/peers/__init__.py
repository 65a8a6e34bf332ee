"""Who is compared? One engine a module, behind one small interface (`base.Peer`)."""

from tests.benchmarks.peers.base import TOP, Answer, Document, Hit, Kind, Missing, Peer
from tests.benchmarks.peers.bm25s_peer import Bm25s
from tests.benchmarks.peers.fts5_peer import Fts5
from tests.benchmarks.peers.kashaf_peer import Kashaf
from tests.benchmarks.peers.lucene_peer import Lucene
from tests.benchmarks.peers.tantivy_peer import Tantivy
from tests.benchmarks.peers.whoosh_peer import StockWhoosh

PEERS: tuple[type[Peer], ...] = (Kashaf, Lucene, Tantivy, Bm25s, Fts5, StockWhoosh)

__all__ = ["PEERS", "TOP", "Answer", "Document", "Hit", "Kashaf", "Kind", "Missing", "Peer"]
