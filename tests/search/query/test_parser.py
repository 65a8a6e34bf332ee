"""The query language: what each text means, and which character an error names."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import arabic_analyzer
from search.errors import QueryError
from search.limits import DEFAULT_LIMITS as LIMITS
from search.limits import Limits
from search.query import (
    DateFilter,
    Group,
    KeywordFilter,
    Node,
    Or,
    Pattern,
    Phrase,
    Word,
    parse,
    parse_date_range,
    parse_plain,
    positive_leaves,
)

ANALYZER = arabic_analyzer()


def w(text: str, part: str = "any") -> Word:
    return Word(text, part=part)  # type: ignore[arg-type]


def exact(text: str, part: str = "any") -> Word:
    return Word(text, exact=True, part=part)  # type: ignore[arg-type]


def ph(text: str, part: str = "any") -> Phrase:
    return Phrase(tuple(text.split()), part)  # type: ignore[arg-type]


def must(*nodes: Node) -> Group:
    return Group(required=nodes)


def should(*nodes: Node) -> Group:
    return Group(preferred=nodes)


JULY = DateFilter(date(2015, 7, 1), date(2015, 7, 31))

MEANINGS = [
    # query, tree, why
    ("", Group(), "nothing asked for: all articles"),
    ("   \t\n", Group(), "white space is nothing"),
    ("النفط", should(w("النفط")), "one plain word"),
    ("أسعار النفط", should(w("اسعار"), w("النفط")), "plain words are preferred, and folded"),
    ("مُحَمَّد", should(w("محمد")), "marks go"),
    ("الـنـفط", should(w("النفط")), "tatweel goes"),
    ("Brent OIL", should(w("brent"), w("oil")), "Latin is lower-cased"),
    ("٢٠١٥", should(w("2015")), "Arabic digits are digits"),
    # phrases
    ('"أسعار النفط"', must(ph("اسعار النفط")), "a phrase must hold"),
    ("“أسعار النفط”", must(ph("اسعار النفط")), "curly quotes, too"),
    ("„أسعار النفط“", must(ph("اسعار النفط")), "low quotes, too"),
    ('"من المدينة"', must(ph("من المدينه")), "stop words count in a phrase"),
    ('"النفط"', must(exact("النفط")), "a phrase of one word is its exact form"),
    ('""', Group(), "nothing quoted is punctuation"),
    ('"؟"', Group(), "only punctuation quoted is punctuation"),
    ('غاز"أسعار النفط"', Group((ph("اسعار النفط"),), (w("غاز"),)), "a quote needs no space"),
    ('"أسعار، النفط"', must(ph("اسعار النفط")), "punctuation in a phrase is only punctuation"),
    ('"أسعار OR -النفط"', must(ph("اسعار or النفط")), "no operators inside quotes"),
    ("“النفط", should(w("النفط")), "a curly quote alone is punctuation: headlines break them"),
    # + - NOT
    ("+النفط غاز", Group((w("النفط"),), (w("غاز"),)), "+ must hold"),
    ("النفط -غاز", Group((), (w("النفط"),), (w("غاز"),)), "- must not hold"),
    ("-غاز", Group(excluded=(w("غاز"),)), "only left out: all others"),
    ("NOT غاز", Group(excluded=(w("غاز"),)), "NOT is -"),
    ("not غاز", should(w("not"), w("غاز")), "lower case is a word"),
    ('-"أسعار النفط"', Group(excluded=(ph("اسعار النفط"),)), "a phrase left out"),
    ("-“أسعار النفط”", Group(excluded=(ph("اسعار النفط"),)), "a curly phrase left out"),
    ("-(غاز فحم)", Group(excluded=(should(w("غاز"), w("فحم")),)), "a group left out"),
    ("-source:العربية", Group(excluded=(KeywordFilter("source", ("العربيه",)),)), "field left out"),
    ("-غا*", Group(excluded=(Pattern("غا", ""),)), "a pattern left out"),
    ("+غا*", must(Pattern("غا", "")), "a pattern that must hold"),
    ("-=غاز", Group(excluded=(exact("غاز"),)), "an exact word left out"),
    ("- فيديو", should(w("فيديو")), "a dash before a space is a dash: headlines"),
    ("عاجل - فيديو", should(w("عاجل"), w("فيديو")), "a dash between words"),
    ("+ فيديو", should(w("فيديو")), "a plus before a space is only a plus"),
    ("--غاز", should(w("غاز")), "two signs are a dash"),
    ("–غاز", should(w("غاز")), "an en dash is never an operator"),
    ("كوفيد-19", should(w("كوفيد"), w("19")), "a sign inside a word"),
    ("3-2", should(w("3"), w("2")), "a result of football"),
    ("1+1", should(w("1"), w("1")), "a plus inside"),
    ("-كوفيد-19", Group(excluded=(w("كوفيد"), w("19"))), "both halves are left out"),
    ("غاز-", should(w("غاز")), "a sign behind a word"),
    ("\u200f-غاز", Group(excluded=(w("غاز"),)), "a direction mark before the sign"),
    ("غاز \u200fOR\u200f فحم", should(Or((w("غاز"), w("فحم")))), "direction marks round OR"),
    # OR AND ( )
    ("a OR b", should(Or((w("a"), w("b")))), "one of two"),
    ("a | b || c", should(Or((w("a"), w("b"), w("c")))), "bars are OR, and ORs are flat"),
    ("a OR b c", should(Or((w("a"), w("b"))), w("c")), "OR binds its neighbours only"),
    ("c a OR b", should(w("c"), Or((w("a"), w("b")))), "the same from the left"),
    ("a or b", should(w("a"), w("or"), w("b")), "lower case is a word"),
    ("a|b", should(w("a"), w("b")), "a bar inside a word is punctuation"),
    ("a\u3000OR\u2003b", should(Or((w("a"), w("b")))), "every white space is a space"),
    ("a AND b", must(w("a"), w("b")), "both must hold"),
    ("a && b", must(w("a"), w("b")), "another spelling"),
    ("a AND -b", Group((w("a"),), (), (w("b"),)), "AND with a word left out"),
    ("a AND NOT b", Group((w("a"),), (), (w("b"),)), "as it is spoken"),
    ("a b AND c", Group((w("b"), w("c")), (w("a"),)), "AND binds its neighbours only"),
    ("a OR b AND c", must(Or((w("a"), w("b"))), w("c")), "from left to right"),
    ("+a OR b", must(Or((w("a"), w("b")))), "the sign is that of the first"),
    ('"a b" OR c', must(Or((ph("a b"), w("c")))), "a phrase as an option"),
    ("3-2 OR x", should(Or((must(w("3"), w("2")), w("x")))), "a split word is one option"),
    ("(a b) c", should(should(w("a"), w("b")), w("c")), "a group is a clause"),
    ("(a OR b) -c", Group((), (should(Or((w("a"), w("b")))),), (w("c"),)), "the usual use"),
    ("+(a OR b)", must(should(Or((w("a"), w("b"))))), "a group that must hold"),
    ("a(b)c", should(w("a"), should(w("b")), w("c")), "parentheses need no space"),
    ("()", Group(), "an empty group is punctuation"),
    ("a () b", should(w("a"), w("b")), "an empty group between words"),
    ("((a))", should(should(should(w("a")))), "nested"),
    # =
    ("=غاز", should(exact("غاز")), "exactly this form"),
    ("=كوفيد-19", must(ph("كوفيد 19")), "two words in one: a phrase"),
    ("a=b", should(w("a"), w("b")), "inside a word it is punctuation"),
    # patterns
    ("الحكوم*", should(Pattern("الحكوم", "")), "prefix"),
    ("*حكومة", should(Pattern("", "حكومه")), "suffix, folded"),
    ("*حكوم*", should(Pattern("", "", ("حكوم",))), "inside"),
    ("م*ر", should(Pattern("م", "ر")), "both ends"),
    ("كت*ا*بة", should(Pattern("كت", "به", ("ا",))), "three pieces"),
    ("«الحكوم*»", should(Pattern("الحكوم", "")), "guillemets round a pattern"),
    ("=الحكوم*", should(Pattern("الحكوم", "")), "a pattern looks at exact forms anyway"),
    ("الحكومة؟", should(w("الحكومه")), "the Arabic question mark is no wildcard"),
    ("gov?", should(w("gov")), "nor is the Latin one"),
    # fields
    ("title:النفط", must(w("النفط", "title")), "in the title, and it must hold"),
    ("عنوان:النفط", must(w("النفط", "title")), "Arabic name"),
    ("العنوان:النفط", must(w("النفط", "title")), "with the article"),
    ("عُنوان:النفط", must(w("النفط", "title")), "names are folded"),
    ("TITLE:النفط", must(w("النفط", "title")), "names in any case"),
    ("نص:النفط", must(w("النفط", "body")), "in the body"),
    ('title:"أسعار النفط"', must(ph("اسعار النفط", "title")), "a phrase in the title"),
    ("title:“أسعار النفط”", must(ph("اسعار النفط", "title")), "in curly quotes"),
    ("title:(a b)", must(should(w("a", "title"), w("b", "title"))), "a group in the title"),
    ("title:=غاز", must(exact("غاز", "title")), "an exact form in the title"),
    ("title:غا*", must(Pattern("غا", "", (), "title")), "a pattern in the title"),
    ("title:a OR body:b", must(Or((w("a", "title"), w("b", "body")))), "fields as options"),
    ("-عنوان:غاز", Group(excluded=(w("غاز", "title"),)), "left out of titles"),
    ("source:العربية", must(KeywordFilter("source", ("العربيه",))), "a source, folded"),
    ('مصدر:"سكاي نيوز"', must(KeywordFilter("source", ("سكاي", "نيوز"))), "of two words"),
    ("مصدر:“سكاي نيوز”", must(KeywordFilter("source", ("سكاي", "نيوز"))), "in curly quotes"),
    ("صحيفة:الرياض", must(KeywordFilter("source", ("الرياض",))), "a newspaper is a source"),
    ("قسم:رياضة", must(KeywordFilter("category", ("رياضه",))), "a section"),
    ("section:رياضة", must(KeywordFilter("category", ("رياضه",))), "its other name"),
    ("كاتب:سالم", must(KeywordFilter("author", ("سالم",))), "a writer"),
    ("date:2015-07", must(JULY), "a month"),
    ("تاريخ:٢٠١٥-٠٧", must(JULY), "Arabic name and digits"),
    ("date:2015/7", must(JULY), "slash, no zero"),
    ('date:"2015-07"', must(JULY), "quoted"),
    ("date:2015", must(DateFilter(date(2015, 1, 1), date(2015, 12, 31))), "a year"),
    ("date:2016-02", must(DateFilter(date(2016, 2, 1), date(2016, 2, 29))), "a leap year"),
    ("date:2015-07-21", must(DateFilter(date(2015, 7, 21), date(2015, 7, 21))), "a day"),
    (
        "date:2015-07..2015-08",
        must(DateFilter(date(2015, 7, 1), date(2015, 8, 31))),
        "both months are in it",
    ),
    ("date:2015..", must(DateFilter(date(2015, 1, 1), None)), "open behind"),
    ("date:..2015", must(DateFilter(None, date(2015, 12, 31))), "open before"),
    ("المصدر: رويترز", must(KeywordFilter("source", ("رويترز",))), "a space after the colon"),
    ("عنوان:  النفط الغاز", Group((w("النفط", "title"),), (w("الغاز"),)), "two, for one word"),
    ('title: "أسعار النفط"', must(ph("اسعار النفط", "title")), "a space before a phrase"),
    ("a title: (b c)", Group((should(w("b", "title"), w("c", "title")),), (w("a"),)), "a group"),
    ("date: 2015-07", must(JULY), "a space before a date"),
    ("مصدر:-رويترز", Group(excluded=(KeywordFilter("source", ("رويترز",)),)), "a sign behind it"),
    ("title: -غاز", Group(excluded=(w("غاز", "title"),)), "a space and a sign"),
    ('title:-"a b"', Group(excluded=(ph("a b", "title"),)), "a sign before a phrase"),
    ("title:+غاز", must(w("غاز", "title")), "a plus behind it says what holds anyway"),
    ("date:-2015-07", Group(excluded=(JULY,)), "every month but one"),
    ("title:(a -b)", must(Group((), (w("a", "title"),), (w("b", "title"),))), "inside a group"),
    ("a AND source:-b", Group((w("a"),), (), (KeywordFilter("source", ("b",)),)), "and AND"),
    ("19:30", should(w("19"), w("30")), "a time is no field"),
    ("http://x.com", should(w("http"), w("x"), w("com")), "nor is an address"),
    ("رئيس:الوزراء", should(w("رييس"), w("الوزراء")), "a name that no field has is a word"),
    # punctuation
    ("؟", Group(), "punctuation alone"),
    ("هل فاز؟", should(w("هل"), w("فاز")), "Arabic question mark"),
    ("النفط، الغاز؛ الفحم", should(w("النفط"), w("الغاز"), w("الفحم")), "comma, semicolon"),
    ("«النفط»", should(w("النفط")), "guillemets are only punctuation"),
    ("النفط… الغاز", should(w("النفط"), w("الغاز")), "ellipsis"),
    ("🛢️ النفط 🛢️", should(w("النفط")), "emoji are punctuation"),
    ("#النفط @x", should(w("النفط"), w("x")), "hashtag, mention"),
    ("النفط!!! [صور]", should(w("النفط"), w("صور")), "exclamation, brackets"),
    ("\ufeffالنفط\u200b", should(w("النفط")), "invisible characters"),
]


@pytest.mark.parametrize(("query", "tree", "why"), MEANINGS, ids=[row[2] for row in MEANINGS])
def test_meaning(query: str, tree: Group, why: str) -> None:
    assert parse(query, ANALYZER) == tree, why


ERRORS = [
    # query, position, a piece of the message, why
    ('غاز "النفط', 5, "no closing quote for the one at character 5", "unclosed quote"),
    ('source:"النفط', 8, "no closing quote for the one at character 8", "the quote, not the field"),
    ('title:"النفط', 7, "no closing quote for the one at character 7", "the same in a title"),
    ("source:“النفط", 8, "no closing quote for the one at character 8", "curly, after a field"),
    ("a (b", 3, "no closing parenthesis for the one at character 3", "unclosed"),
    ("((a)", 1, "no closing parenthesis for the one at character 1", "the outer one is unclosed"),
    ("a) b", 2, "no opening parenthesis for the one at character 2", "stray"),
    (")", 1, "no opening parenthesis for the one at character 1", "stray alone"),
    ("OR a", 1, "OR at character 1 needs a word before it", "no left side"),
    ("| a", 1, "| at character 1 needs a word before it", "named as it is written"),
    ("a OR", 3, "OR at character 3 needs a word after it", "no right side"),
    ("a OR ؟", 3, "OR at character 3 needs a word after it", "punctuation is no right side"),
    ("a AND", 3, "AND at character 3 needs a word after it", "no right side"),
    ("a &&", 3, "&& at character 3 needs a word after it", "named as it is written"),
    ("a OR OR b", 6, "OR at character 6 needs a word before it", "twice"),
    ("(OR a)", 2, "OR at character 2 needs a word before it", "in a group"),
    ("(a OR) b", 4, "OR at character 4 needs a word after it", "at the end of a group"),
    ("a OR -b", 3, "OR at character 3 cannot join a word that is left out", "left out"),
    ("-a OR b", 4, "OR at character 4 cannot join a word that is left out", "left out, first"),
    ("NOT", 1, "nothing to search for after NOT at character 1", "NOT alone"),
    ("a NOT ؟", 3, "nothing to search for after NOT at character 3", "NOT punctuation"),
    ("(NOT)", 2, "nothing to search for after NOT at character 2", "NOT in a group"),
    ("NOT NOT a", 1, "NOT at character 1 needs a word after it", "twice is no word"),
    ("NOT OR a", 1, "NOT at character 1 needs a word after it", "an operator is no word"),
    ("NOT -a", 1, "NOT at character 1 needs a word after it", "nor is a sign"),
    ("-()", 1, "nothing to search for after - at character 1", "an empty group left out"),
    ('+""', 1, "nothing to search for after + at character 1", "an empty phrase demanded"),
    ("=", 1, "no word after = at character 1", "= alone"),
    ("a =؟", 3, "no word after = at character 3", "= punctuation"),
    ("title:", 1, "nothing to search for after title: at character 1", "empty field"),
    ("a عنوان:", 3, "nothing to search for after عنوان: at character 3", "an Arabic one"),
    ('title:""', 1, "nothing to search for after title: at character 1", "an empty phrase in it"),
    ("title:()", 1, "nothing to search for after title: at character 1", "an empty group in it"),
    ("title:؟", 1, "nothing to search for after title: at character 1", "punctuation in it"),
    ("title: ", 1, "nothing to search for after title: at character 1", "a space in it"),
    ("(title: )", 2, "nothing to search for after title: at character 2", "at the end of a group"),
    ("-title:-a", 1, "a sign before the field at character 1 and one behind", "two signs"),
    ("b +source:-a", 3, "a sign before the field at character 3 and one behind", "two others"),
    ("title:-body:-a", 1, "a sign before the field at character 1 and one behind", "two fields"),
    ("a OR source:-b", 3, "OR at character 3 cannot join a word that is left out", "its field"),
    ("source:؟", 1, "nothing to search for after source: at character 1", "punctuation in it"),
    ('source:""', 1, "nothing to search for after source: at character 1", "empty value"),
    ("source:(a)", 1, "nothing to search for after source: at character 1", "no groups in it"),
    ("x date:غدا", 3, "'غدا' at character 3 is not a date", "a word"),
    ("date:2015-13", 1, "is not a date", "no such month"),
    ("date:2015-00", 1, "is not a date", "month zero is not the whole year"),
    ("date:2015-07-00", 1, "is not a date", "day zero is not the whole month"),
    ("date:2015-02-30", 1, "is not a date", "no such day"),
    ("date:0000", 1, "is not a date", "no such year"),
    ("date:15-07-2015", 1, "is not a date", "day first is not read"),
    ("date:..", 1, "is not a date", "open on both sides"),
    ("date:2015...2016", 1, "is not a date", "three dots"),
    ("date:2016..2015", 1, "end before they begin", "backwards"),
    ("*", 1, "* at character 1 would find nearly every word", "* alone"),
    ("a *", 3, "* at character 3 would find nearly every word", "* alone behind a word"),
    ("م*", 1, "give at least 2 letters", "one letter"),
    ("*ـ*", 1, "give at least 2 letters", "tatweel is no letter"),
    ("19-كوفي*", 1, "cannot hold punctuation", "a pattern of two words"),
    ("a" * (LIMITS.characters + 1), None, f"{LIMITS.characters} are allowed", "too long"),
    ("a " * (LIMITS.clauses + 1), None, f"more than {LIMITS.clauses} clauses", "too many"),
    ("(" * 1000 + "a" + ")" * 1000, LIMITS.depth + 1, "nested deeper", "1,000 parentheses"),
    ("(" * 4000, LIMITS.depth + 1, "nested deeper", "4,000, none closed"),
    ("نص:" * 1000 + "a", LIMITS.depth * 3 + 1, "nested deeper", "1,000 fields"),
    ("-(" * 1000, LIMITS.depth * 2 + 1, "nested deeper", "1,000 groups left out"),
    ("ا،" * 600, None, f"more than {LIMITS.clauses} clauses", "words that no space parts"),
    ("a OR " * 700 + "a", None, f"more than {LIMITS.clauses} clauses", "alternatives"),
    ('b "' + "a " * 1900 + '"', 3, "has 1900 words, 256 are allowed", "a long phrase"),
    ("=" + "a،" * 300, 1, "has 300 words, 256 are allowed", "a long form"),
]


@pytest.mark.parametrize(
    ("query", "position", "message", "why"), ERRORS, ids=[row[3] for row in ERRORS]
)
def test_error(query: str, position: int | None, message: str, why: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, ANALYZER)
    assert message in str(caught.value), why
    assert caught.value.position == position, why
    assert "\n" not in str(caught.value)


def test_deepest_and_longest_that_are_read() -> None:
    deep = parse("(" * LIMITS.depth + "a" + ")" * LIMITS.depth, ANALYZER)
    assert positive_leaves(deep) == [w("a")]
    assert len(parse("a " * LIMITS.clauses, ANALYZER).preferred) == LIMITS.clauses
    assert parse("a" * LIMITS.characters, ANALYZER) == should(w("a" * LIMITS.characters))


SMALL = Limits(characters=20, clauses=3, depth=1, phrase_words=2)
PAST_SMALL = [
    # query, message, why
    ("a" * 21, "the query has 21 characters, 20 are allowed", "characters"),
    ("a b c d", "more than 3 clauses", "clauses"),
    ("((a))", "nested deeper than 1 at character 2", "depth"),
    ('"a b c"', "has 3 words, 2 are allowed", "words of a phrase"),
]


@pytest.mark.parametrize(("query", "message", "why"), PAST_SMALL)
def test_limits_can_be_set(query: str, message: str, why: str) -> None:
    parse(query, ANALYZER)
    with pytest.raises(QueryError, match=message):
        parse(query, ANALYZER, SMALL)


PLAIN = [
    # text, surfaces, why
    ("عاجل: -فيديو", ["عاجل", "فيديو"], "no sign"),
    ('OR ("a', ["or", "a"], "no operator, no quote, no parenthesis"),
    ("title:a b*", ["title", "a", "b"], "no field, no pattern"),
    ("؟", [], "no word"),
    ("a " * 1000, ["a"] * LIMITS.clauses, "a long headline is cut"),
]


@pytest.mark.parametrize(("text", "surfaces", "why"), PLAIN, ids=[row[2] for row in PLAIN])
def test_plain(text: str, surfaces: list[str], why: str) -> None:
    assert parse_plain(text, ANALYZER) == should(*map(w, surfaces)), why


def test_leaves_are_what_an_article_is_found_by() -> None:
    tree = parse('+a (b OR "c d") -e source:f غا* NOT (g h)', ANALYZER)
    assert positive_leaves(tree) == [w("a"), w("b"), ph("c d"), Pattern("غا", "")]


def test_date_range_alone_needs_no_place() -> None:
    with pytest.raises(QueryError, match=r"^'x' is not a date") as caught:
        parse_date_range("x")
    assert caught.value.position is None


PIECES = st.sampled_from(
    ['"', "“", "”", "„", "(", ")", "+", "-", "=", "*", "|", "&&", " ", " OR ", " AND ", " NOT ",
     "title:", "نص:", "مصدر:", "date:", "تاريخ:", "2015", "..", "٠٧", "-", "/", ":", "غاز", "من",
     "ة", "ـ", "َ", "\u200f", "\n", "\u00a0", "؟", "«", "🛢️", "\ud800", "\0", "19", "x"]
)  # fmt: skip
QUERIES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


def outcome(query: str) -> Group | QueryError:
    try:
        return parse(query, ANALYZER)
    except QueryError as error:
        return error


@settings(max_examples=600, deadline=None)
@given(QUERIES)
@example("title:")
@example("date:²")
@example("date:²²²²")
def test_any_text_is_a_tree_or_an_error_that_names_a_character(query: str) -> None:
    read = outcome(query)
    if isinstance(read, QueryError):
        assert read.position is None or 1 <= read.position <= len(query)
        if read.position is not None:
            assert f"at character {read.position}" in str(read)
        return
    assert isinstance(read, Group)
    hash(read)
    for leaf in positive_leaves(read):
        assert leaf != w("")


@settings(max_examples=300, deadline=None)
@given(QUERIES)
def test_plain_reads_any_text(text: str) -> None:
    tree = parse_plain(text, ANALYZER)
    assert [node.text for node in tree.preferred] == [  # type: ignore[union-attr]
        ANALYZER.surface(word) for word in ANALYZER.words(text)
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["غاز", "نفط", "19", "x"]), min_size=1, max_size=6), st.data())
def test_punctuation_changes_nothing(words: list[str], data: st.DataObject) -> None:
    marks = st.sampled_from(["، ", " ؛ ", "؟ ", " «", "» ", " … ", " ! ", " 🛢️ ", " - ", " . "])
    text = "".join(word + data.draw(marks) for word in words)
    assert parse(text, ANALYZER) == should(*map(w, words))
