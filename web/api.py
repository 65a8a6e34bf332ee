"""The same answers for programs, as JSON: each operation is one call of the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from search import ArticleView, Concordance, Results, Trend
from search.results import Range, format_published
from web.caching import unchanged_with_index
from web.current_index import current_engine
from web.inquiry import Inquiry
from web.openapi import Operation, describe
from web.parameters import (
    EXPLAIN,
    FACETS,
    FILTERS,
    LIMIT,
    LINE_SORT,
    PAGE,
    QUERIES,
    QUERY,
    SORT,
    TIMELINE,
    UNIT,
    WIDTH,
    Parameter,
    read_all,
)

blueprint = Blueprint("api", __name__, url_prefix="/api")
OPERATIONS: list[Operation] = []
Answer = Callable[..., dict[str, Any]]


def operation(
    path: str, parameters: Sequence[Parameter], answer: type
) -> Callable[[Answer], Answer]:
    """An address whose parameters become the function's arguments; its docstring describes it."""

    def register(function: Answer) -> Answer:
        has_id = path.endswith(":id>")
        shown = path.replace("<article_id:id>", "{id}")
        summary = (function.__doc__ or "").split("\n")[0]
        OPERATIONS.append(
            Operation(function.__name__, f"/api{shown}", summary, parameters, answer, has_id)
        )

        def view(**of_path: str) -> Response:
            return jsonify(function(**of_path, **read_all(parameters, request.args)))

        blueprint.add_url_rule(path, function.__name__, unchanged_with_index(view))
        return function

    return register


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """A whole article as its source wrote it, and where the words of the query stand in it."""

    id: str
    title: str
    title_highlights: tuple[Range, ...]
    source: str
    category: str
    author: str
    published: str | None
    url: str
    body: str
    body_highlights: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Completions:
    """Whole queries that begin as the text does."""

    query: str
    completions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """A line for each query, all with the same periods."""

    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much the index holds, and from when."""

    articles: int
    terms: int
    first: str | None
    last: str | None
    generation: int


@operation("/search", (QUERY, *FILTERS, SORT, PAGE, LIMIT, FACETS, TIMELINE, EXPLAIN), Results)
def search(**asked: Any) -> dict[str, Any]:
    """One page of the articles that answer a query; without one, all, the newest first."""
    if "limit" not in request.args:
        asked["limit"] = current_app.config["RESULTS_PER_PAGE"]
    return current_engine().search(**asked).to_dict()


@operation("/articles/<article_id:id>", (QUERY,), ArticleDocument)
def article(id: str, query: str) -> dict[str, Any]:
    """One article as it was written; with q, where the query's words stand in it."""
    view = current_engine().article(id, query)
    if view is None:
        abort(404, description="no article has this id")
    return asdict(article_document(view))


@operation(
    "/concordance",
    (
        replace(QUERY, required=True),
        *FILTERS,
        LINE_SORT,
        WIDTH,
        PAGE,
        replace(LIMIT, description="How many lines on a page.", default=50, largest=1000),
    ),
    Concordance,
)
def concordance(**asked: Any) -> dict[str, Any]:
    """Every match in its line, the word in the middle."""
    return current_engine().concordance(**asked).to_dict()


@operation("/trends", (QUERIES, *FILTERS, UNIT), Trends)
def trends(queries: tuple[str, ...], **asked: Any) -> dict[str, Any]:
    """How many articles answer each query over time, and how many there are in all."""
    engine = current_engine()
    return {"trends": [engine.trend(query, **asked).to_dict() for query in queries]}


@operation("/complete", (QUERY, replace(LIMIT, default=8, largest=20)), Completions)
def complete(query: str, limit: int) -> dict[str, Any]:
    """Whole queries that begin as q does, the likeliest first."""
    completions = current_engine().complete(query, limit=limit)
    return {"query": query, "completions": completions}


@operation("/stats", (), Holdings)
def stats() -> dict[str, Any]:
    """How much the index holds, and from when."""
    engine = current_engine()
    held = engine.stats()
    holdings = Holdings(held.articles, held.terms, held.first, held.last, engine.generation)
    return asdict(holdings)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """All of the above, described for programs."""
    return jsonify(describe(OPERATIONS, version("kashaf"), request.root_url.rstrip("/")))


@blueprint.get("/docs")
def docs() -> str:
    """All of the above, described for people, who can try it."""
    described = describe(OPERATIONS, version("kashaf"), request.root_url.rstrip("/"))
    return render_template("api_docs.html", described=described, inquiry=Inquiry())


def article_document(view: ArticleView) -> ArticleDocument:
    """The article's fields as a hit has them, with the body in the snippet's place."""
    article = view.article
    return ArticleDocument(
        article.id,
        article.title,
        view.title_highlights,
        article.source,
        article.category,
        article.author,
        format_published(article.published),
        article.url,
        article.body,
        view.body_highlights,
    )
