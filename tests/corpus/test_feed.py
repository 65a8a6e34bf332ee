"""Feeds and exports in XML: which elements are stories, and what a broken one costs."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, Skipped, read_corpus
from corpus.readers import feed
from corpus.readers.origin import Origin
from corpus.record import FieldNames

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="urn:media">
<channel><title>بريد المتوسط</title><link>https://barid.example/</link>
<image><title>شعار الصحيفة</title></image>
<item>
  <title>&laquo;القمح&raquo; يرتفع &amp; الخبز يتبعه</title>
  <link>https://barid.example/?p=1&page=2</link>
  <guid isPermaLink="false">barid-1</guid>
  <pubDate>Tue, 25 Jul 2023 16:30:00 +0300</pubDate>
  <dc:creator>ربى عوض</dc:creator>
  <category>اقتصاد</category><category>غذاء</category>
  <media:title>صورة صوامع</media:title>
  <description>&lt;p&gt;ارتفع السعر.&lt;/p&gt;&lt;p&gt;والخبز بعده.&lt;/p&gt;</description>
</item>
</channel></rss>"""
FROM_RSS = Article(
    "barid-1",
    "«القمح» يرتفع & الخبز يتبعه",
    "ارتفع السعر.\n\nوالخبز بعده.",
    datetime(2023, 7, 25, 16, 30),
    "بريد المتوسط",
    "اقتصاد، غذاء",
    "ربى عوض",
    "https://barid.example/?p=1&page=2",
)

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">وكالة الساحل</title>
<entry><id>urn:sahel:7</id><title>أمطار على الساحل</title>
  <link rel="self" href="https://sahel.example/7.atom"/>
  <link rel="alternate" href="https://sahel.example/7"/>
  <updated>2022-11-02T03:04:05Z</updated>
  <author><name>سمير حداد</name><email>samir@sahel.example</email></author>
  <category term="طقس" label="الطقس"/>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>هطل المطر.</p>
  <p>وتوقف السير.</p></div></content></entry></feed>"""
FROM_ATOM = Article(
    "urn:sahel:7",
    "أمطار على الساحل",
    "هطل المطر.\n\nوتوقف السير.",
    datetime(2022, 11, 2, 3, 4, 5),
    "وكالة الساحل",
    "طقس",
    "سمير حداد",
    "https://sahel.example/7",
)


def wordpress(fields: str) -> str:
    return (
        '<rss xmlns:wp="urn:wp" xmlns:content="urn:c" xmlns:excerpt="urn:e"><channel>'
        f"<title>المدونة</title><item><title>خبر</title><guid>9</guid>{fields}</item>"
        "</channel></rss>"
    )


def of_record(fields: str) -> str:
    return f"<archive><record>{fields}</record></archive>"


READ = [
    # content, the article, why
    (RSS, FROM_RSS, "RSS 2.0, with HTML's names and an & as careless writers leave them"),
    (ATOM, FROM_ATOM, "Atom, whose text is XHTML and whose link is an attribute"),
    (
        ATOM.replace("<", "<a:").replace("<a:/", "</a:").replace("a:feed xmlns", "a:feed xmlns:a"),
        FROM_ATOM,
        "Atom with a prefix on every name",
    ),
    (
        '<rdf:RDF xmlns:rdf="urn:r" xmlns="urn:rss">'
        "<channel><title>المرسى</title><items/></channel><item><title>خبر</title><link>https://marsa.example/3</link>"
        "<dc:date>2021-03-04</dc:date><dc:subject>ثقافة</dc:subject></item></rdf:RDF>",
        Article(
            "https://marsa.example/3", "خبر", "", datetime(2021, 3, 4), "المرسى", "ثقافة", "",
            "https://marsa.example/3",
        ),
        "RSS 1.0: the stories stand beside the channel; the link is the id",
    ),
    (
        wordpress(
            "<content:encoded><![CDATA[<p>المتن & <b>بقيته</b></p>]]></content:encoded>"
            "<excerpt:encoded>ملخص</excerpt:encoded><description></description>"
            '<category domain="category">محليات</category>'
            '<category domain="post_tag">وسم</category>'
            "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
        ),
        Article("9", "خبر", "المتن & بقيته", None, "المدونة", "محليات"),
        "WordPress: the body before its summary, a section and no tag",
    ),
    (
        wordpress("<excerpt:encoded>ملخص</excerpt:encoded>"),
        Article("9", "خبر", "ملخص", None, "المدونة"),
        "a summary where there is no body",
    ),
    (
        of_record(
            "<id>4</id><Headline>عنوان</Headline><text>نص</text>"
            "<author><first>ليلى</first><last>قاسم</last></author>"
        ),
        Article("4", "عنوان", "نص", author="ليلى قاسم"),
        "an export of someone's own, with names that people use",
    ),
    (
        of_record("<id>4</id><title>a<![CDATA[ < b ]]>c</title><source>الضفة</source>"),
        Article("4", "a < b c", "", source="الضفة"),
        "CDATA in the middle; a source of its own",
    ),
    (
        of_record("<id>4</id><title>سطر\x0bآخر</title>"),
        Article("4", "سطر آخر", ""),
        "a control character, which XML forbids",
    ),
    (
        '<!DOCTYPE a [<!ENTITY x "سر"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + of_record("<id>4</id><title>قبل &x; &f; بعد</title>"),
        Article("4", "قبل &x; &f; بعد", ""),
        "entities that the file makes up stay as they are written",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "article", "why"), READ, ids=[row[2] for row in READ])
def test_a_story(content: str, article: Article, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(content, "utf-8")
    assert list(read_corpus(tmp_path / "a.xml")) == [article]


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("suffix", ["xml", "rss", "atom", "rdf", "RSS"])
def test_bytes_say_the_encoding_whatever_the_file_says(
    encoding: str, suffix: str, tmp_path: Path
) -> None:
    (tmp_path / f"a.{suffix}").write_bytes(RSS.encode(encoding))
    assert list(read_corpus(tmp_path / f"a.{suffix}")) == [FROM_RSS]


def items(*inside: str) -> str:
    stories = "\n".join(f"<item>{text}</item>" for text in inside)
    return f"<rss><channel><title>س</title>\n{stories}\n</channel></rss>"


GOOD = "<guid>{}</guid><title>خبر</title>"
SKIPPED = [
    # content, ids that are read, reasons in order, why
    (items(GOOD.format(1), "<title>a</b></title>", GOOD.format(3)), ["1", "3"],
     ["not valid XML: mismatched tag"], "tags that cross cost their own story"),
    (items(GOOD.format(1), "<title\n>a<\n</title>", GOOD.format(3)), ["1", "3"],
     ["not valid XML: not well-formed (invalid token) on line 4"], "the line is named"),
    (items(GOOD.format(1), "<title>a", GOOD.format(3)).replace("a</item>", "a"), ["1", "3"],
     ["it does not end before the next begins on line 4"], "a story that never ends"),
    (items("<title>a</b>", "<title>a</b>", GOOD.format(3)), ["3"],
     ["not valid XML: mismatched tag"] * 2, "the first two broken"),
    (items(GOOD.format(1), "", GOOD.format(3)), ["1", "3"],
     ["neither a title nor a body (fields: source)"], "an empty one"),
    (items(GOOD.format(1), "<title>\udcff</title>", GOOD.format(3)), ["1", "3"],
     ["not valid UTF-8"], "a bad byte"),
    (items(GOOD.format(1), "<b>" * 70 + "</b>" * 70, GOOD.format(3)), ["1", "3"],
     ["elements are nested deeper than 64"], "nesting"),
    (items(GOOD.format(1), "<a/>" * 100_001, GOOD.format(3)), ["1", "3"],
     ["it holds more than 100,000 elements"], "very many elements"),
    (items(GOOD.format(1), GOOD.format(2))[:-30], ["1"],
     ["not valid XML: the file ends too early"], "a download that broke off"),
    (items(GOOD.format(1)) + "<script>", ["1"],
     ["not valid XML: junk after document element"], "what a host added at the end"),
    (wordpress("<wp:post_type>attachment</wp:post_type>"), [],
     ["no story: its wp:post_type is attachment"], "WordPress lists pictures, too"),
    (wordpress("<wp:status>draft</wp:status>"), [],
     ["not published: its wp:status is draft"], "what nobody has published"),
    ("<urlset><url><loc>x</loc></url></urlset>", [],
     ["no story in it, which is an element called article, doc, document, entry, item, newsitem, "
      "post, record, row, story"], "a map of a site"),
    ("قال الوزير", [], ["not valid XML: syntax error; the rest of the file is not read"], "a text"),
    ("<rss>" + "<a>" * 100, [],
     ["elements are nested deeper than 64; the rest of the file is not read"], "nesting outside"),
    ("<rss><channel><title>س</title></channel></rss>", [], [], "a feed with no news"),
    ("", [], [], "an empty file"),
    ("\n \n", [], [], "an empty file with lines"),
]  # fmt: skip


def read(content: str, size: int) -> list[Article | Skipped]:
    """As the file would be read if each read gave so many bytes."""

    class Slow(io.BytesIO):
        def read1(self, count: int | None = -1, /) -> bytes:
            return self.read(size)

    data = content.encode("utf-8", "surrogateescape")
    stream = Slow(data)
    return list(feed.read(stream, Origin("a.xml", FieldNames())))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1 << 16, 7])
@pytest.mark.parametrize(
    ("content", "ids", "reasons", "why"), SKIPPED, ids=[row[3] for row in SKIPPED]
)
def test_what_is_broken_costs_itself(
    content: str, ids: list[str], reasons: list[str], why: str, size: int
) -> None:
    records = read(content, size)
    assert [one.id for one in records if isinstance(one, Article)] == ids
    assert [one.reason for one in records if isinstance(one, Skipped)] == reasons


def test_a_skipped_story_is_named_by_the_line_it_begins_on() -> None:
    records = read(items("<title>a</b>", GOOD.format(2), "<title\n>\udcff</title>", "<x"), 1 << 16)
    assert [one.line for one in records if isinstance(one, Skipped)] == [2, 4, 6]


@pytest.mark.parametrize("most", [100, 1000])
def test_a_story_past_the_limit(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.story.MAX_RECORD_BYTES", most)
    monkeypatch.setattr("corpus.readers.feed.MAX_TAG_BYTES", most)
    long = "<title>" + "ا" * (most + 1) + "</title>"
    tag = f'<title x="{"a" * 3 * most}"/>'
    for broken, reason in ((long, "it is longer than"), (tag, "a tag or comment is longer")):
        first, second, third = read(items(GOOD.format(1), broken, GOOD.format(3)), 64)
        assert isinstance(second, Skipped)
        assert second.reason.startswith(reason)
        assert isinstance(first, Article)
        assert isinstance(third, Article)


PIECES = (
    "<item>", "</item>", "<title>", "</title>", "خبر", "&", "&amp;", "&nbsp;", "<![CDATA[", "]]>",
    "<", "/>", "\n", "</channel>", "<!--", "-->", "<p>", "\udcff", "\ufffe", "<?x", "?>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.integers(1, 40))
def test_how_a_file_is_cut_into_reads_does_not_matter(middle: str, size: int) -> None:
    content = items(GOOD.format(1), middle, GOOD.format(3))
    whole = read(content, 1 << 16)
    assert read(content, size) == whole
    assert whole[0] == read(items(GOOD.format(1)), 1 << 16)[0]
