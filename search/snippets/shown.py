"""An article as a search shows it: in a list of hits, or whole."""

from __future__ import annotations

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.index import Segment
from search.results import ArticleView, Hit
from search.retrieval import Occurrences
from search.snippets.passages import best_passage, mark_words
from search.snippets.places import WordPlaces


def make_hit(
    segment: Segment,
    number: int,
    analyzer: ArabicAnalyzer,
    score: float,
    found: Occurrences,
    copies: int = 0,
    explanation: str | None = None,
) -> Hit:
    """An article with its best passage."""
    article, spans = segment.article(number), analyzer.spans
    places = WordPlaces(
        article.body, int(segment.body_lengths[number]), segment.word_marks(number), spans
    )
    return Hit(
        id=article.id,
        title=article.title,
        source=article.source,
        category=article.category,
        author=article.author,
        published=article.published,
        url=article.url,
        score=score,
        snippet=best_passage(article.body, places, found.body),
        title_highlights=(
            mark_words(list(spans(article.title)), found.title) if found.title else ()
        ),
        copies=copies,
        explanation=explanation,
    )


def make_view(article: Article, analyzer: ArabicAnalyzer, found: Occurrences) -> ArticleView:
    """A whole article with its marks."""
    title, body = (list(analyzer.spans(text)) for text in (article.title, article.body))
    best = best_passage(article.body, body, found.body)
    return ArticleView(
        article,
        mark_words(title, found.title),
        mark_words(body, found.body),
        best.start + best.highlights[0][0] if best.highlights else None,
    )
