"""Assets are few, named, compressed, and kept by the browser until they change."""

from __future__ import annotations

import gzip
import logging
import re

import pytest
from flask.testing import FlaskClient

from web import assets
from web.assets import Assets, whole_style


def addresses(client: FlaskClient) -> list[str]:
    return re.findall(r'"(/static/[^"]+)"', client.get("/").text)


def test_all_that_a_page_names_is_served_and_kept(client: FlaskClient) -> None:
    found = addresses(client)
    assert {address.split("?")[0].rsplit(".")[-1] for address in found} == {
        "css",
        "js",
        "svg",
        "ttf",
    }
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_an_old_version_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/static/kashaf.css?v=old").headers["Cache-Control"] == "no-cache"


def test_compressed_for_those_who_ask(client: FlaskClient) -> None:
    plain = client.get("/static/kashaf.css")
    packed = client.get("/static/kashaf.css", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    again = client.get("/static/kashaf.css", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_the_style_and_the_preload_name_one_address_for_a_typeface(client: FlaskClient) -> None:
    style = client.get("/static/kashaf.css").text
    in_style = {f"/static/{name}" for name in re.findall(r'url\("([^"]+)"\)', style)}
    assert in_style == {address for address in addresses(client) if ".ttf" in address}


def test_first_visit_weighs_less_than_350_kilobytes(client: FlaskClient) -> None:
    packed = {"Accept-Encoding": "gzip"}
    weight = len(client.get("/?sort=newest").data)
    weight += sum(len(client.get(name, headers=packed).data) for name in addresses(client))
    assert weight < 350_000


def test_a_missing_typeface_is_said_and_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(assets, "TYPEFACES", {"fonts/x.ttf": ("no_such_package", "X.ttf")})
    with caplog.at_level(logging.WARNING):
        collected = Assets.collect(logging.getLogger("test"))
    assert "typeface X.ttf is missing: install the package no_such_package" in caplog.text
    assert not collected.has("fonts/x.ttf")


def contrast(first: str, second: str) -> float:
    """WCAG 2's ratio of two colours written as #rrggbb."""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    ("ink", "paper", 7.0, "text"),
    ("soft", "paper", 4.5, "small text"),
    ("soft", "raised", 4.5, "the placeholder"),
    ("soft", "light", 4.5, "the operators in the light"),
    ("accent", "paper", 4.5, "links"),
    ("accent", "raised", 4.5, "links in a chip"),
    ("accent", "light", 4.5, "links in the light"),
    ("on-accent", "accent", 4.5, "a button under the pointer"),
    ("on-beam", "beam", 7.0, "a marked word"),
    ("edge", "raised", 3.0, "the edge of a field"),
    ("edge", "paper", 3.0, "the edge of a field"),
    ("on-accent", "accent", 4.5, "the suggestion that is chosen"),
    *((f"line-{nth}", "paper", 3.0, "a line of a chart") for nth in range(1, 6)),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least", "why"), PAIRS)
def test_contrast(scheme: str, front: str, back: str, least: float, why: str) -> None:
    style = whole_style().decode()
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", style)
    colors = {name: dark if scheme == "dark" else light for name, light, dark in pairs}
    assert contrast(colors[front], colors[back]) >= least, why


def test_directions_are_logical() -> None:
    style = whole_style().decode()
    assert re.findall(r"[-\w]*(?:left|right)\b(?=.*:)", style.split("*/", 1)[1]) == []
    assert "letter-spacing" not in style
