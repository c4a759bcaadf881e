import os
import subprocess
import sys

import pytest

from bench.serve import free_port
from lib.http import settings
from lib.http.settings import SettingError
from lib.snapshots import PROJECT


def test_without_settings_nobody_else_frames_and_rates_are_generous():
    found = settings.read({})
    assert found.framed_by == ()
    assert (str(found.asked), str(found.drawn)) == ("600 per 1 minute", "60 per 1 minute")
    assert found.log == "failures"


def test_settings_are_what_they_say():
    found = settings.read(
        {
            "CROSSOVER_FRAMED_BY": "https://huggingface.co https://a.example:8443",
            "CROSSOVER_ASKED": "5/second",
            "CROSSOVER_DRAWN": "unlimited",
            "CROSSOVER_LOG": "json",
            "CROSSOVER_FOLLOW": "s3://bucket/data",
        }
    )
    assert found.framed_by == ("https://huggingface.co", "https://a.example:8443")
    assert (found.asked.amount, found.asked.get_expiry()) == (5, 1)
    assert found.drawn is None
    assert found.log == "json"
    assert found.follow == "s3://bucket/data"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CROSSOVER_FRAMED_BY", "huggingface.co"),
        ("CROSSOVER_FRAMED_BY", "https://a.example; script-src *"),
        ("CROSSOVER_FRAMED_BY", "https://a.example/path"),
        ("CROSSOVER_ASKED", "often"),
        ("CROSSOVER_LOG", "loud"),
        ("CROSSOVER_FOLLOW", "somewhere"),
        ("CROSSOVER_FOLLOW", "strange://bucket"),
    ],
)
def test_a_setting_that_means_nothing_is_named(name, said):
    with pytest.raises(SettingError, match=rf"^{name}\b"):
        settings.read({name: said})


def test_the_app_is_not_started_and_says_why():
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port())]
    environment = {**os.environ, "CROSSOVER_ASKED": "often"}
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == (
        "The app is not started: CROSSOVER_ASKED is 'often'; write a rate such as 600/minute, or unlimited"
    )
