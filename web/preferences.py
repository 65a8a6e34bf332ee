"""How does this person want to read: which language, digits, calendar and light?"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal, cast, get_args
from urllib.parse import parse_qsl, quote, urlencode

from babel.support import Translations
from flask import Blueprint, Flask, Response, current_app, g, redirect, request
from flask_babel import Babel, get_translations
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

Language = Literal["ar", "en"]
Digits = Literal["european", "arabic"]
Calendar = Literal["gregorian", "hijri"]
Theme = Literal["auto", "light", "dark"]

COOKIE = "kashaf"
YEAR = 365 * 24 * 3600
CHOICES: dict[str, tuple[str, ...]] = {
    "lang": get_args(Language),
    "digits": get_args(Digits),
    "calendar": get_args(Calendar),
    "theme": get_args(Theme),
}
blueprint = Blueprint("preferences", __name__)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What was chosen; `lang` may be nobody's choice but the browser's.

    >>> chosen = Preferences().changed({"lang": "en", "theme": "dark", "digits": "roman"})
    >>> chosen.to_cookie()
    'lang=en&theme=dark'
    >>> Preferences().changed(dict(parse_qsl(chosen.to_cookie()))) == chosen
    True
    """

    lang: Language = "ar"
    digits: Digits = "european"
    calendar: Calendar = "gregorian"
    theme: Theme = "auto"

    def changed(self, values: MultiDict[str, str] | dict[str, str]) -> Preferences:
        """With those of `values` that can be chosen; a cookie's others are a stranger's."""
        known = {name: values.get(name) for name in CHOICES if values.get(name) in CHOICES[name]}
        return replace(self, **cast("dict[str, Any]", known))

    def to_cookie(self) -> str:
        """What differs from the default, and the language always."""
        default = type(self)()
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode(
            {
                name: value
                for name, value in given.items()
                if name == "lang" or value != getattr(default, name)
            }
        )

    @property
    def direction(self) -> Literal["rtl", "ltr"]:
        """Where the page's lines begin."""
        return "rtl" if self.lang == "ar" else "ltr"


def current_preferences() -> Preferences:
    """Those of this request: its address before the cookie before the browser's language."""
    if "preferences" not in g:
        kept = dict(parse_qsl(request.cookies.get(COOKIE, "")))
        best = request.accept_languages.best_match(CHOICES["lang"], default="ar")
        g.preferences = Preferences().changed({"lang": best}).changed(kept).changed(request.args)
    return cast("Preferences", g.preferences)


def register(app: Flask) -> None:
    """Choose the language of each request and keep what the person chose."""
    Babel(app, default_locale="ar", locale_selector=lambda: current_preferences().lang)
    app.jinja_env.globals.update(_=sentence, ngettext=counted)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"preferences": current_preferences()})
    app.jinja_env.globals.update(address_here=address_here)
    # A page's address, query and all: the same to come back to in another language.
    app.after_request(keep_language)


def sentence(text: str, **parts: object) -> Markup:
    """A sentence of a page in the language of its reader; the parts are escaped.

    Jinja's own makes a context of its own for each of the 80 sentences of a page.
    """
    translated = _translated(sentences(), text)
    return translated % parts if parts else translated


@lru_cache(2048)
def _translated(catalog: Translations, text: str) -> Markup:
    return Markup(catalog.ugettext(text))  # noqa: S704  # ours, from the catalog


def counted(one: str, many: str, count: int, **parts: object) -> Markup:
    """The same for a sentence with a number in it."""
    return Markup(sentences().ungettext(one, many, count)) % parts  # noqa: S704


def sentences() -> Translations:
    """The catalog of this request: Flask-Babel looks it up for each sentence."""
    if "sentences" not in g:
        g.sentences = get_translations()
    return cast("Translations", g.sentences)


def keep_language(response: Response) -> Response:
    """A `lang` in the address stays in force on the pages after it; answers vary accordingly."""
    if response.mimetype == "text/html":
        response.vary.update(("Cookie", "Accept-Language"))
        if request.args.get("lang") in CHOICES["lang"] and request.method == "GET":
            keep(response, current_preferences())
    return response


def keep(response: Response, preferences: Preferences) -> None:
    response.set_cookie(
        COOKIE,
        preferences.to_cookie(),
        max_age=YEAR,
        path=current_app.config["APPLICATION_ROOT"],
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def address_here(lang: str | None = None) -> str:
    """This page's own address, asking for a language or for none."""
    given = request.args.items(multi=True)
    asked = [(name, value) for name, value in given if name != "lang" and value.strip()]
    if lang:
        asked.append(("lang", lang))
    return own_address(quote(request.path) + (f"?{urlencode(asked)}" if asked else ""))


def own_address(address: str) -> str:
    """The address when it leads nowhere but to this site, else the front page.

    >>> own_address("/?q=a"), own_address("//elsewhere.example"), own_address("https://x.example")
    ('/?q=a', '/', '/')
    """
    # Two slashes or more name a host to browsers, whatever a parser of addresses makes of three.
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if ours and address.isprintable() else "/"


@blueprint.post("/preferences")
def choose() -> Response:
    """Keep what the form says and go back to the page it was on."""
    back = own_address(request.form.get("back", "/"))
    response = cast("Response", redirect(back, code=303))
    keep(response, current_preferences().changed(request.form))
    return response
