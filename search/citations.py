"""How is an article cited? As a line to paste, as RIS and as BibTeX for reference managers.

Text from articles is a stranger's: it stands on one line, without control characters, and with
what BibTeX would read as a command written out.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from corpus import Article

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SPACES = re.compile(r"\s+")
_CLEAN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_:.-]{0,60}")
_BIBTEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '{}\\ "<>^`|'})


def plain(article: Article) -> str:
    """One line: author, title, source, day and address, as far as they are known.

    >>> plain(Article("1", "عاد القطار", "", source="المرسى", author="ربى عوض"))
    'ربى عوض. «عاد القطار». المرسى.'
    """
    return " ".join(plain_parts(article))


def plain_parts(article: Article) -> list[str]:
    """The same in parts, for a page that keeps the direction of each to itself."""
    day = article.published.date().isoformat() if article.published else ""
    title = _line(article.title)
    where = "، ".join(part for part in (_line(article.source), day) if part)
    parts = [_line(article.author), f"«{title}»" if title else "", where]
    address = _line(article.url)
    return [*(f"{part}." for part in parts if part), *([address] if address else [])]


def ris(article: Article) -> str:
    """A record of type NEWS with its lines ended as the format wants.

    >>> ris(Article("1", "عاد القطار", "", source="المرسى")).splitlines()
    ['TY  - NEWS', 'ID  - 1', 'TI  - عاد القطار', 'T2  - المرسى', 'LA  - ar', 'ER  - ', '']
    """
    published = article.published
    fields = [
        ("ID", article.id),
        ("AU", article.author),
        ("TI", article.title),
        ("T2", article.source),
        ("SE", article.category),
        ("PY", f"{published.year:04}" if published else ""),
        ("DA", f"{published:%Y/%m/%d}".rjust(10, "0") if published else ""),
        ("UR", article.url),
        ("LA", "ar"),
    ]
    lines = ["TY  - NEWS"]
    lines += [f"{tag}  - {text}" for tag, value in fields if (text := _line(value))]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def bibtex(article: Article) -> str:
    """An @article of its source, or @misc where none is known.

    >>> print(bibtex(Article("eco-1", "50% أكثر", "", source="المرسى")))
    @article{eco-1,
      title = {{50\\% أكثر}},
      journal = {المرسى},
      langid = {arabic},
    }
    """
    published = article.published
    fields = [
        ("author", f"{{{name}}}" if (name := _bibtex(article.author)) else ""),
        ("title", f"{{{title}}}" if (title := _bibtex(article.title)) else ""),
        ("journal", _bibtex(article.source)),
        ("year", f"{published.year:04}" if published else ""),
        ("month", str(published.month) if published else ""),
        ("day", str(published.day) if published else ""),
        ("url", _line(article.url).translate(_ADDRESS)),
        ("langid", "arabic"),
    ]
    kind = "article" if _line(article.source) else "misc"
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@{kind}{{{_key(article.id)},", *lines, "}", ""])


def _key(article_id: str) -> str:
    """The id where BibTeX can read it as a key, else a short digest of it."""
    if _CLEAN_KEY.fullmatch(article_id):
        return article_id
    encoded = article_id.encode("utf-8", "surrogatepass")
    return f"kashaf-{blake2b(encoded, digest_size=6).hexdigest()}"


def _line(text: str) -> str:
    """The text on one line, encodable whatever it was."""
    cleaned = _SPACES.sub(" ", _CONTROLS.sub(" ", text)).strip()
    return cleaned.encode("utf-8", "replace").decode()


def _bibtex(text: str) -> str:
    return _line(text).translate(_BIBTEX)
