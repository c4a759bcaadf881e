"""Many who ask the running app at once, for pictures that nobody has drawn yet and for all else."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
import requests

from bench.serve import serving

PAGES = ("race/crossover", "race/overview", "adoption/downloads", "adoption/local", "rankings/hub", "rankings/usage")
PICTURES = [f"/chart/{page}.svg?width={width}" for page in PAGES for width in range(500, 1500, 100)]
OTHERS = ("/", "/healthz", "/api/v1/tables/hub_totals.csv", "/badge/qwen.svg", "/feed.json")


@pytest.mark.slow
def test_sixty_pictures_at_once_all_come_and_nobody_else_waits_for_them() -> None:
    """Who is told to ask again does; if all else waited for pictures, it would be answered as rarely as they are."""
    with serving("app.py") as server, ThreadPoolExecutor(len(PICTURES)) as askers:
        for path in (*OTHERS, *(f"/chart/{page}.json" for page in PAGES)):
            requests.get(f"{server}{path}", timeout=60).raise_for_status()
        pictures = [askers.submit(drawn, f"{server}{path}") for path in PICTURES]
        answered = 0
        while not all(picture.done() for picture in pictures):
            for path in OTHERS:
                assert requests.get(f"{server}{path}", timeout=60).status_code == 200
                answered += 1
        assert [picture.result() for picture in pictures] == [200] * len(PICTURES)
        assert answered > 3 * len(PICTURES)


def drawn(address: str) -> int:
    """The status of a picture, asked for again when the answer says so, five times at most."""
    for _ in range(5):
        answer = requests.get(address, timeout=60)
        if answer.status_code != 503:
            break
        sleep(int(answer.headers["Retry-After"]))
    return answer.status_code
