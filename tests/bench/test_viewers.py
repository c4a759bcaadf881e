"""What is made of what viewers saw; the numbers can be added in one's head."""

from bench import proxied, soak, viewers
from bench.proxied import Rush
from bench.soak import Soaked
from bench.viewers import Watched

FAST = Watched(took=[0.1] * 10, spent=0.5, seconds=10)
SLOW = Watched(took=[0.2] * 10, errors=["TimeoutError: "], spent=1.0, seconds=10)


def test_a_level_is_its_times_its_cost_its_pace_and_its_errors_against_the_bare_page() -> None:
    found = {
        figure.name.removeprefix("10 viewers thinking: "): figure
        for figure in viewers.figures(10, "thinking", SLOW, FAST)
    }
    assert {name: (round(one.value), round(one.baseline or 0), one.met) for name, one in found.items()} == {
        "control to new chart, p50": (200, 100, None),
        "control to new chart, p95": (200, 100, False),
        "control to new chart, p99": (200, 100, None),
        "processor time a change": (100, 50, None),
        "changes a second": (1, 1, None),
        "errors": (1, 0, False),
    }
    assert "100.0 ms of processor time against 50.0 ms" in found["control to new chart, p95"].limit
    assert "10% busy" in found["control to new chart, p95"].limit


def test_a_soak_compares_the_end_with_the_tenth_minute() -> None:
    app = Soaked(FAST, [50.0 + minute for minute in range(1, 61)])
    bare = Soaked(FAST, [100.0] * 60)
    memory, plain, *_, errors = soak.figures(app, bare, 60, 50)
    assert (memory.value, memory.baseline, memory.met) == (110, 60, False)
    assert (plain.value, plain.baseline, plain.met) == (100, 100, None)
    assert (errors.value, errors.met) == (0, True)
    assert soak.figures(Soaked(FAST, [10.0, 20.0, 21.0, 21.0]), bare, 4, 50)[0].baseline == 20


def test_what_limits_two_processes_is_told_by_who_had_how_much_of_the_cores() -> None:
    one = Rush(100, 0, 10, {"app": 10, "viewers": 5})
    two = Rush(150, 0, 10, {"app": 15, "nginx": 1, "viewers": 4})
    assert (one.pace, two.pace, one.work, two.work) == (10, 15, 10, 10)
    told = proxied.limit(one, two)
    assert "app 1.50, nginx 0.10, viewers 0.40; with one process app 1.00, viewers 0.50" in told
    assert "100.0 ms of processor time with two processes and 100.0 with one" in told
