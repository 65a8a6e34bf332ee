"""The same search on an OpenSearch cluster; the only package that knows its client."""

from search.cluster.checks import check_cluster
from search.cluster.snapshot import ClusterSnapshot
from search.cluster.writer import ClusterWriter

__all__ = ["ClusterSnapshot", "ClusterWriter", "check_cluster"]
