"""What may a program send? Each parameter is read and described by one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from werkzeug.datastructures import MultiDict

from search.results import CONCORDANCE_SORTS, UNITS
from search.retrieval.ranking import SORTS
from web.inquiry import LARGEST_PAGE, BadParameterError, day, distinct, whole_number

Kind = Literal["text", "texts", "number", "choice", "day", "flag"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address: its name there, and the argument that it becomes."""

    name: str
    argument: str
    kind: Kind
    description: str
    default: Any = None
    largest: int = 0  # of a number, which begins at 1; of texts: how many
    choices: tuple[str, ...] = ()
    required: bool = False

    def read(self, args: MultiDict[str, str]) -> Any:
        """Its value; blank is not given. Raises BadParameterError."""
        value = self._read(args)
        if self.required and not value:
            raise self._bad("", f"{self.name} is missing", "missing")
        return self.default if value is None else value

    def _read(self, args: MultiDict[str, str]) -> Any:
        text = args.get(self.name, "").strip()
        if self.kind == "texts":
            texts = distinct([text.strip() for text in args.getlist(self.name)])
            if self.largest and len(texts) > self.largest:
                message = f"{self.name} is given {len(texts)} times, more than {self.largest}"
                raise self._bad(texts[-1], message, "queries")
            return texts
        if self.kind == "number":
            return whole_number(args, self.name, default=self.default, largest=self.largest)
        if self.kind == "day":
            return day(args, self.name)
        if self.kind == "flag" and text:
            return self._chosen(text, ("0", "1")) == "1"
        if self.kind == "choice" and text:
            return self._chosen(text, self.choices)
        return text or None

    def _chosen(self, text: str, choices: Sequence[str]) -> str:
        if text not in choices:
            message = f"{self.name}={text} is none of {', '.join(choices)}"
            raise self._bad(text, message, "choice")
        return text

    def _bad(self, value: str, message: str, reason: str) -> BadParameterError:
        return BadParameterError(message, parameter=self.name, value=value, reason=reason)

    def described(self) -> dict[str, Any]:
        """The parameter as OpenAPI has it."""
        schema: dict[str, Any] = {"type": "string"}
        if self.kind == "texts":
            schema = {"type": "array", "items": {"type": "string"}}
            schema |= {"maxItems": self.largest} if self.largest else {}
            schema |= {"minItems": 1} if self.required else {}
        elif self.kind == "number":
            schema = {"type": "integer", "minimum": 1, "maximum": self.largest}
        elif self.kind == "day":
            schema |= {"format": "date"}
        elif self.kind == "flag":
            schema |= {"enum": ["0", "1"]}
        elif self.kind == "choice":
            schema |= {"enum": list(self.choices)}
        if self.default is not None and self.kind in ("number", "choice"):
            schema["default"] = self.default
        return {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": self.description,
            "schema": schema,
        }


def read_all(parameters: Sequence[Parameter], args: MultiDict[str, str]) -> dict[str, Any]:
    """The arguments that an address gives; BadParameterError for what cannot be read or is unknown.

    A parameter that is misspelled and passed over would give an answer to another question.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name, given in args.lists():
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise BadParameterError(
                f"{name} is no parameter here; {takes}",
                parameter=name, value=given[0], reason="unknown",
            )  # fmt: skip
        if len(given) > 1 and known[name].kind != "texts":
            raise BadParameterError(
                f"{name} is given {len(given)} times, and can be given once",
                parameter=name, value=given[1], reason="unknown",
            )  # fmt: skip
    values = {parameter.argument: parameter.read(args) for parameter in parameters}
    first, last = values.get("date_from"), values.get("date_to")
    if first and last and first > last:
        raise BadParameterError(
            f"from={first} is after to={last}: exchange the two days",
            parameter="from",
            value=first.isoformat(),
            reason="order",
        )
    return values


QUERY = Parameter("q", "query", "text", "The query, as one types it on the page.", default="")
QUERIES = Parameter(
    "q", "queries", "texts", "A query; may be given up to five times.", largest=5, required=True
)
FILTERS = (
    Parameter("source", "source", "texts", "Only these sources, any of them.", default=()),
    Parameter("category", "category", "texts", "Only these sections, any of them.", default=()),
    Parameter("author", "author", "texts", "Only these authors, any of them.", default=()),
    Parameter("from", "date_from", "day", "The first day, such as 2023-05-17."),
    Parameter("to", "date_to", "day", "The last day, included."),
)
SORT = Parameter("sort", "sort", "choice", "What comes first.", default="relevance", choices=SORTS)
LINE_SORT = replace(
    SORT,
    description="By date, or by the words before or after the match.",
    default="newest",
    choices=CONCORDANCE_SORTS,
)
PAGE = Parameter("page", "page", "number", "Which page.", default=1, largest=LARGEST_PAGE)
LIMIT = Parameter("limit", "limit", "number", "How many on a page.", default=10, largest=100)
UNIT = Parameter(
    "unit", "unit", "choice", "What is counted by; else what suits the span.", choices=UNITS
)
WIDTH = Parameter("width", "width", "number", "Words on either side.", default=8, largest=50)
TIMELINE = Parameter(
    "timeline", "timeline", "flag", "1: count the articles by time.", default=False
)
FACETS = Parameter(
    "facets", "facets", "flag", "1: count sources, sections and authors.", default=False
)
COPIES = Parameter(
    "copies", "copies", "flag", "1: show articles with nearly the same text each.", default=False
)
EXPLAIN = Parameter("explain", "explain", "flag", "1: how each score adds up.", default=False)

Answer = Mapping[str, Any]
