"""What does a person, or a program, see when something cannot be answered?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import LazyString, gettext, lazy_gettext
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from search import (
    IndexAccessError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    QueryError,
)
from web.inquiry import BadParameterError, Inquiry
from web.markup import highlight
from web.problems import for_programs
from web.problems import problem as problem_document
from web.takeaway import ExportsBusyError

RETRY_AFTER_SECONDS = "30"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as its page tells it."""

    status: int
    heading: str | LazyString
    text: str | LazyString
    quoted: Markup | None = None
    of_query: bool = False  # what the person typed is at fault, so the operators are shown


PAGES = {
    404: Problem(
        404,
        lazy_gettext("There is no page here"),
        lazy_gettext("Perhaps the address changed or is incomplete. Search again in the box."),
    ),
    500: Problem(
        500,
        lazy_gettext("An error in the server"),
        lazy_gettext("The error was logged. Try again in a while."),
    ),
    413: Problem(
        413,
        lazy_gettext("The request is larger than allowed"),
        lazy_gettext("Shorten the request and try again."),
    ),
    429: Problem(
        429,
        lazy_gettext("Many requests in a short time"),
        lazy_gettext("More came from your address than is allowed. Wait a little, then reload."),
    ),
    503: Problem(
        503,
        lazy_gettext("The index is not available now"),
        lazy_gettext("It was not made yet or cannot be opened. Load this page again in a while."),
    ),
}
BUSY = Problem(
    503,
    lazy_gettext("Others are taking results away"),
    lazy_gettext("Only so many files are sent at once. Try again in a while."),
)
OTHER = Problem(
    400,
    lazy_gettext("The request was not carried out"),
    lazy_gettext("The server does not accept such a request."),
)
BAD_PARAMETERS = {
    "page": lazy_gettext("The number of a page is a whole number from 1 to 1,000,000."),
    "limit": lazy_gettext("The number of results is a whole number within the limit."),
    "choice": lazy_gettext("There is no such choice; choose on the page, not in the address."),
    "export": lazy_gettext("These are more results than are given at once; narrow the search."),
    "queries": lazy_gettext("Five queries can be compared, not more."),
    "unit": lazy_gettext("These are too many periods to draw; choose longer ones or fewer years."),
    "date": lazy_gettext("A day is written as year, month and day, such as 2023-05-17."),
    "order": lazy_gettext("The first day is after the last; exchange the two."),
}


def register(app: Flask) -> None:
    """Answer every error with a page, or for programs as problem+json; no traces, no paths."""
    app.register_error_handler(QueryError, unreadable_query)
    app.register_error_handler(BadParameterError, unreadable_parameter)
    app.register_error_handler(IndexNotFoundError, index_unavailable)
    app.register_error_handler(IndexFormatError, index_unavailable)
    app.register_error_handler(IndexAccessError, index_unavailable)
    app.register_error_handler(IndexLockedError, index_unavailable)
    app.register_error_handler(ExportsBusyError, exports_busy)
    app.register_error_handler(HTTPException, http_error)


def unreadable_query(error: QueryError) -> Response:
    if for_programs():
        return problem_document(400, str(error), parameter="q", position=error.position)
    query = request.args.get("q", "").strip()
    quoted = None
    if error.position and error.position <= len(query):
        quoted = highlight(query, [(error.position - 1, error.position)])
    sentence = gettext(error.template).format(**error.parameters)
    heading = lazy_gettext("The query was not understood")
    problem = Problem(400, heading, f"{sentence[:1].upper()}{sentence[1:]}.", quoted, of_query=True)
    return respond(problem, str(error))


def unreadable_parameter(error: BadParameterError) -> Response:
    if for_programs():
        return problem_document(400, str(error), parameter=error.parameter)
    quoted = Markup("{}={}").format(error.parameter, error.value)
    heading = lazy_gettext("The address holds something unreadable")
    problem = Problem(400, heading, BAD_PARAMETERS[error.reason], quoted=quoted)
    return respond(problem, str(error))


def index_unavailable(error: Exception) -> Response:
    current_app.logger.error("the index cannot be read: %s", error)
    return try_again(PAGES[503], "the index is not available; try again later")


def exports_busy(_: ExportsBusyError) -> Response:
    return try_again(BUSY, "others are taking files away; try again later")


def try_again(problem: Problem, message: str) -> Response:
    response = respond(problem, message)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def http_error(error: HTTPException) -> Response:
    """Any other error: those that Flask raises itself, and 500 for what nobody foresaw."""
    status = error.code or 500
    known = PAGES.get(status, Problem(status, OTHER.heading, OTHER.text))
    response = respond(known, error.description or error.name)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def respond(problem: Problem, message: str) -> Response:
    """The problem as a page that keeps the query in its box, or as JSON."""
    if for_programs():
        return problem_document(problem.status, message)
    if request_ctx.url_adapter is None:
        # The Host header names none, such as one of 300 letters: no page can have links.
        return Response(f"{problem.status}: {message}\n", problem.status, mimetype="text/plain")
    asked = Inquiry(query=request.args.get("q", "").strip())
    response = make_response(render_template("error.html", problem=problem, inquiry=asked))
    response.status_code = problem.status
    return response
