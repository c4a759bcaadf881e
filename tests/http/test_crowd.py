"""Many who ask the running app at once, for pictures that nobody has drawn yet and for all else."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
import requests

from bench.serve import serving

PAGES = ("race/crossover", "race/overview", "adoption/downloads", "adoption/local", "rankings/hub", "rankings/usage")
PICTURES = [f"/chart/{page}.svg?width={width}" for page in PAGES for width in range(500, 1500, 100)]
OTHERS = ("/", "/healthz", "/api/v1/tables/hub_totals.csv", "/badge/qwen.svg", "/feed.json")


@pytest.mark.slow
def test_sixty_pictures_at_once_all_come_and_nobody_else_waits_for_them() -> None:
    with serving("app.py") as server, ThreadPoolExecutor(len(PICTURES)) as askers:
        for path in (*OTHERS, *(f"/chart/{page}.json" for page in PAGES)):
            requests.get(f"{server}{path}", timeout=60).raise_for_status()
        pictures = [askers.submit(requests.get, f"{server}{path}", timeout=60) for path in PICTURES]
        waited = []
        while not all(picture.done() for picture in pictures):
            for path in OTHERS:
                start = monotonic()
                assert requests.get(f"{server}{path}", timeout=60).status_code == 200
                waited.append(monotonic() - start)
        assert [picture.result().status_code for picture in pictures] == [200] * len(PICTURES)
        assert len(waited) > 50
        assert sorted(waited)[len(waited) * 9 // 10] < 1
