"""The engine's own tests, on a cluster: see tests/search."""

from tests.search.test_engine import *  # noqa: F403
