"""What `make torture` ends with: which tests ran, how many, how long, and what they told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def table(reports: Sequence[Any]) -> Iterator[str]:
    """Rows of Markdown, one for each test; below each what its cases told."""
    tests: dict[str, list[Any]] = {}
    for report in reports:
        if report.when == "call" or report.failed:
            name = report.nodeid.partition("[")[0].rpartition("/")[2]
            tests.setdefault(name, []).append(report)
    yield "| test | passed | failed | seconds | told |"
    yield "|---|---:|---:|---:|---|"
    for name in sorted(tests):
        cases = tests[name]
        failed = sum(case.failed for case in cases)
        seconds = sum(case.duration for case in cases)
        told = [text for case in cases for key, text in case.user_properties if key == "told"]
        yield (
            f"| {name} | {len(cases) - failed} | {failed} | {seconds:.0f} | "
            f"{'<br>'.join(text.replace('|', chr(92) + '|') for text in told)} |"
        )
