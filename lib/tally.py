"""What the running server counts of itself, for who watches it: never of whom, and never what was asked for."""

from prometheus_client import CollectorRegistry, Counter, Histogram

COUNTED = CollectorRegistry()
"""What is counted here; a process counts for itself."""
REQUESTS = Counter(
    "crossover_requests_total", "Requests answered, by route and status.", ["route", "status"], registry=COUNTED
)
SECONDS = Histogram(
    "crossover_request_seconds",
    "Seconds until a request was answered, by route.",
    ["route"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 20),
    registry=COUNTED,
)
VIEWS = Counter(
    "crossover_views_total", "Views of pages asked for, and those of them computed anew.", ["how"], registry=COUNTED
)
FOLLOWED = Counter(
    "crossover_followed_total",
    "Looks at the address from which vintages are taken, by what came of each.",
    ["outcome"],
    registry=COUNTED,
)
PICTURES = Counter(
    "crossover_pictures_total",
    "Pictures drawn anew for pages and routes, by form and by how it went.",
    ["form", "outcome"],
    registry=COUNTED,
)
