"""A query as an Atom feed (RFC 4287): its newest articles, which is how to be told of new ones.

xml.etree writes it: feedgen would bring lxml along for these few elements.
"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from flask import Blueprint, Response, current_app, request, url_for

from search.results import Hit, Results
from web.caching import unchanged_with_index
from web.current_index import current_engine
from web.inquiry import Inquiry

blueprint = Blueprint("feeds", __name__)
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"
LONG_AGO = datetime(1970, 1, 1)  # of a feed without an entry, which must have a date all the same
# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.get("/feed.atom")
@unchanged_with_index
def atom() -> Response:
    """The newest articles that answer `q` under the filters of the page."""
    inquiry = Inquiry.from_args(request.args).sorted_by("newest")
    most = current_app.config["ENTRIES_OF_A_FEED"]
    # Who is alerted by it asked for every mention.
    found = inquiry.showing_copies(True).answer(current_engine(), limit=most)
    return Response(feed(inquiry, found), content_type=MEDIA_TYPE)


def feed(inquiry: Inquiry, found: Results) -> bytes:
    """The document. Articles without a date are no news and are left out."""
    asked = {name: value for name, value in inquiry.to_args().items() if name != "sort"}
    here = url_for("feeds.atom", **asked, _external=True)
    page = url_for("pages.search", **asked, sort="newest", _external=True)
    dated = [(hit.published, hit) for hit in found if hit.published]
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "ar"})
    _text(root, "id", _identity(f"feed {sorted(asked.items())}"))
    _text(root, "title", f"كشّاف: {inquiry.query}" if inquiry.query else "كشّاف")
    _text(root, "updated", _moment(dated[0][0] if dated else LONG_AGO))
    _text(Xml.SubElement(root, "author"), "name", "كشّاف")
    Xml.SubElement(root, "link", rel="self", type="application/atom+xml", href=here)
    Xml.SubElement(root, "link", rel="alternate", type="text/html", href=page)
    for published, hit in dated:
        _entry(root, published, hit)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Xml.Element, published: datetime, hit: Hit) -> None:
    entry = Xml.SubElement(root, "entry")
    _text(entry, "id", _identity(f"article {hit.id}"))
    _text(entry, "title", hit.title.strip() or hit.id)
    _text(entry, "updated", _moment(published))
    _text(entry, "published", _moment(published))
    address = url_for("pages.article", id=hit.id, _external=True)
    Xml.SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    if hit.author.strip() or hit.source.strip():
        _text(Xml.SubElement(entry, "author"), "name", hit.author.strip() or hit.source.strip())
    if hit.category.strip():
        Xml.SubElement(entry, "category", term=_possible(hit.category))
    _text(entry, "summary", hit.snippet.text)


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _possible(text)


def _possible(text: str) -> str:
    """The text without characters that XML has no way to write."""
    return _FORBIDDEN.sub("", text)


def _identity(name: str) -> str:
    """An id that stays the same wherever and however often the feed is made."""
    encoded = name.encode("utf-8", "backslashreplace").decode()
    return uuid5(NAMESPACE_URL, f"kashaf:{encoded}").urn


def _moment(published: datetime) -> str:
    """RFC 3339; the zone is not known of an article, so its clock is written as UTC."""
    return f"{published.isoformat(timespec='seconds')}Z"
