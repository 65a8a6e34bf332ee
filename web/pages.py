"""The pages that people see: one address, one call, one template each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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

from corpus import Article
from search import QueryError
from search.results import Results
from web.addresses import url_for
from web.charts import timeline
from web.current_index import current_engine
from web.filters import active_filters, filter_groups
from web.inquiry import Inquiry
from web.links import outbound_url
from web.markup import marked_text
from web.pagination import page_numbers
from web.wording import current_wording

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def search() -> str | tuple[str, int]:
    """The answer to a query or a filter; the front page where there is neither."""
    inquiry = Inquiry.from_args(request.args)
    return results(inquiry) if inquiry.to_args() else front_page(inquiry)


def front_page(inquiry: Inquiry) -> str:
    limit = current_app.config["LATEST_ON_FRONT_PAGE"]
    latest = inquiry.answer(current_engine(), limit=limit, facets=True)
    return render_template(
        "front.html", inquiry=inquiry, latest=latest, extent=current_engine().extent()
    )


def results(inquiry: Inquiry) -> str | tuple[str, int]:
    limit = current_app.config["RESULTS_PER_PAGE"]
    engine = current_engine()
    found = inquiry.answer(engine, limit=limit, facets=True, timeline=True)
    wording = current_wording()
    always = url_for("pages.search", **inquiry.without_dates().to_args())
    page = render_template(
        "results.html",
        kept={},
        inquiry=inquiry,
        arguments=arguments_of_hits(inquiry, found),
        results=found,
        timeline=timeline(found.timeline, found.timeline_unit, inquiry, always, wording),
        groups=filter_groups(inquiry, found.facets, wording),
        active=active_filters(inquiry, wording),
        numbers=page_numbers(inquiry.page, min(found.pages, engine.limits.window // limit)),
        last=found.pages,
        extent=engine.extent(),
    )
    return (page, 404) if found.total and not found.hits else page


def arguments_of_hits(inquiry: Inquiry, found: Results) -> dict[str, Any]:
    """What links from the answer carry: the query that found it, and the way back."""
    if found.suggestion is not None and found.suggestion.applied:
        inquiry = inquiry.asking(found.suggestion.query)
    return inquiry.to_args()


@blueprint.get("/article/<article_id:id>")
def article(id: str) -> str:
    """One article in full, the words of `q` marked; the other parameters lead back."""
    inquiry = Inquiry.from_args(request.args)
    engine = current_engine()
    unread = None
    try:
        view = engine.article(id, inquiry.query)
    except QueryError as error:
        # The article can be read even where the query cannot.
        view, unread = engine.article(id), error
    if view is None:
        abort(404)
    return render_template(
        "article.html",
        inquiry=inquiry,
        article=view.article,
        cited=cited(view.article),
        title_highlights=view.title_highlights,
        text=marked_text(view.article.body, view.body_highlights, view.passage),
        unread=unread,
        copies=engine.copies_of(id)[: current_app.config["COPIES"]],
        similar=engine.more_like(id, limit=current_app.config["SIMILAR_ARTICLES"]),
    )


def cited(article: Article) -> Article:
    """The article as it is cited: without an address that must not be followed."""
    return article if outbound_url(article.url) else replace(article, url="")


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
