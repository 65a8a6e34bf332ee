"""What was meant? Words typed wrong, in another layout, alphabet or spelling; words half typed."""

from search.suggest.suggester import Suggester

__all__ = ["Suggester"]
