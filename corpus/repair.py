"""What did the source damage on the way, and what had its writer written?

Undone: HTML entities and tags, UTF-8 that was read as Windows-1252, Latin-1 or Windows-1256,
presentation forms (the shapes of letters, as old PDF and DOS tools store them), control
characters, bidi controls, foreign line ends, lone surrogates. Never touched: a letter, a vowel
mark, a tatweel, a quote, a joiner. What counts as the same letter is the search engine's affair.
"""

from __future__ import annotations

import re
import unicodedata

MAX_ROUNDS = 8
"""Repairing can uncover damage (&amp;lt;p&amp;gt;). Real sources need 3 rounds; past 8 someone
nests on purpose, and the text stays as it then is."""

# One pass over a clean text is all that it costs: every kind of damage holds one of these.
# § „ † stand for UTF-8 read as Windows-1256, where alef, lam and teh become ط§ ظ„ ط ھ.
_SUSPECT = re.compile(
    "[&<\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u00c3\u00d8-\u00db\u00e2§„\u061c\u200b\u200e\u200f"
    "\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufb50-\ufdef\ufe70-\ufeff]"
)


def repair(text: str) -> str:
    """The text with its source's damage undone; the same object when there is none.

    Idempotent: ``repair(repair(text)) == repair(text)``.

    >>> repair("<p>قال &quot;نعم&quot;<br>ومضى</p>")
    'قال "نعم"\\nومضى'
    >>> repair("Ø§Ù„Ø¹Ø±Ø¨ÙŠØ©")
    'العربية'
    >>> repair("a < b و c > d")
    'a < b و c > d'
    """
    for _ in range(MAX_ROUNDS):
        if not _SUSPECT.search(text):
            return text
        before = text
        # Bytes before characters, characters before markup: an entity may write mojibake, so
        # the next round looks again.
        if "&" in text:
            text = _decode_entities(text)
        if "<" in text:
            text = _remove_tags(text)
        text = _undo_mojibake(text)
        text = _replace_characters(text)
        if text == before:
            break
    return text


# --- entities ---------------------------------------------------------------------------------

# Only with the semicolon: "&copy=1" in a link is no ©.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPED_AMPERSANDS = re.compile(r"&(?:amp;|#0*38;|#[xX]0*26;)+")


def _decode_entities(text: str) -> str:
    import html  # its table of 2,231 names is loaded for the few texts that need it

    text = _ESCAPED_AMPERSANDS.sub("&", text)
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)


# --- tags -------------------------------------------------------------------------------------

