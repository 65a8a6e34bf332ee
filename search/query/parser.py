"""The query language: text as a person types it → the tree of `syntax.py`.

    word word       articles with these words, best those with all of them
    "two words"     exactly this phrase, stop words too            =word   exactly this form
    +word  -word    must hold, must not hold                       a OR b  one of them
    ( … )           grouping                                       prefix*  *suffix
    title: body: source: category: author: date:2015-07..2015-08   and their Arabic names

Whatever cannot be read is an error that names the character; nothing is dropped in silence but
punctuation. Positions in errors count characters from 1.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import cast

from search.analysis import ArabicAnalyzer
from search.analysis.letters import CONTROLS
from search.errors import QueryError
from search.limits import DEFAULT_LIMITS, Limits
from search.query.syntax import (
    DateFilter,
    Form,
    Group,
    Keyword,
    KeywordFilter,
    Node,
    Or,
    Part,
    Pattern,
    Phrase,
    Word,
)

MIN_PATTERN_LETTERS = 2  # letters that a wildcard must leave standing

FIELD_NAMES = {
    "title": "title", "عنوان": "title", "العنوان": "title",
    "body": "body", "text": "body", "نص": "body", "النص": "body", "متن": "body",
    "source": "source", "مصدر": "source", "المصدر": "source", "صحيفه": "source",
    "category": "category", "section": "category", "قسم": "category", "القسم": "category",
    "author": "author", "كاتب": "author", "الكاتب": "author",
    "date": "date", "تاريخ": "date", "التاريخ": "date",
}  # fmt: skip

_QUOTES = {'"': '"', "“": "”", "„": "“", "”": "”"}
_BREAKS = frozenset('()"')  # beside white space
_INVISIBLE = "".join(CONTROLS)
_OR = frozenset(("OR", "|", "||"))
_AND = frozenset(("AND", "&&"))
_NOT = frozenset(("NOT",))
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(slots=True)
class _Cursor:
    text: str
    place: int = 0
    clauses: int = 0

    def peek(self) -> str:
        return self.text[self.place] if self.place < len(self.text) else ""


def parse(text: str, analyzer: ArabicAnalyzer, limits: Limits = DEFAULT_LIMITS) -> Group:
    """The tree of a query. Raises QueryError, also for a query past one of the `limits`.

    >>> from search.analysis import arabic_analyzer
    >>> parse("النفط -غاز", arabic_analyzer()).excluded[0].text
    'غاز'
    """
    check_length(text, limits)
    cursor = _Cursor(text)
    group = _Parser(cursor, analyzer, limits).group("any", 0)
    if cursor.place < len(text):
        at = cursor.place + 1
        raise QueryError("no opening parenthesis for the one at character {at}", position=at)
    return group


def parse_plain(text: str, analyzer: ArabicAnalyzer, limits: Limits = DEFAULT_LIMITS) -> Group:
    """Every word of `text` as a plain word: no character is an operator.

    For text that was not written as a query: a headline, a test topic. Of a long text the first
    `limits.clauses` words count.
    """
    words = analyzer.words(text)[: limits.clauses]
    return Group(preferred=tuple(_plain_word(word, analyzer) for word in words))


def _plain_word(word: str, analyzer: ArabicAnalyzer, part: Part = "any") -> Word:
    surface = analyzer.surface(word)
    stem, *others = analyzer.readings(surface)
    return Word(
        surface,
        part=part,
        stem=stem,
        stopword=analyzer.is_stopword(surface),
        others=tuple(map(Form, others)),
    )


def check_length(text: str, limits: Limits) -> None:
    """Raises QueryError for a query that is too long to be read."""
    if len(text) > limits.characters:
        raise QueryError(
            "the query has {count} characters, {most} are allowed; shorten it",
            count=len(text),
            most=limits.characters,
        )


class _Parser:
    def __init__(self, cursor: _Cursor, analyzer: ArabicAnalyzer, limits: Limits) -> None:
        self._cursor = cursor
        self._analyzer = analyzer
        self._limits = limits

    def group(self, part: Part, depth: int) -> Group:
        """Clauses up to the end or the parenthesis that closes this group."""
        required: list[Node] = []
        preferred: list[Node] = []
        excluded: list[Node] = []
        lists = {"+": required, "": preferred, "-": excluded}
        last: tuple[str, int] | None = None  # the list and place of the clause just read
        join = ""  # the operator that waits for its right side
        join_at, join_written = 0, ""
        while True:
            self._skip_space()
            if self._cursor.peek() in ("", ")"):
                break
            at = self._cursor.place + 1
            operator, written = self._operator()
            if operator in ("OR", "AND"):
                if last is None or join:
                    raise QueryError(
                        "{written} at character {at} needs a word before it",
                        position=at,
                        written=written,
                    )
                join, join_at, join_written = operator, at, written
                continue
            if written in _NOT and self._operator()[0]:
                raise QueryError(
                    "{written} at character {at} needs a word after it",
                    position=at,
                    written=written,
                )
            nodes, natural = self._clause(part, depth, at)
            if not nodes:
                if operator:
                    raise QueryError(
                        "nothing to search for after {written} at character {at}",
                        position=at,
                        written=written,
                    )
                continue  # punctuation
            if operator and natural == "-":
                raise _two_signs(at)
            sign = operator or natural
            if join == "OR" and last is not None:
                if sign == "-" or last[0] == "-":
                    raise QueryError(
                        "{written} at character {at} cannot join a word that is left out",
                        position=join_at,
                        written=join_written,
                    )
                kind, start = last
                before = lists[kind][start:]
                del lists[kind][start:]
                options = [
                    option
                    for side in (before, nodes)
                    for option in (
                        side[0].children
                        if len(side) == 1 and isinstance(side[0], Or)
                        else (_together(side),)
                    )
                ]
                lists[kind].append(Or(tuple(options)))
                last = (kind, len(lists[kind]) - 1)
            else:
                if join == "AND" and last is not None:
                    if last[0] == "":
                        required.extend(preferred[last[1] :])
                        del preferred[last[1] :]
                    sign = sign or "+"
                last = (sign, len(lists[sign]))
                lists[sign].extend(nodes)
            join = ""
        if join:
            raise QueryError(
                "{written} at character {at} needs a word after it",
                position=join_at,
                written=join_written,
            )
        return Group(tuple(required), tuple(preferred), tuple(excluded))

    def _count(self, more: int) -> None:
        """So many clauses more."""
        self._cursor.clauses += more
        if self._cursor.clauses > self._limits.clauses:
            raise QueryError(
                "the query has more than {most} clauses; shorten it", most=self._limits.clauses
            )

    def _skip_space(self) -> None:
        """Goes past white space, and past the direction marks that a copied text brings along."""
        cursor = self._cursor
        while (character := cursor.peek()) and (character.isspace() or character in CONTROLS):
            cursor.place += 1

    def _chunk_end(self) -> int:
        """Where the next white space, parenthesis or quote is."""
        text, end = self._cursor.text, self._cursor.place
        while end < len(text) and text[end] not in _BREAKS and not text[end].isspace():
            end += 1
        return end

    def _operator(self) -> tuple[str, str]:
        """Reads an operator, if there is one: which of + - OR AND it is, and how it is written.

        A sign counts only where a clause follows at once.
        """
        cursor = self._cursor
        sign = self._sign()
        if sign:
            return sign, sign
        end = self._chunk_end()
        word = cursor.text[cursor.place : end].rstrip(_INVISIBLE)
        for names, operator in ((_OR, "OR"), (_AND, "AND"), (_NOT, "-")):
            if word in names:
                cursor.place = end
                self._skip_space()
                return operator, word
        return "", ""

    def _sign(self) -> str:
        """Reads + or - where a clause follows at once."""
        cursor = self._cursor
        character = cursor.peek()
        following = cursor.text[cursor.place + 1 : cursor.place + 2]
        if (
            character in ("+", "-")
            and following
            and (following in '("“=*' or unicodedata.category(following)[0] in "LN")
        ):
            cursor.place += 1
            return character
        return ""

    def _clause(self, part: Part, depth: int, at: int) -> tuple[list[Node], str]:
        """The nodes of one clause, and the sign it has by nature: phrases and filters must hold."""
        cursor = self._cursor
        self._count(1)
        character = cursor.peek()
        if character == "(":
            depth = self._deeper(depth, at)
            cursor.place += 1
            inner = self.group(part, depth)
            if cursor.peek() != ")":
                raise QueryError(
                    "no closing parenthesis for the one at character {at}", position=at
                )
            cursor.place += 1
            if inner == Group():
                return [], ""
            return [inner], ""
        if character in _QUOTES and (character == '"' or self._closing(character) >= 0):
            quoted = self._quoted(at)
            words = self._analyzer.words(quoted)
            if not words:
                return [], ""
            exact = self._exact(words, part, at)
            return [exact], "+"
        chunk = self._chunk()
        name, colon, rest = chunk.partition(":")
        field = FIELD_NAMES.get(self._fold_name(name)) if colon else None
        if field is not None:
            cursor.place -= len(rest)
            self._skip_space()
            if cursor.peek() in ("", ")"):
                raise QueryError(
                    "nothing to search for after {name}: at character {at}", position=at, name=name
                )
            return self._field(field, name, depth, at)
        return self._words(chunk, part, at)

    def _fold_name(self, name: str) -> str:
        if name.isascii():
            return name.lower()
        words = self._analyzer.words(name)
        return self._analyzer.surface(words[0]) if len(words) == 1 else name

    def _chunk(self) -> str:
        """Reads up to white space, a parenthesis or a quote."""
        cursor = self._cursor
        start = cursor.place
        cursor.place = max(self._chunk_end(), start + 1)
        return cursor.text[start : cursor.place]

    def _deeper(self, depth: int, at: int) -> int:
        if depth >= self._limits.depth:
            raise QueryError(
                "parentheses and fields are nested deeper than {most} at character {at}",
                position=at,
                most=self._limits.depth,
            )
        return depth + 1

    def _closing(self, opening: str) -> int:
        return self._cursor.text.find(_QUOTES[opening], self._cursor.place + 1)

    def _quoted(self, at: int) -> str:
        cursor = self._cursor
        end = self._closing(cursor.peek())
        if end < 0:
            raise QueryError("no closing quote for the one at character {at}", position=at)
        text = cursor.text[cursor.place + 1 : end]
        cursor.place = end + 1
        return text

    def _words(self, chunk: str, part: Part, at: int) -> tuple[list[Node], str]:
        if "*" in chunk:
            return [self._pattern(chunk, part, at)], ""
        if chunk.startswith("="):
            words = self._analyzer.words(chunk[1:])
            if not words:
                raise QueryError("no word after = at character {at}", position=at)
            exact = self._exact(words, part, at)
            return [exact], "+" if isinstance(exact, Phrase) else ""
        words = self._analyzer.words(chunk)
        self._count(len(words) - 1)
        return [_plain_word(word, self._analyzer, part) for word in words], ""

    def _exact(self, words: list[str], part: Part, at: int) -> Word | Phrase:
        """Words as they are written, one behind the other."""
        most = self._limits.phrase_words
        if len(words) > most:
            raise QueryError(
                "the phrase at character {at} has {count} words, {most} are allowed; shorten it",
                position=at,
                count=len(words),
                most=most,
            )
        surfaces = tuple(map(self._analyzer.surface, words))
        if len(surfaces) == 1:
            return Word(surfaces[0], exact=True, part=part)
        return Phrase(surfaces, part)

    def _pattern(self, chunk: str, part: Part, at: int) -> Pattern:
        pieces = []
        for piece in chunk.split("*"):
            words = self._analyzer.words(piece)
            if len(words) > 1:
                raise QueryError(
                    "a word with * cannot hold punctuation, as {chunk} at character {at} does",
                    position=at,
                    chunk=chunk,
                )
            pieces.append(self._analyzer.surface(words[0]) if words else "")
        if sum(map(len, pieces)) < MIN_PATTERN_LETTERS:
            raise QueryError(
                "{chunk} at character {at} would find nearly every word; give at least "
                "{least} letters beside the *",
                position=at,
                chunk=chunk,
                least=MIN_PATTERN_LETTERS,
            )
        return Pattern(pieces[0], pieces[-1], tuple(filter(None, pieces[1:-1])), part)

    def _field(self, field: str, name: str, depth: int, at: int) -> tuple[list[Node], str]:
        cursor = self._cursor
        sign = self._sign()  # مصدر:-x is -مصدر:x
        start = cursor.place + 1
        if field in ("title", "body"):
            nodes, inner = self._clause(cast(Part, field), self._deeper(depth, at), start)
            if not nodes:
                raise QueryError(
                    "nothing to search for after {name}: at character {at}", position=at, name=name
                )
            if sign and inner == "-":
                raise _two_signs(at)
            return nodes, sign or inner or "+"
        value = self._quoted(start) if cursor.peek() in _QUOTES else self._chunk()
        if field == "date":
            return [parse_date_range(value, at)], sign or "+"
        surfaces = tuple(map(self._analyzer.surface, self._analyzer.words(value)))
        if not surfaces:
            raise QueryError(
                "nothing to search for after {name}: at character {at}", position=at, name=name
            )
        return [KeywordFilter(cast(Keyword, field), surfaces)], sign or "+"


def _two_signs(at: int) -> QueryError:
    return QueryError(
        "a sign before the field at character {at} and one behind its colon; write one of them",
        position=at,
    )


def _together(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Group(required=tuple(nodes))


def parse_date_range(text: str, at: int | None = None) -> DateFilter:
    """`2015`, `2015-07`, `2015-07-21`, or two of them round `..`, one of which may be left out.

    >>> parse_date_range("2015-07..2015-08")
    DateFilter(first=datetime.date(2015, 7, 1), last=datetime.date(2015, 8, 31))
    """
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    if not first and not last:
        raise _date_error(text, at)
    begin = _day(first, text, at, last=False) if first else None
    end = _day(last, text, at, last=True) if last else None
    if begin and end and begin > end:
        if at is None:
            raise QueryError("the dates {text!r} end before they begin", text=text)
        raise QueryError(
            "the dates {text!r} at character {at} end before they begin", position=at, text=text
        )
    return DateFilter(begin, end)


def _day(text: str, whole: str, at: int | None, *, last: bool) -> date:
    digits = "".join(str(unicodedata.digit(c, -1)) if c.isdigit() else c for c in text)
    match = _DATE.fullmatch(digits.replace("/", "-"))
    if match is None:
        raise _date_error(whole, at)
    try:
        year = int(match[1])
        month = int(match[2] or (12 if last else 1))
        day = int(match[3] or (calendar.monthrange(year, month)[1] if last else 1))
        return date(year, month, day)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise _date_error(whole, at) from error


def _date_error(text: str, at: int | None) -> QueryError:
    if at is None:
        return QueryError(
            "{text!r} is not a date; write 2015, 2015-07, 2015-07-21 or 2015-07..2015-08", text=text
        )
    return QueryError(
        "{text!r} at character {at} is not a date; "
        "write 2015, 2015-07, 2015-07-21 or 2015-07..2015-08",
        position=at,
        text=text,
    )
