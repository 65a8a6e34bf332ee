"""How does it run? Health for a supervisor, metrics for Prometheus, a line in the log a request.

What people search for is theirs: it stands in no metric, and in the log only where
`config["REQUEST_LOG"]` is "queries".
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from search import KashafError
from web.current_index import current_engine

blueprint = Blueprint("observation", __name__)
EXTENSION = "kashaf-metrics"
LOGS = ("off", "requests", "queries")
SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.5, 1, 2.5, 10)
# Set by whoever runs several processes of one server, as prometheus_client wants it.
SEVERAL_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"
logger = logging.getLogger("kashaf.requests")


class Metrics:
    """What is counted of the requests of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "kashaf_requests", "Requests answered.", ("endpoint", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "kashaf_request_seconds",
            "From a request to the beginning of its answer.",
            ("endpoint",),
            buckets=SECONDS,
            registry=self.registry,
        )

    def text(self) -> bytes:
        """All of them in Prometheus' format, those of the other processes with them."""
        registry = self.registry
        if SEVERAL_PROCESSES in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        of_index = CollectorRegistry()
        of_index.register(IndexMetrics())
        return generate_latest(registry) + generate_latest(of_index)


class IndexMetrics(Collector):
    """What the index holds when it is asked for; nothing while there is none."""

    def collect(self) -> Iterator[Metric]:
        try:
            engine = current_engine()
            articles, generation = engine.extent().articles, engine.generation
        except (KashafError, OSError):
            yield GaugeMetricFamily("kashaf_index_up", "1 if the index can be read.", value=0)
            return
        yield GaugeMetricFamily("kashaf_index_up", "1 if the index can be read.", value=1)
        yield GaugeMetricFamily("kashaf_index_articles", "Articles in it.", value=articles)
        yield GaugeMetricFamily("kashaf_index_generation", "Its commit.", value=generation)


@blueprint.get("/health")
def health() -> Response:
    """200 where the index can be read; 503 with the reason in the log where it cannot."""
    engine = current_engine()
    response = jsonify(status="ok", generation=engine.generation)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus' text format."""
    counted: Metrics = current_app.extensions[EXTENSION]
    response = Response(counted.text(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Count every request, and log it as far as `config["REQUEST_LOG"]` says."""
    log = app.config["REQUEST_LOG"]
    if log not in LOGS:
        raise KashafError(f"REQUEST_LOG={log!r} is none of {', '.join(LOGS)}")
    counted = app.extensions[EXTENSION] = Metrics()
    if log != "off":
        write_to_stderr()

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        # An endpoint and not the address: there are few of them, and no query is in one.
        endpoint = request.endpoint or "none"
        counted.requests.labels(endpoint, str(response.status_code)).inc()
        counted.seconds.labels(endpoint).observe(seconds)
        if log != "off":
            logger.info(line(endpoint, response, seconds, queries=log == "queries"))
        return response


def line(endpoint: str, response: Response, seconds: float, *, queries: bool) -> str:
    """One request as JSON on one line."""
    record: dict[str, object] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "endpoint": endpoint,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    if response.content_length is not None:
        record["bytes"] = response.content_length
    if queries:
        record["query"] = request.args.to_dict(flat=False)
    return json.dumps(record)


def write_to_stderr() -> None:
    """Each line as it is, once, whatever else is logged."""
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
