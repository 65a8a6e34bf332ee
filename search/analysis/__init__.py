"""How does text become terms?

>>> from search.analysis import arabic_analyzer
>>> [(token.surface, token.stem) for token in arabic_analyzer().tokens("وزيرة الخارجية")]
[('وزيره', 'وزير'), ('الخارجيه', 'خارجي')]
"""

from search.analysis.analyzer import ArabicAnalyzer, OnceAnalyzer, Token, arabic_analyzer
from search.analysis.normalizer import fold
from search.analysis.skeleton import skeleton
from search.analysis.stemmer import stem

__all__ = ["ArabicAnalyzer", "OnceAnalyzer", "Token", "arabic_analyzer", "fold", "skeleton", "stem"]
