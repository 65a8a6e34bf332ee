"""The same answers for programs, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

from search import ArticleView
from search.results import format_published
from web.current_index import current_engine, search_seconds
from web.inquiry import Inquiry, whole_number

blueprint = Blueprint("api", __name__, url_prefix="/api")
LARGEST_LIMIT = 100


@blueprint.get("/search")
def search() -> Response:
    """What `kashaf search --json` prints; parameters as on the page, and `limit` (to 100)."""
    inquiry = Inquiry.from_args(request.args)
    limit = whole_number(
        request.args,
        "limit",
        default=current_app.config["RESULTS_PER_PAGE"],
        largest=LARGEST_LIMIT,
    )
    found = inquiry.answer(current_engine(), limit=limit, timeout=search_seconds())
    return jsonify(found.to_dict())


@blueprint.get("/articles/<article_id:id>")
def article(id: str) -> Response:
    """One article as it was written; with `q`, where the query's words stand in it."""
    query = request.args.get("q", "").strip()
    view = current_engine().article(id, query, timeout=search_seconds())
    if view is None:
        abort(404, description="no article has this id")
    return jsonify(article_document(view))


def article_document(view: ArticleView) -> dict[str, Any]:
    """The article's fields as a hit has them, with the body in the snippet's place."""
    article = view.article
    return {
        "id": article.id,
        "title": article.title,
        "title_highlights": [list(pair) for pair in view.title_highlights],
        "source": article.source,
        "category": article.category,
        "author": article.author,
        "published": format_published(article.published),
        "url": article.url,
        "body": article.body,
        "body_highlights": [list(pair) for pair in view.body_highlights],
    }
