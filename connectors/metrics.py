"""What Prometheus reads at /metrics."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TURNS = Counter("minsheng_turns_total", "Messages answered, by door and outcome.", ["door", "outcome"])
SECONDS = Histogram(
    "minsheng_turn_seconds",
    "Seconds from taking a message in to its replies being written.",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
ENGINE_FAILURES = Counter("minsheng_engine_failures_total", "Turns for which Rasa gave no answer.")
REFUSED = Counter("minsheng_refused_total", "Messages not taken, by reason.", ["code"])
