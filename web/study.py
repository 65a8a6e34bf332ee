"""The pages for those who study words: every match in its line, and counts over time."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, current_app, render_template, request

from search.results import CONCORDANCE_SORTS, UNITS, Trend, Unit
from web.charts import MEASURES, line_chart
from web.current_index import current_engine
from web.filters import active_filters
from web.inquiry import BadParameterError, Inquiry, distinct, one_of
from web.pagination import page_numbers
from web.wording import current_wording

blueprint = Blueprint("study", __name__)
UnitChoice = Literal["auto"] | Unit
UNIT_CHOICES: tuple[UnitChoice, ...] = ("auto", *UNITS)
MOST_QUERIES = 5
MOST_PERIODS = 800  # a point for each dot of a wide screen; more could not be told apart


@blueprint.get("/concordance")
def concordance() -> str | tuple[str, int]:
    """The lines in which `q` matches, by date or by the words beside it."""
    inquiry = Inquiry.from_args(request.args)
    order = one_of(request.args, "order", CONCORDANCE_SORTS)
    found = None
    if inquiry.query:
        found = current_engine().concordance(
            inquiry.query,
            sort=order,
            limit=current_app.config["LINES_PER_PAGE"],
            page=inquiry.page,
            **inquiry.filters(),
        )
    last = 0 if found is None else found.pages
    kept = {} if order == CONCORDANCE_SORTS[0] else {"order": order}
    page = render_template(
        "concordance.html",
        view="study.concordance",
        kept=kept,
        arguments=inquiry.at_page(1).to_args() | kept,
        inquiry=inquiry,
        found=found,
        order=order,
        active=active_filters(inquiry, current_wording()),
        numbers=page_numbers(inquiry.page, last),
        last=last,
    )
    beyond = found is not None and found.total_lines and not found.lines
    return (page, 404) if beyond else page


@blueprint.get("/trends")
def trends() -> str:
    """Up to five queries as lines over time."""
    inquiry = Inquiry.from_args(request.args)
    unit = one_of(request.args, "unit", UNIT_CHOICES)
    measure = one_of(request.args, "measure", MEASURES)
    found = compared(inquiry, unit)
    queries = tuple(trend.query for trend in found)
    wording = current_wording()
    return render_template(
        "trends.html",
        view="study.trends",
        kept={"unit": unit, "measure": measure, "q": queries},
        arguments=inquiry.to_args() | {"unit": unit, "q": queries},
        inquiry=inquiry,
        queries=queries + ("",) * (MOST_QUERIES - len(queries)),
        chart=line_chart(found, measure, wording) if found and found[0].periods else None,
        unit=unit,
        measure=measure,
        active=active_filters(inquiry, wording),
    )


def compared(inquiry: Inquiry, unit: UnitChoice) -> list[Trend]:
    """A trend for each `q` of the address, all with the same periods."""
    queries = distinct([query.strip() for query in request.args.getlist("q")])
    if len(queries) > MOST_QUERIES:
        raise BadParameterError(
            f"q is given {len(queries)} times, {MOST_QUERIES} times are allowed",
            parameter="q",
            value=queries[MOST_QUERIES],
            reason="queries",
        )
    engine = current_engine()
    found = [
        engine.trend(query, unit=None if unit == "auto" else unit, **inquiry.filters())
        for query in queries
    ]
    if found and len(found[0].periods) > MOST_PERIODS:
        raise BadParameterError(
            f"unit={unit} makes {len(found[0].periods)} periods, {MOST_PERIODS} can be drawn",
            parameter="unit",
            value=unit,
            reason="unit",
        )
    return found
