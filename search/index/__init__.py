"""Where does a term occur? The index on disk; the only package that knows Whoosh's insides."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from search.index.reader import IndexReader
from search.index.segment import Postings, Segment

if TYPE_CHECKING:
    from search.index.checks import Repair, Report, check_index, repair_index
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

# What writes and verifies is imported when it is asked for: an eighth of a search from the command
# line was the import of what only its index had needed.
_LATER = {
    **dict.fromkeys(("Repair", "Report", "check_index", "repair_index"), "checks"),
    **dict.fromkeys(("IndexWriter", "Outcome", "remove_index"), "writer"),
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"search.index.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
