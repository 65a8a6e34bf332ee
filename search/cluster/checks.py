"""Is the index on the cluster what was written? Every article is read."""

from __future__ import annotations

from collections.abc import Iterator

from search.address import read_address
from search.analysis import ArabicAnalyzer
from search.cluster.client import Client, Json
from search.cluster.documents import read_signatures
from search.cluster.index import read_info
from search.cluster.mapping import document_id
from search.cluster.point import Point
from search.cluster.reading import COLUMNS, article_of
from search.errors import IndexFormatError
from search.index import Report
from search.index.checks import Damage

BATCH = 500
MOST_NAMED = 1000  # damaged articles


def check_cluster(place: str, analyzer: ArabicAnalyzer) -> Report:
    """Asks for missing parts and copies, and reads every article."""
    client = Client(read_address(place))
    info = read_info(client, analyzer.identity)
    damages = [Damage(info.index, what) for what in _missing(client, info.index)]
    articles = 0
    if not damages:
        for hit in _hits(Point(client, info.index)):
            articles += 1
            what = _contradiction(hit)
            if what and len(damages) < MOST_NAMED:
                damages.append(Damage(hit["_id"], what))
    stats = client.ask("GET", f"/{info.index}/_stats/store,segments")
    own = stats["_all"]["primaries"]
    return Report(
        path=place,
        articles=articles,
        segments=own["segments"]["count"],
        files=stats["_shards"]["successful"],
        bytes=own["store"]["size_in_bytes"],
        damages=tuple(damages),
        unfinished=(),
    )


def _missing(client: Client, index: str) -> Iterator[str]:
    health = client.ask("GET", f"/_cluster/health/{index}")
    if health["status"] == "red":
        yield "a part of the index is on no node that runs"
    elif health["unassigned_shards"]:
        yield f"{health['unassigned_shards']} copies of its parts are on no node that runs"


def _hits(point: Point) -> Iterator[Json]:
    after = None
    while True:
        body: Json = {
            "size": BATCH,
            "query": {"match_all": {}},
            "sort": [{"number": "asc"}],
            "track_total_hits": False,
            "docvalue_fields": COLUMNS,
        }
        if after is not None:
            body["search_after"] = after
        hits = point.search(body)["hits"]["hits"]
        yield from hits
        if len(hits) < BATCH:
            return
        after = hits[-1]["sort"]


def _contradiction(hit: Json) -> str | None:
    try:
        article = article_of(hit)
        read_signatures([hit["_source"]])
    except (IndexFormatError, KeyError) as error:
        return f"the article {error}"
    if document_id(article.id) != hit["_id"]:
        return f"holds the article {article.id!r}, which has another place"
    return None
