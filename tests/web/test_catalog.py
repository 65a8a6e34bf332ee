"""Is every sentence of the pages said in Arabic, and does the compiled catalog say the same?"""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from babel.support import Translations

import web

ROOT = Path(web.__file__).parents[1]
FOLDER = ROOT / "web" / "translations" / "ar" / "LC_MESSAGES"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="ar", abort_invalid=True)


def sentences() -> set[str]:
    """All that `make catalog` gathers."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]
    mappings = settings["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {
        mapping["pattern"]: {k: v for k, v in mapping.items() if k not in ("method", "pattern")}
        for mapping in mappings
    }
    keywords = {**DEFAULT_KEYWORDS, "QueryError": None, "lazy_gettext": None}
    found = set()
    for folder in ("search", "web"):
        for _, _, message, _, _ in extract_from_dir(
            ROOT / folder,
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods],
            {pattern.removeprefix(f"{folder}/"): given for pattern, given in options.items()},
            keywords,
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_sentence_is_translated_and_no_other(catalog: Catalog) -> None:
    known = {key(message) for message in catalog if message.id}
    assert sentences() - known == set(), "run `make catalog` and translate"
    assert known - sentences() == set(), "no page says it any more"
    for message in catalog:
        forms = [message.string] if isinstance(message.string, str) else message.string
        assert all(forms), message.id
        assert not message.fuzzy, message.id
        assert list(message.check(catalog)) == [], message.id


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_translation_takes_the_same_parameters(catalog: Catalog) -> None:
    for message in catalog:
        if isinstance(message.id, str) and "%(" not in message.id:
            assert isinstance(message.string, str)
            assert fields(message.string) == fields(message.id), message.id


def test_the_compiled_catalog_is_of_this_text(catalog: Catalog) -> None:
    compiled = Translations.load(FOLDER.parents[1], ["ar"])
    for message in catalog:
        if isinstance(message.id, str):
            assert not message.id or compiled.ugettext(message.id) == message.string
        else:
            for count, nth in ((0, 0), (1, 1), (2, 2), (3, 3), (11, 4), (100, 5)):
                assert compiled.ungettext(*message.id, count) == message.string[nth]
    assert len(list(catalog)) == len([key for key in compiled._catalog if isinstance(key, str)]) + (
        sum(not isinstance(message.id, str) for message in catalog)
    ), "run `make catalog`"


def test_errors_of_a_query_are_templates() -> None:
    for path in (ROOT / "search").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "QueryError":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}"


COUNTS = [
    (0, "لا مقالات", "none"),
    (1, "مقال واحد", "one"),
    (2, "مقالان", "the dual"),
    (3, "3 مقالات", "few"),
    (10, "10 مقالات", "the last of the few"),
    (11, "11 مقالًا", "many"),
    (100, "100 مقال", "a hundred"),
    (102, "102 مقال", "two beyond a hundred"),
    (103, "103 مقالات", "few beyond a hundred"),
    (1011, "1011 مقالًا", "many beyond a thousand"),
]


@pytest.mark.parametrize(("count", "expected", "why"), COUNTS)
def test_arabic_counts_its_nouns(count: int, expected: str, why: str) -> None:
    arabic = Translations.load(FOLDER.parents[1], ["ar"])
    text = arabic.ungettext("%(num)s article", "%(num)s articles", count)
    assert text % {"num": count} == expected, why
