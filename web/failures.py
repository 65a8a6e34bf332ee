"""What does a person, or a program, see when something cannot be answered?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, render_template, request
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
from web.wording import bad_parameter

RETRY_AFTER_SECONDS = "30"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as its page tells it; `detail` is the engine's own sentence, in English."""

    status: int
    heading: str
    text: str
    detail: str = ""
    quoted: Markup | None = None


PAGES = {
    404: Problem(
        404, "لا صفحة هنا", "ربما تغيّر العنوان أو كُتب ناقصًا. ابحث من جديد في الخانة أعلاه."
    ),
    413: Problem(413, "الطلب أكبر من الحد", "قصّر الطلب وأعد المحاولة."),
    429: Problem(
        429,
        "طلبات كثيرة في وقت قصير",
        "وصل من عنوانك أكثر مما يُسمح به. انتظر قليلًا ثم أعد التحميل.",
    ),
    500: Problem(500, "وقع خطأ في الخادم", "سُجّل الخطأ. أعد المحاولة بعد قليل."),
    503: Problem(
        503,
        "الفهرس غير متاح الآن",
        "لم يُنشأ الفهرس بعد أو لا يمكن فتحه. أعد تحميل الصفحة بعد قليل.",
    ),
}
OTHER = Problem(400, "تعذّر تنفيذ الطلب", "لا يقبل الخادم هذا الطلب على هذه الصورة.")


def register(app: Flask) -> None:
    """Answer every error with a page, or for programs as problem+json; no traces, no paths."""
    app.register_error_handler(QueryError, unreadable_query)
    app.register_error_handler(BadParameterError, unreadable_parameter)
    app.register_error_handler(IndexNotFoundError, index_unavailable)
    app.register_error_handler(IndexFormatError, index_unavailable)
    app.register_error_handler(IndexAccessError, index_unavailable)
    app.register_error_handler(IndexLockedError, index_unavailable)
    app.register_error_handler(HTTPException, http_error)


def unreadable_query(error: QueryError) -> Response:
    if for_programs():
        return problem_document(400, str(error), parameter="q", position=error.position)
    query = request.args.get("q", "").strip()
    where = f"توقّفت القراءة عند الحرف {error.position}" if error.position else "لا يُقرأ الاستعلام"
    quoted = None
    if error.position and error.position <= len(query):
        quoted = highlight(query, [(error.position - 1, error.position)])
    problem = Problem(400, "لم يُفهم الاستعلام", f"{where}.", detail=str(error), quoted=quoted)
    return respond(problem, str(error))


def unreadable_parameter(error: BadParameterError) -> Response:
    if for_programs():
        return problem_document(400, str(error), parameter=error.parameter)
    quoted = Markup("{}={}").format(error.parameter, error.value)
    problem = Problem(400, "في العنوان ما لا يُقرأ", bad_parameter(error), quoted=quoted)
    return respond(problem, str(error))


def index_unavailable(error: Exception) -> Response:
    current_app.logger.error("the index cannot be read: %s", error)
    response = respond(PAGES[503], "the index is not available; try again later")
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
    asked = Inquiry(query=request.args.get("q", "").strip())
    response = make_response(render_template("error.html", problem=problem, inquiry=asked))
    response.status_code = problem.status
    return response
