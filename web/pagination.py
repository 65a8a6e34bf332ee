"""Which page numbers are worth a link?"""

from __future__ import annotations


def page_numbers(page: int, pages: int, *, around: int = 2) -> tuple[int | None, ...]:
    """First, last and those around this page; None stands for a gap of two or more.

    >>> page_numbers(6, 20)
    (1, None, 4, 5, 6, 7, 8, None, 20)
    >>> page_numbers(1, 4)
    (1, 2, 3, 4)
    """
    wanted = {1, pages, *range(page - around, page + around + 1)}
    numbers: list[int | None] = []
    last = 0
    for nth in sorted(nth for nth in wanted if 1 <= nth <= pages):
        if nth - last == 2:
            numbers.append(last + 1)
        elif nth - last > 2:
            numbers.append(None)
        numbers.append(nth)
        last = nth
    return tuple(numbers)