_BLOCK_TAGS = (
    "p|br|div|li|ul|ol|dl|dt|dd|tr|table|tbody|thead|h[1-6]|hr|blockquote|section|article|aside"
    "|header|footer|nav|main|figure|figcaption|pre|center|form|html|body|head|title|option"
)
_INLINE_TAGS = (
    "a|abbr|b|big|cite|code|em|font|i|iframe|img|input|ins|del|label|link|mark|meta|object|embed"
    "|param|q|s|small|source|span|strike|strong|sub|sup|time|tt|u|video|audio|o:p|td|th|col"
    "|colgroup|noscript|select|button|svg|path|script|style"
)
_BLOCK = re.compile(rf"</?(?:{_BLOCK_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CELL = re.compile(r"</?t[dh](?:\s[^<>]*)?>", re.IGNORECASE)
_INLINE = re.compile(rf"</?(?:{_INLINE_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_KNOWN = re.compile(f"{_BLOCK_TAGS}|{_INLINE_TAGS}", re.IGNORECASE)
_EMPTY_LINES = re.compile("\n{3,}")
_UNSEEN = re.compile(r"<!--|<script\b|<style\b", re.IGNORECASE)
_UNSEEN_ENDS = {"<!--": "-->", "<script": "</script>", "<style": "</style>"}


def is_tag(name: str) -> bool:
    """Whether HTML knows an element of this name, so that `repair` removes it.

    >>> is_tag("P"), is_tag("h2"), is_tag("headline")
    (True, True, False)
    """
    return _KNOWN.fullmatch(name) is not None


def _remove_tags(text: str) -> str:
    """Tags that HTML knows, and nothing else in angle brackets."""
    if _UNSEEN.search(text):
        text = _remove_unseen(text)
    without_blocks, blocks = _BLOCK.subn("\n", text)
    text = _INLINE.sub("", _CELL.sub(" ", without_blocks))
    if blocks:
        # Where tags made the lines, the spaces about them were the layout of the markup.
        text = _EMPTY_LINES.sub("\n\n", "\n".join(map(str.strip, text.split("\n")))).strip()
    return text


def _remove_unseen(text: str) -> str:
    """Comments, scripts and styles, with what they hold. One that never ends is left alone."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ takes two characters in lower case
        lowered = text
    kept, position = [], 0
    missing: set[str] = set()
    for opening in _UNSEEN.finditer(text):
        if opening.start() < position:
            continue
        closing = _UNSEEN_ENDS[opening.group().lower()]
        # An end that was not found once is not looked for again: that would be quadratic.
        end = -1 if closing in missing else lowered.find(closing, opening.end())
        if end < 0:
            missing.add(closing)
            continue
        kept.append(text[position : opening.start()])
        position = end + len(closing)
    return " ".join([*kept, text[position:]])


# --- mojibake ---------------------------------------------------------------------------------


def _bytes_of(encoding: str) -> dict[str, int]:
    """Which byte a character was. Latin-1 stands in where the encoding has no character."""
    table = {chr(byte): byte for byte in range(0x80, 0x100)} if encoding == "cp1252" else {}
    for byte in range(0x80, 0x100):
        table[bytes([byte]).decode(encoding, "replace")] = byte
    table.pop("\ufffd", None)
    return table


def _class(table: dict[str, int], first: int, last: int) -> str:
    return "[" + "".join(re.escape(c) for c, byte in table.items() if first <= byte <= last) + "]"


_WESTERN, _ARABIC = _bytes_of("cp1252"), _bytes_of("cp1256")
_WESTERN_NEXT, _ARABIC_NEXT = _class(_WESTERN, 0x80, 0xBF), _class(_ARABIC, 0x80, 0xBF)
# What makes it clear: two Arabic letters in a row as Ø§Ù„, a dash or quote as â€œ, or é as Ã©.
_WESTERN_EVIDENCE = re.compile(
    rf"[ØÙÚÛ]{_WESTERN_NEXT}[ØÙÚÛ]{_WESTERN_NEXT}|â[€\x80]{_WESTERN_NEXT}|Ã[§¨©ª®´¼]"
)
_WESTERN_RUN = re.compile(
    rf"(?:{_class(_WESTERN, 0xC2, 0xDF)}{_WESTERN_NEXT}"
    rf"|{_class(_WESTERN, 0xE0, 0xEF)}{_WESTERN_NEXT}{{2}}"
    rf"|{_class(_WESTERN, 0xF0, 0xF4)}{_WESTERN_NEXT}{{3}})+"
)
# Three letters in a row as ط§ظ„ط¹. Not fewer: «شرط» ends in one such pair.
_ARABIC_EVIDENCE = re.compile(rf"(?:[طظعغ]{_ARABIC_NEXT}){{3}}")
# Whole runs, not pairs inside a word: خ، of a clean word beside it would turn Greek.
_ARABIC_RUN = re.compile("[^\x00-\x7f]+")


def _undo_mojibake(text: str) -> str:
    if _WESTERN_EVIDENCE.search(text):
        text = _WESTERN_RUN.sub(lambda run: _as_utf8(run.group(), _WESTERN), text)
    if ("§" in text or "„" in text) and _ARABIC_EVIDENCE.search(text):
        text = _ARABIC_RUN.sub(lambda run: _as_utf8(run.group(), _ARABIC), text)
    return text


def _as_utf8(run: str, table: dict[str, int]) -> str:
    try:
        return bytes(table[character] for character in run).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return run


# --- single characters ------------------------------------------------------------------------

_DAMAGED = re.compile(
    "\r\n|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f"
    "\u2028-\u202e\u2060\u2066-\u2069\ufb50-\ufdef\ufe70-\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def _replacements() -> dict[str, str]:
    """What each damaged character becomes; one that is not here is removed."""
    table = dict.fromkeys(("\r\n", "\r", "\v", "\f", "\u2028", "\u2029"), "\n")
    for byte in range(0x80, 0xA0):
        # A C1 control in a text is a Windows-1252 quote or dash that was read as Latin-1.
        table[chr(byte)] = bytes([byte]).decode("cp1252", "ignore")
    for code in (*range(0xFB50, 0xFDF0), *range(0xFE70, 0xFEFF)):
        character = chr(code)
        letters = unicodedata.normalize("NFKC", character)
        # A mark that stands alone is normalized to a space and the mark, which cuts its word.
        table[character] = letters.replace(" ", "") if letters != character else character
    # FDF0 to FDFD (ﷲ ﷺ ﷼) are not shapes of letters but signs that people type: kept.
    return table


_REPLACEMENTS = _replacements()


def _replace_characters(text: str) -> str:
    if _SURROGATE.search(text):
        # Joins a pair that came as two halves; a half without its other is damage to be seen.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _DAMAGED.sub(lambda damaged: _REPLACEMENTS.get(damaged.group(), ""), text)
