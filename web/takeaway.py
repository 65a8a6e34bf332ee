"""Answers and articles as files: to take away, to cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import fields
from itertools import chain
from threading import BoundedSemaphore

from flask import Blueprint, Response, abort, current_app, request
from flask.blueprints import BlueprintSetupState

from corpus import Article
from search.exports import FORMATS, csv_table, written
from search.results import CONCORDANCE_SORTS, Concordance, ConcordanceLine
from search.snippets.concordance import MAX_LINES
from web.current_index import current_engine
from web.inquiry import BadParameterError, Inquiry, one_of
from web.study import UNIT_CHOICES, compared

blueprint = Blueprint("takeaway", __name__)
EXTENSIONS = {"csv": "csv", "jsonl": "jsonl", "ris": "ris", "bibtex": "bib"}
FORM = f"any({', '.join(EXTENSIONS)})"
PLACES = "kashaf-exports"


class ExportsBusyError(Exception):
    """As many exports are being sent as there may be at once."""


@blueprint.record
def make_places(state: BlueprintSetupState) -> None:
    """A place for each export that may be sent at the same time."""
    state.app.extensions[PLACES] = BoundedSemaphore(state.app.config["LIMITS"].exports_at_once)


@blueprint.get(f"/export/<{FORM}:form>")
def export(form: str) -> Response:
    """All articles that answer `q` under the page's filters, in its order, as they are read.

    An answer of more articles than one file may have is refused, and nothing of it sent: half an
    answer looks like a whole one. Raises ExportsBusyError while others have all the places.
    """
    places: BoundedSemaphore = current_app.extensions[PLACES]
    if not places.acquire(blocking=False):
        raise ExportsBusyError
    with ExitStack() as place:
        place.callback(places.release)
        pieces = written(_asked_for(), form)
        kept = place.pop_all()
    # When all is sent or when the client goes, even before the first piece.
    response = Response(_closing(pieces, kept))
    response.call_on_close(kept.close)
    return _file(response, form, "kashaf")


def _closing(pieces: Iterable[bytes], place: ExitStack) -> Iterator[bytes]:
    with place:
        yield from pieces


def _asked_for() -> Iterator[Article]:
    inquiry = Inquiry.from_args(request.args)
    engine = current_engine()
    most = current_app.config["LIMITS"].export_records
    total = inquiry.at_page(1).answer(engine, limit=1).total
    if total > most:
        raise too_many(f"{total:,} articles", most, inquiry.query)
    return engine.export(
        inquiry.query,
        sort=inquiry.sort,
        source=inquiry.source,
        category=inquiry.category,
        author=inquiry.author,
        date_from=inquiry.date_from,
        date_to=inquiry.date_to,
        limit=most,  # the index may have grown since it was counted
    )


def too_many(held: str, most: int, query: str) -> BadParameterError:
    """The refusal of an answer that is too long; the command line has no limit."""
    return BadParameterError(
        f"the answer has {held} and {most:,} can be taken away at once: narrow it by a filter or "
        "by dates, or use the command line, which has no limit",
        parameter="q",
        value=query,
        reason="export",
    )


@blueprint.get("/export/lines.csv")
def lines() -> Response:
    """All lines of a concordance that the page can show, in its order; too many are refused."""
    inquiry = Inquiry.from_args(request.args)
    order = one_of(request.args, "order", CONCORDANCE_SORTS)
    engine = current_engine()

    def part(page: int) -> Concordance:
        return engine.concordance(
            inquiry.query, sort=order, limit=MAX_LINES, page=page, **inquiry.filters()
        )

    first = part(1)
    most = current_app.config["LIMITS"].export_records
    if first.reachable_lines > most:
        raise too_many(f"{first.reachable_lines:,} lines", most, inquiry.query)
    others = (part(page) for page in range(2, first.pages + 1))
    rows = (line.to_dict().values() for one in chain([first], others) for line in one)
    return _table([field.name for field in fields(ConcordanceLine)], rows, "lines")


@blueprint.get("/export/trends.csv")
def trends() -> Response:
    """How many articles answer each query in each period, and how many there are in all."""
    inquiry = Inquiry.from_args(request.args)
    found = compared(inquiry, one_of(request.args, "unit", UNIT_CHOICES))
    rows = (
        (period.start.isoformat(), trend.query, period.count, period.total)
        for trend in found
        for period in trend.periods
    )
    return _table(("start", "query", "articles", "of_all"), rows, "trends")


def _table(head: Sequence[str], rows: Iterable[Iterable[object]], name: str) -> Response:
    return _file(Response(csv_table(head, map(tuple, rows))), "csv", name)


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
