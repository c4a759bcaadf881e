"""Where readers must log in, a page is not run for who has not."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.snapshots import PROJECT
from lib.ui import login, shared


def opened(**user: object) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "pages" / "frame.py"), default_timeout=60)
    app.user = user
    return app.run()


def told(app: AppTest) -> list[str]:
    return [each.value for each in (*app.title, *app.markdown)]


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "providers", lambda: ("default",))


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("user", [{}, {"is_logged_in": False, "name": "Ada"}, {"is_logged_in": "yes"}], ids=str)
def test_who_has_not_logged_in_gets_a_button_and_no_data(user: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "data_of", lambda day: pytest.fail("data was read"))
    app = opened(**user)
    assert not app.exception
    assert told(app) == [
        "Crossover",
        "**Who leads the open-weight model race, since when, and how sure are we?**",
        "Here it is shown to readers who log in. You then come to the page that you asked for.",
    ]
    assert [button.label for button in app.button] == ["Log in"]
    assert not app.metric
    assert not app.get("plotly_chart")
    assert not app.get("page_link")


def test_several_providers_have_a_button_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "providers", lambda: ("default", "work"))
    assert [button.label for button in opened().button] == ["Log in", "Log in with work"]


@pytest.mark.usefixtures("one")
def test_who_has_logged_in_sees_the_page_and_the_way_out() -> None:
    app = opened(is_logged_in=True, name="", email="ada@example.org")
    assert app.metric
    assert app.button[-1].label == "Log out"
    assert told(app)[-1] == ":small[Logged in as ada\u2060\\@example\\.org]"


@pytest.mark.usefixtures("one")
def test_a_name_is_shown_as_it_is_and_not_in_full_length() -> None:
    (said,) = told(opened(is_logged_in=True, name=f"]![x](https://evil.example/x.png)\u202e{'y' * 99}"))[-1:]
    assert "![" not in said
    assert "\u202e" not in said
    assert said.endswith("y…]")
    assert len(said.replace("\\", "")) < 100


def test_where_nobody_must_log_in_nothing_is_said_of_it() -> None:
    app = opened()
    assert not [button.label for button in app.button if button.label in ("Log in", "Log out")]
    assert not [text for text in told(app) if "Logged in" in text]
