"""Which language, digits, calendar and light a person gets, and that nothing else is kept."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

LANGUAGES = [
    ({}, "", "ar", "Arabic where nothing is said"),
    ({"Accept-Language": "en-GB,en;q=0.9"}, "", "en", "the browser's language"),
    ({"Accept-Language": "fr, ar;q=0.3"}, "", "ar", "one of the browser's that we speak"),
    ({"Accept-Language": "fr"}, "", "ar", "none of them"),
    ({"Accept-Language": "en"}, "?lang=ar", "ar", "the address comes before the browser"),
    ({"Accept-Language": "en"}, "?lang=xx", "en", "a language that nobody speaks is not read"),
    ({"Cookie": "kashaf=lang=en"}, "", "en", "what was chosen before"),
    ({"Cookie": "kashaf=lang=en"}, "?lang=ar", "ar", "the address comes before the cookie"),
    ({"Cookie": "kashaf=lang=<b>&theme=red&x=1"}, "", "ar", "a cookie is a stranger's text"),
]


@pytest.mark.parametrize(("headers", "query", "expected", "why"), LANGUAGES)
def test_language(app: Flask, headers: dict[str, str], query: str, expected: str, why: str) -> None:
    answer = app.test_client(use_cookies=False).get(f"/{query}", headers=headers)
    direction = "rtl" if expected == "ar" else "ltr"
    assert f'<html lang="{expected}" dir="{direction}">' in answer.text, why
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


PATHS = ["/", "/?q=سفينة&source=المرسى", "/?q=زعفران", "/article/port-1?q=القمح", "/nowhere"]
PATHS += ["/?q=%22x", "/concordance?q=القمح", "/concordance", "/trends?q=القمح", "/trends"]


@pytest.mark.parametrize("path", PATHS)
def test_english_pages_have_no_arabic_of_ours(client: FlaskClient, path: str) -> None:
    text = client.get(path, headers={"Accept-Language": "en"}).text
    ours = re.sub(r"<bdi.*?</bdi>|<(?:dd|title|time).*?</(?:dd|title|time)>", "", text, flags=re.S)
    ours = re.sub(r"<(?:p|h\d)[^>]*dir=.*?</(?:p|h\d)>|<mark.*?</mark>", "", ours, flags=re.S)
    ours = re.sub(r'(?:value|title|href)="[^"]*"', "", ours)
    ours = re.sub(r'<a class="language".*?</a>', "", ours).replace("١٢٣", "")
    assert set(re.findall(r"[؀-ۿ]+", ours)) <= {"الحكومة", "حكومي"}, "examples only"


def test_a_language_in_the_address_is_kept(app: Flask) -> None:
    client = app.test_client()
    client.get("/?lang=en")
    assert '<html lang="en"' in client.get("/?q=سفينة").text


def test_choices_are_kept_and_lead_back(app: Flask) -> None:
    client = app.test_client()
    chosen = {"theme": "dark", "digits": "arabic", "calendar": "hijri", "back": "/?q=القمح"}
    answer = client.post("/preferences", data=chosen)
    assert (answer.status_code, unquote(answer.headers["Location"])) == (303, "/?q=القمح")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    text = client.get("/article/port-1").text
    assert 'data-theme="dark"' in text
    assert "١٧ نيسان/أبريل ٢٠٢٣ (٢٦ رمضان ١٤٤٤ هـ)، ٠٩:٣٠" in text


@pytest.mark.parametrize(
    "back",
    [
        "//elsewhere.example",
        "///elsewhere.example",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "x",
        "/\n/x",
        "//[",
        "",
    ],
)
def test_back_is_always_to_this_site(client: FlaskClient, back: str) -> None:
    answer = client.post("/preferences", data={"back": back})
    assert answer.headers["Location"] == "/"


def test_the_other_language_is_a_link_to_the_same_page(client: FlaskClient) -> None:
    text = client.get("/?q=سفينة&source=المرسى&from=").text
    (address,) = re.findall(r'class="language" href="([^"]*)"', text)
    answer = client.get(address.replace("&amp;", "&"))
    assert '<html lang="en"' in answer.text
    assert 'value="سفينة"' in answer.text
    assert 'value="المرسى" checked' in answer.text


def test_pages_are_packed_for_those_who_ask(client: FlaskClient) -> None:
    plain = client.get("/?sort=newest")
    packed = client.get("/?sort=newest", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) * 3 < len(plain.data)
    assert "Accept-Encoding" in packed.vary
