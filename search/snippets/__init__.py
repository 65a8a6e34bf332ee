"""Why did it match? Passages of the text as written, and the ranges of them to mark."""

from search.snippets.passages import best_passage, mark_words

__all__ = ["best_passage", "mark_words"]
