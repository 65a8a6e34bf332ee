"""The files beside the pages: styles, scripts, the mark and the typefaces."""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib import resources
from pathlib import Path

from flask import Flask, Response, abort, request

from web.addresses import url_for

STATIC = Path(__file__).parent / "static"
# One style of several files, in this order: a page asks for it once.
STYLE = "kashaf.css"
STYLE_PARTS = (
    "ground", "masthead", "front", "results", "filters", "charts", "article", "study", "contrast",
    "print",
)  # fmt: skip
# The typefaces come from packages of their own (SIL Open Font License), unchanged.
TYPEFACES: Mapping[str, tuple[str, str]] = {
    "fonts/amiri-bold.ttf": ("fontpkg_amiri", "Amiri-Bold.ttf"),
    "fonts/plex-arabic.ttf": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf"),
}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
FONT_ADDRESS = re.compile(r'url\("(fonts/[\w.-]+)"\)')
FOREVER = "public, max-age=31536000, immutable"
EXTENSION = "kashaf-assets"


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: its version changes when its bytes do."""

    name: str
    body: bytes

    @cached_property
    def version(self) -> str:
        return blake2b(self.body, digest_size=6).hexdigest()

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    @property
    def content_type(self) -> str:
        return TYPES[Path(self.name).suffix]


class Assets:
    """Every asset by its name, held in memory: no name leads out of the table."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._assets = {name: Asset(name, body) for name, body in files.items()}

    @classmethod
    def collect(cls, logger: logging.Logger) -> Assets:
        """Read the package's own files and the typefaces.

        A typeface whose package is missing is logged and left out: the style names system faces
        behind it.
        """
        files = dict(read_typefaces(logger))
        for path in sorted(STATIC.iterdir()):
            if path.suffix in TYPES:
                files[path.name] = path.read_bytes()
        versions = {name: Asset(name, body).version for name, body in files.items()}
        files[STYLE] = with_versions(whole_style(), versions)
        return cls(files)

    def attach(self, app: Flask) -> None:
        """Serve the assets under /static and give the templates `asset` and `has_asset`."""
        app.extensions[EXTENSION] = self
        app.add_url_rule("/static/<path:name>", "asset", self.respond)
        app.jinja_env.globals.update(asset=self.url, has_asset=self.has)

    def has(self, name: str) -> bool:
        """Whether there is such a file; a typeface may be missing."""
        return name in self._assets

    def url(self, name: str) -> str:
        """The file's address, which changes with its bytes."""
        return url_for("asset", name=name, v=self._assets[name].version)

    def respond(self, name: str) -> Response:
        """The file, kept by the browser for good when it was asked for by its version."""
        asset = self._assets.get(name)
        if asset is None:
            abort(404)
        packed = request.accept_encodings.quality("gzip") > 0
        response = Response(
            asset.compressed if packed else asset.body, content_type=asset.content_type
        )
        if packed:
            response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
        response.set_etag(asset.version + ("-gzip" if packed else ""))
        current = request.args.get("v") == asset.version
        response.headers["Cache-Control"] = FOREVER if current else "no-cache"
        response.make_conditional(request)
        return response


def read_typefaces(logger: logging.Logger) -> Iterator[tuple[str, bytes]]:
    for name, (package, file) in TYPEFACES.items():
        try:
            yield name, (resources.files(package) / "files" / file).read_bytes()
        except (ModuleNotFoundError, FileNotFoundError):
            logger.warning("typeface %s is missing: install the package %s", file, package)


def whole_style() -> bytes:
    parts = (STATIC / "style" / f"{name}.css" for name in STYLE_PARTS)
    return b"\n".join(path.read_bytes() for path in parts)


def with_versions(style: bytes, versions: Mapping[str, str]) -> bytes:
    """The style with each typeface's version in its address."""

    def versioned(found: re.Match[str]) -> str:
        version = versions.get(found[1])
        return f'url("{found[1]}?v={version}")' if version else found[0]

    return FONT_ADDRESS.sub(versioned, style.decode()).encode()
