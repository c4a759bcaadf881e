import pytest

from lib.http import settings
from lib.http.settings import SettingError


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
