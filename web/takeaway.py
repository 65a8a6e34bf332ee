"""Answers and articles as files: to take away, to cite."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request

from search.exports import FORMATS, written
from web.current_index import current_engine
from web.inquiry import BadParameterError, Inquiry

blueprint = Blueprint("takeaway", __name__)
EXTENSIONS = {"csv": "csv", "jsonl": "jsonl", "ris": "ris", "bibtex": "bib"}
FORM = f"any({', '.join(EXTENSIONS)})"


@blueprint.get(f"/export/<{FORM}:form>")
def export(form: str) -> Response:
    """All articles that answer `q` under the page's filters, in its order, as they are read.

    An answer of more than EXPORT_LIMIT articles is refused, and nothing of it sent: half an answer
    looks like a whole one.
    """
    inquiry = Inquiry.from_args(request.args)
    engine = current_engine()
    most = current_app.config["EXPORT_LIMIT"]
    total = inquiry.at_page(1).answer(engine, limit=1).total
    if total > most:
        raise BadParameterError(
            f"the answer has {total:,} articles and {most:,} can be taken away at once: narrow it "
            "by a filter or by dates, or use `kashaf export`, which has no limit",
            parameter="q",
            value=inquiry.query,
            reason="export",
        )
    articles = engine.export(
        inquiry.query,
        sort=inquiry.sort,
        source=inquiry.source,
        category=inquiry.category,
        author=inquiry.author,
        date_from=inquiry.date_from,
        date_to=inquiry.date_to,
        limit=most,  # the index may have grown since it was counted
    )
    return _file(Response(written(articles, form)), form, "kashaf")


@blueprint.get("/cite/<any(ris, bibtex):form>/<article_id:id>")
def cite(form: str, id: str) -> Response:
    """One article for a reference manager."""
    view = current_engine().article(id)
    if view is None:
        abort(404, description="no article has this id")
    return _file(Response(b"".join(written([view.article], form))), form, "citation")


def _file(response: Response, form: str, name: str) -> Response:
    response.content_type = FORMATS[form].media_type
    attachment = f'attachment; filename="{name}.{EXTENSIONS[form]}"'
    response.headers["Content-Disposition"] = attachment
    response.headers["Cache-Control"] = "no-cache"
    return response
