"""The formulas of `search.rank` as the cluster runs them: what ranks there is what ranks here.

Weights are written into a script, so that it is compiled once for all queries; what depends on the
query or on the collection is a parameter. `norms` are the factors of `length_norm` for an average
length: 1 − b + b × length ÷ average.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from search.cluster.mapping import (
    BODY_BITS,
    LEAD_SHIFT,
    MOST_BODY,
    MOST_LEAD,
    PUBLISHED,
    STREAM,
    TITLE_SHIFT,
)
from search.index.schema import LEAD_MOST, TITLE_GAP
from search.query.syntax import Part
from search.rank import Weights
from search.retrieval.clauses import MINUTES_OF_A_DAY

assert BODY_BITS == LEAD_SHIFT
Query = dict[str, Any]

_COUNTS: Final = f"""
int counts = (int) _score;
double title = counts >> {TITLE_SHIFT};
double lead = ((counts >> {LEAD_SHIFT}) & {MOST_LEAD}) / {float(LEAD_MOST)!r};
double body = counts & {MOST_BODY};
"""
# Of a pattern, whose words' counts add up; how early they stand does not.
TITLE_UNIT: Final = 1 << 16
_SUMS: Final = f"""
int counts = (int) _score;
double title = counts / {TITLE_UNIT};
double lead = 0;
double body = counts % {TITLE_UNIT};
"""
IN_BODY: Final = _COUNTS + "return body > 0 ? 1 : 0;"

# Each occurrence of the rarer word counts 1 ÷ (distance to the nearest of the other), as far as the
# window reaches; the title and the body are further apart than that.
_NEAR: Final = (
    """
int at(byte[] bytes, int place) {
  return (bytes[place] & 255) | (bytes[place + 1] & 255) << 8
    | (bytes[place + 2] & 255) << 16 | bytes[place + 3] << 24;
}
"""
    + f"""
def stream = doc['{STREAM}'].value;
byte[] bytes = stream.bytes;
int start = stream.offset, end = start + stream.length;
int border = start + 4 * (int) doc['title.length'].value;
int rarer = params.rarer, other = params.other, window = params.window;
double amount = 0;
for (int place = start; place < end; place += 4) {{
  if (at(bytes, place) != rarer) {{ continue; }}
  int first = place < border ? start : border;
  int last = place < border ? border : end;
  for (int far = 1; far <= window; far++) {{
    int before = place - 4 * far, after = place + 4 * far;
    if ((before >= first && at(bytes, before) == other)
        || (after < last && at(bytes, after) == other)) {{
      amount += 1.0 / far;
      break;
    }}
  }}
}}
"""
)


@dataclass(frozen=True, slots=True)
class Scripts:
    """The scripts for one setting of weights and one collection's average lengths."""

    weights: Weights
    average_title: float
    average_body: float

    def _norm(self, part: str) -> str:
        return f"(params.{part}_base + params.{part}_slope * doc['{part}.length'].value)"

    @property
    def _norms(self) -> dict[str, float]:
        found = {}
        for part, average, b in (
            ("title", self.average_title, self.weights.b_title),
            ("body", self.average_body, self.weights.b_body),
        ):
            found[f"{part}_base"] = 1 - b
            found[f"{part}_slope"] = b / average if average else 0.0
        return found

    def term(self, query: Query, part: Part, rarity: float, presence: float) -> Query:
        """What a term is worth that `query` finds with its counts as the score."""
        return self._counted(query, _COUNTS, part, rarity, presence)

    def pattern(self, query: Query, part: Part, rarity: float) -> Query:
        """What a pattern is worth: `query` scores how often its words are in the body, and how
        often in the title × TITLE_UNIT."""
        return self._counted(query, _SUMS, part, rarity, 0.0)

    def _counted(
        self, query: Query, counts: str, part: Part, rarity: float, presence: float
    ) -> Query:
        w = self.weights
        title = f"{w.title!r} * title / {self._norm('title')}"
        body = f"body / {self._norm('body')}"
        lead = f"{w.lead!r} * (title > 0 ? 1.0 : lead)"
        frequency = {
            "any": f"{title} + {body} + {lead}",
            "title": f"{title} + {w.lead!r}",
            "body": f"{body} + {w.lead!r} * lead",
        }[part]
        absent = "" if part == "any" else f"if ({part} == 0) {{ return 0; }}"
        source = f"""{counts} {absent}
          double frequency = {frequency};
          return params.rarity * (params.presence + frequency / ({w.k1!r} + frequency));"""
        return _scored(query, source, {"rarity": rarity, "presence": presence, **self._norms})

    def phrase(self, query: Query, words: int, rarity: float) -> Query:
        """What a phrase is worth: `query` scores its times × its words."""
        source = f"""
          double frequency = _score / params.words / {self._norm("body")};
          return params.rarity * params.words * frequency / ({self.weights.k1!r} + frequency);"""
        return _scored(query, source, {"rarity": rarity, "words": words, **self._norms})

    def near(self, query: Query, rarer: int, other: int, bound: float) -> Query:
        """What it is worth that two stems, by their numbers, stand near each other."""
        source = f"""{_NEAR}
          double frequency = amount / {self._norm("body")};
          return params.bound * frequency / ({self.weights.k1!r} + frequency);"""
        window = min(self.weights.window, TITLE_GAP - 1)
        pair = {"rarer": rarer, "other": other, "window": window}
        parameters = {**pair, "bound": bound, **self._norms}
        return _scored({"constant_score": {"filter": query}}, source, parameters)

    def are_near(self, query: Query, one: int, other: int, window: int) -> Query:
        """Of what `query` finds, where two stems, by their numbers, stand within `window` words."""
        found = _scored(
            {"constant_score": {"filter": query}},
            f"{_NEAR} return amount > 0 ? 1 : 0;",
            {"rarer": one, "other": other, "window": window},
        )
        found["script_score"]["min_score"] = 0.5
        return found

    def date(self, moment: int, half_life: float, bound: float) -> Query:
        """What the distance of an article's date from a moment is worth."""
        source = f"""
          double days = (doc['{PUBLISHED}'].value - params.moment) / {float(MINUTES_OF_A_DAY)!r};
          return params.bound * Math.pow(2, -Math.abs(days) / params.half_life);"""
        dated = {"constant_score": {"filter": {"exists": {"field": PUBLISHED}}}}
        return _scored(dated, source, {"moment": moment, "half_life": half_life, "bound": bound})


def _scored(query: Query, source: str, parameters: dict[str, float]) -> Query:
    lines = " ".join(source.split())
    return {"script_score": {"query": query, "script": {"source": lines, "params": parameters}}}


def in_body(query: Query) -> Query:
    """Of what `query` finds with its counts as the score, what has the term in its body."""
    return {
        "script_score": {
            "query": query,
            "script": {"source": " ".join(IN_BODY.split())},
            "min_score": 0.5,
        }
    }
