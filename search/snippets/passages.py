"""Why did it match? The best passage of a text, cut at ends of sentences or of words.

The words that matched are known from the index by their number in the text; here they meet the
text itself. Nothing is analyzed again, so a mark stands on exactly what matched.
"""

from __future__ import annotations

from collections.abc import Sequence

from search.results import Range, Snippet
from search.retrieval import Occurrence

DEFAULT_LENGTH = 240  # characters; about two lines on a page, four on a phone
CHARACTERS_PER_WORD = 7  # with the space; a little more than in Arabic news, for some room round it
SENTENCE_ENDS = ".!?؟؛\n…"


def mark_words(spans: Sequence[Range], occurrences: Sequence[Occurrence]) -> tuple[Range, ...]:
    """Occurrences → ranges of characters, in order, overlapping ones as one."""
    ranges: list[Range] = []
    for occurrence in occurrences:
        last = occurrence.word + occurrence.length - 1
        if occurrence.word < 0 or last >= len(spans):
            continue
        start, end = spans[occurrence.word][0], spans[last][1]
        if ranges and start < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], end))
        else:
            ranges.append((start, end))
    return tuple(ranges)


def best_passage(
    text: str,
    spans: Sequence[Range],
    occurrences: Sequence[Occurrence],
    *,
    length: int = DEFAULT_LENGTH,
) -> Snippet:
    """The piece of `text` that answers the query best, with its marks.

    Best is the window with the most different words of the query, the rarer the better, and among
    equals the first. Without any occurrence it is the beginning. At most `length` characters,
    unless one word is longer.
    """
    if not spans:
        return Snippet(text.strip()[:length])
    first, last = _best_window(spans, occurrences, length)
    start, end, last_word_end, first, last = _widen(text, spans, first, last, length)
    ranges = mark_words(
        spans, [o for o in occurrences if o.word <= last and o.word + o.length > first]
    )
    # A phrase that is longer than the snippet is marked as far as it can be seen.
    inside = tuple(
        (max(a, start) - start, min(b, last_word_end) - start)
        for a, b in ranges
        if a < last_word_end and b > start
    )
    return Snippet(text[start:end], inside)


def _best_window(
    spans: Sequence[Range], occurrences: Sequence[Occurrence], length: int
) -> tuple[int, int]:
    """The first and last word of the best run of occurrences that fits into `length`."""
    reach = length // CHARACTERS_PER_WORD
    fitting = [o for o in occurrences if o.word >= 0 and o.word + o.length <= len(spans)]
    if not fitting:
        return 0, 0
    best, best_worth = (0, 0), -1.0
    counts: dict[int, int] = {}
    worth = 0.0
    left = different = 0
    for right, (word, words, leaf, weight) in enumerate(fitting):
        held = counts.get(leaf, 0)
        counts[leaf] = held + 1
        if not held:
            worth += weight
            different += 1
        while left < right and word + words - fitting[left].word > reach:
            gone = fitting[left]
            counts[gone.leaf] -= 1
            if not counts[gone.leaf]:
                worth -= gone.weight
                different -= 1
            left += 1
        repeats = right - left + 1 - different
        value = worth + 0.01 * min(repeats, 9)
        if value > best_worth + 1e-9:
            best, best_worth = (left, right), value
    window = fitting[best[0] : best[1] + 1]
    return window[0].word, max(o.word + o.length for o in window) - 1


def _widen(
    text: str, spans: Sequence[Range], first: int, last: int, length: int
) -> tuple[int, int, int, int, int]:
    """The window with what fits of the sentence round it.

    Its start and end, the end of its last word, and its first and last word.
    """
    while last > first and spans[last][1] - spans[first][0] > length:
        last -= 1  # a long phrase
    start, end = spans[first][0], spans[last][1]
    sentence = _sentence_start(text, start, floor=max(0, end - length))
    if sentence is not None:
        start = sentence
        while first > 0 and spans[first - 1][0] >= start:
            first -= 1
    else:
        # A long sentence: some words before the first mark, as many as a third of the room left.
        wanted = max(0, start - max(0, length - (end - start)) // 3)
        while first > 0 and spans[first - 1][0] >= wanted:
            first -= 1
        start = spans[first][0]
    limit = start + length
    while last + 1 < len(spans) and spans[last + 1][1] <= limit:
        last += 1
    tail = end = last_word_end = spans[last][1]
    while tail < min(len(text), limit) and not text[tail].isspace():
        tail += 1  # the full stop, the closing quote
    if tail <= limit and (tail == len(text) or text[tail].isspace()):
        end = tail
    return start, end, last_word_end, first, last


def _sentence_start(text: str, place: int, *, floor: int) -> int | None:
    """Where the sentence of `place` begins, if that is not before `floor`."""
    at = place
    while at > floor:
        if text[at - 1] in SENTENCE_ENDS and (text[at - 1] == "\n" or text[at : at + 1].isspace()):
            break
        at -= 1
    else:
        if floor > 0:
            return None
    while at < place and text[at].isspace():
        at += 1
    return at
