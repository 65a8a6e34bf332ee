"""Where does a term occur? The index on disk; the only package that knows Whoosh's insides."""

from search.index.checks import Repair, Report, check_index, repair_index
from search.index.reader import IndexReader
from search.index.segment import Postings, Segment
from search.index.writer import IndexWriter, Outcome, remove_index

__all__ = [
    "IndexReader",
    "IndexWriter",
    "Outcome",
    "Postings",
    "Repair",
    "Report",
    "Segment",
    "check_index",
    "remove_index",
    "repair_index",
]
