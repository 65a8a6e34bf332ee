"""The pages that people see: one address, one call, one template each."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)

from search import QueryError
from web.current_index import current_engine, current_stats
from web.filters import active_filters, filter_groups
from web.inquiry import SORTS, Inquiry
from web.markup import marked_text
from web.pagination import page_numbers

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def search() -> str | tuple[str, int]:
    """The answer to a query or a filter; the front page where there is neither."""
    inquiry = Inquiry.from_args(request.args)
    return results(inquiry) if inquiry.to_args() else front_page(inquiry)


def front_page(inquiry: Inquiry) -> str:
    limit = current_app.config["LATEST_ON_FRONT_PAGE"]
    latest = inquiry.answer(current_engine(), limit=limit, facets=True)
    return render_template("front.html", inquiry=inquiry, latest=latest, stats=current_stats())


def results(inquiry: Inquiry) -> str | tuple[str, int]:
    limit = current_app.config["RESULTS_PER_PAGE"]
    engine = current_engine()
    found = inquiry.answer(engine, limit=limit, facets=True)
    page = render_template(
        "results.html",
        inquiry=inquiry,
        results=found,
        groups=filter_groups(inquiry, found.facets),
        active=active_filters(inquiry),
        numbers=page_numbers(inquiry.page, min(found.pages, engine.limits.window // limit)),
        sorts=SORTS,
        stats=current_stats(),
    )
    return (page, 404) if found.total and not found.hits else page


@blueprint.get("/article/<article_id:id>")
def article(id: str) -> str:
    """One article in full, the words of `q` marked; the other parameters lead back."""
    inquiry = Inquiry.from_args(request.args)
    unread = None
    try:
        view = current_engine().article(id, inquiry.query)
    except QueryError as error:
        # The article can be read even where the query cannot.
        view, unread = current_engine().article(id), error
    if view is None:
        abort(404)
    return render_template(
        "article.html",
        inquiry=inquiry,
        article=view.article,
        title_highlights=view.title_highlights,
        text=marked_text(view.article.body, view.body_highlights),
        unread=unread,
    )


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser adds this page to its search box."""
    response = make_response(render_template("opensearch.xml"))
    response.content_type = "application/opensearchdescription+xml; charset=utf-8"
    return response


@blueprint.get("/suggestions")
def suggestions() -> Response:
    """Completions of `q` as a browser's search box reads them."""
    typed = request.args.get("q", "")
    response = jsonify([typed, current_engine().complete(typed)])
    response.content_type = "application/x-suggestions+json"
    return response
