"""Why did it match? The best passage of a text, cut at ends of sentences or of words.

The words that matched are known from the index by their number in the text; here they meet the
text itself. Nothing is analyzed again, so a mark stands on exactly what matched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.results import Range, Snippet
from search.retrieval import Occurrence
from search.snippets.places import WordPlaces

DEFAULT_LENGTH = 240  # characters; about two lines on a page, four on a phone
CHARACTERS_PER_WORD = 7  # with the space; a little more than in Arabic news, for some room round it
_SENTENCE_END = re.compile(r"\n|[.!?؟؛…](?=\s)")


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
    count = len(spans)
    fitting = [o for o in occurrences if o.word >= 0 and o.word + o.length <= count]
    if not fitting:
        start, end, _ = _widen(text, spans, 0, 0, length)
        return Snippet(text[start:end])
    left, right = _best_window(fitting, length)
    first = fitting[left].word
    last = max(o.word + o.length for o in fitting[left : right + 1]) - 1
    start, end, within_sentence = _widen(text, spans, first, last, length)
    marks = _marks_inside(spans, fitting, left, start, end)
    ranges = tuple((a - start, b - start) for a, b in marks)
    return Snippet(text[start:end], ranges, start, within_sentence)


def _best_window(fitting: Sequence[Occurrence], length: int) -> tuple[int, int]:
    """The first and last place in `fitting` of the best run that fits into `length`."""
    reach = length // CHARACTERS_PER_WORD
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
    return best


def _widen(
    text: str, spans: Sequence[Range], first: int, last: int, length: int
) -> tuple[int, int, bool]:
    """Start and end of the window with what fits of the sentence round it, and whether it is cut.

    Spaces say where it may be cut, since no word holds one: a word costs more to find. Where there
    are none, words do.
    """
    while last > first and spans[last][1] - spans[first][0] > length:
        last -= 1  # a long phrase
    start, end = spans[first][0], spans[last][1]
    sentence = _sentence_start(text, start, floor=max(0, end - length))
    if sentence is not None:
        start = sentence
    else:
        # A long sentence: some words before the first mark, as many as a third of the room left.
        start = _first_cut(text, max(0, start - max(0, length - (end - start)) // 3), start)
    cut = sentence is None
    limit = start + length
    if limit >= len(text):
        return start, max(end, len(text.rstrip())), cut
    for place in range(limit, end - 1, -1):
        if text[place].isspace():
            return start, end + len(text[end:place].rstrip()), cut
    while last + 1 < len(spans) and spans[last + 1][1] <= limit:
        last += 1
    return start, spans[last][1], cut


def _first_cut(text: str, place: int, start: int) -> int:
    """The beginning of the first word after a space from `place` on; `start` where none is."""
    while place < start and not text[place].isspace():
        place += 1
    while place < start and text[place].isspace():
        place += 1
    return place


def _marks_inside(
    spans: Sequence[Range], fitting: Sequence[Occurrence], left: int, start: int, end: int
) -> tuple[Range, ...]:
    """The ranges of the occurrences between `start` and `end`, of which the one at `left` is one.

    A phrase that is longer than the snippet is marked as far as it can be seen.
    """
    inside: list[Occurrence] = []
    for place in range(left, len(fitting)):
        occurrence = fitting[place]
        if _known_to_end_behind(spans, occurrence.word, end) or spans[occurrence.word][1] > end:
            break
        inside.append(_seen(spans, occurrence, end))
    for place in range(left - 1, -1, -1):
        word = fitting[place].word
        if _known_to_begin_before(spans, word, start) or spans[word][0] < start:
            break
        inside.append(_seen(spans, fitting[place], end))
    inside.sort()
    return mark_words(spans, inside)


def _seen(spans: Sequence[Range], occurrence: Occurrence, end: int) -> Occurrence:
    """What of an occurrence ends before `end`: its first word does."""
    length = occurrence.length
    while spans[occurrence.word + length - 1][1] > end:
        length -= 1
    return occurrence._replace(length=length) if length < occurrence.length else occurrence


def _known_to_end_behind(spans: Sequence[Range], word: int, place: int) -> bool:
    """Whether that is known without a look at the text: finding a word takes 5 µs."""
    return isinstance(spans, WordPlaces) and spans.earliest(word) >= place


def _known_to_begin_before(spans: Sequence[Range], word: int, place: int) -> bool:
    return isinstance(spans, WordPlaces) and spans.latest(word) < place


def _sentence_start(text: str, place: int, *, floor: int) -> int | None:
    """Where the sentence of `place` begins, if that is not before `floor`."""
    at = max((end.end() for end in _SENTENCE_END.finditer(text, floor, place)), default=-1)
    if at < 0:
        if floor > 0:
            return None
        at = floor
    while at < place and text[at].isspace():
        at += 1
    return at
