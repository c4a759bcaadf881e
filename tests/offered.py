"""The pages that have something to show with the shipped store; the others wait for data."""

from lib.data import open_data
from lib.snapshots import PROJECT
from lib.views import waiting

OFFERED = waiting.offered(open_data(PROJECT / "data"))
CHARTED = [page for page in OFFERED if page.section != "about"]
"""Those with charts."""
TOPICS = {page.name.split("/")[1]: page for page in CHARTED}
"""Those with charts by their topic."""
