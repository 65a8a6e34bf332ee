"""How much is a file from a stranger allowed to cost?

Every limit stands here. What goes past one becomes a ``Skipped`` that names the limit.
"""

MAX_RECORD_BYTES = 16 * 1024 * 1024
"""A longer line, array item, table row, .txt file or body is skipped, and never held whole. The
longest novels have 6 MB; an article of 100 MB took 1 GB of memory to read."""

MAX_FIELD_CHARACTERS = 64 * 1024
"""Of an id, title, source, section, author or link. What is longer is something else."""

MAX_NAME_CHARACTERS = 200
"""Of a field's name; a longer one is none of ours."""

MAX_COLUMNS = 1_000
"""Of a table, whose every row would hold as many cells."""

MAX_VALUES = 100_000
"""Lists, objects, values or elements in one record: `[]` takes 3 bytes of a file, 64 of memory."""

MAX_DEPTH = 64
"""JSON's lists and objects, or XML's elements, inside one another. ijson holds the whole path of
every level: 100,000 of `[` in a file of 100 KB took all the memory there was."""

MAX_TAG_BYTES = 1024 * 1024
"""Of one tag or comment in XML, which the parser looks through again with each piece of it."""

MAX_CONTROLS = 0.02
"""Control characters in a text, of all of its beginning. Words have none, other files 10 %."""

MAX_UNPACKED_BYTES = 32 * 1024**3
"""An archive that unpacks to more is left at that point. Two million articles take about 8 GiB."""

MAX_RATIO = 200
"""Unpacked to packed size. Arabic JSONL packs 5 to 12 times, templates 60; bombs 1,000 and up."""

RATIO_GRACE_BYTES = 16 * 1024 * 1024
"""No ratio is judged before this much is unpacked: small repetitive files are not bombs."""

MAX_MEMBERS = 250_000
"""Files in one .zip or .tar. SANAD, the largest known collection of single texts, has 194,797."""

MAX_DIRECTORY_BYTES = 24 * 1024 * 1024
"""A .zip's table of contents, checked before it is read: its entries cost 10 times their size."""

MAX_TAR_HEADER_BYTES = 1024 * 1024
"""Of a long name or of attributes in a .tar, which are read as a whole."""

MAX_ZSTD_WINDOW_BYTES = 128 * 1024 * 1024
"""The memory that a .zst may ask for; `zstd --long=27` is the most that fits."""

MAX_VALUE_DEPTH = 4
"""Lists and objects inside one field, as authors: [{name: {#text: …}}]."""
