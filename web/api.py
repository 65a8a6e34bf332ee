"""The same answers for programs, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

from search import ArticleView
from search.results import format_published
from web.current_index import current_engine
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
    return jsonify(inquiry.answer(current_engine(), limit=limit).to_dict())


@blueprint.get("/articles/<article_id:id>")
def article(id: str) -> Response:
    """One article as it was written; with `q`, where the query's words stand in it."""
    view = current_engine().article(id, request.args.get("q", "").strip())
    if view is None:
        abort(404, description="no article has this id")
    return jsonify(article_document(view))


@blueprint.get("/articles/<article_id:id>/similar")
def similar(id: str) -> Response:
    """Articles on the same story or subject, at most `limit`, and the copies of this one."""
    engine = current_engine()
    if engine.article(id) is None:
        abort(404, description="no article has this id")
    limit = whole_number(request.args, "limit", default=10, largest=LARGEST_LIMIT)
    return jsonify(
        {
            "id": id,
            "similar": [hit.to_dict() for hit in engine.more_like(id, limit=limit)],
            "copies": [hit.to_dict() for hit in engine.copies_of(id)],
        }
    )


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
