"""What was meant? Words typed wrong, in another layout, alphabet or spelling; words half typed."""

from search.suggest.completion import Completer
from search.suggest.suggester import Suggester
from search.suggest.words import Words

__all__ = ["Completer", "Suggester", "Words"]
