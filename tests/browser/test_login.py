"""A reader opens a link, logs in at a provider, sees what the link shows, and logs out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import oidc_provider_mock
import pytest
from oidc_provider_mock import User
from playwright.sync_api import Browser, BrowserContext, Page
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from bench.serve import serving

ADA = User(sub="ada", claims={"name": "Ada *Lovelace*", "email": "ada@example.org"})
USER = "_streamlit_user"
SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{{port}}{base}/oauth2callback"
cookie_secret = "a-secret-of-the-tests-that-nobody-else-has"
client_id = "crossover"
client_secret = "known-to-the-mock"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"
"""


@contextmanager
def guarded(folder: Path, base: str = "") -> Iterator[str]:
    """The app below a path of its host for readers who log in at a provider: where it stands."""
    with oidc_provider_mock.run_server_in_thread(user_claims=[ADA]) as provider:
        file = folder / "secrets.toml"
        file.write_text(SECRETS.format(base=base, provider=provider.server_port), encoding="utf-8")
        settings = {"STREAMLIT_SECRETS_FILES": str(file), "STREAMLIT_SERVER_BASE_URL_PATH": base.strip("/")}
        with serving("app.py", **settings) as address:
            yield f"{address}{base}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with guarded(tmp_path_factory.mktemp("secrets")) as place:
        yield place


def asked(context: BrowserContext, place: str, path: str = "/api/v1/tables/hub_totals.csv") -> int:
    """The status of a route, asked with the cookies of a reader."""
    return context.request.get(f"{place}{path}").status


def log_in(page: Page) -> None:
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="ada").click()
    page.get_by_text("Every figure on these pages has a source").wait_for(timeout=60_000)


def goes_through(page: Page, place: str) -> None:
    """Open a link without a login, log in, and log out, and look at every step at what is told."""
    link = f"{place}/downloads?by=Country&show=Share"
    page.goto(link)
    page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
    words = page.locator("body").inner_text()
    assert page.title() == "Log in · Crossover"
    assert not [word for word in ("Downloads", "China", "United States", "Methods") if word in words]
    assert page.locator(".js-plotly-plot, a[href]:not([href^='#'])").count() == 0
    assert asked(page.context, place) == 401

    log_in(page)
    assert page.url == link
    page.locator(".js-plotly-plot .legendtext", has_text="China").first.wait_for(timeout=30_000)
    assert page.get_by_text("Logged in as Ada *Lovelace*").is_visible()
    assert asked(page.context, place) == 200

    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="End session").click()
    page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
    assert page.url == f"{place}/"
    assert asked(page.context, place) == 401


def test_a_link_is_kept_through_the_login(page: Page, app: str) -> None:
    goes_through(page, app)


@pytest.mark.slow
def test_a_link_is_kept_through_the_login_below_a_path_of_the_host(page: Page, tmp_path: Path) -> None:
    with guarded(tmp_path, "/lab") as place:
        goes_through(page, place)


def test_two_links_opened_one_after_the_other_each_come_back_as_themselves(page: Page, app: str) -> None:
    page.goto(f"{app}/downloads?by=Country&show=Share")
    page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
    other = page.context.new_page()
    other.goto(f"{app}/about-nothing")
    other.goto(f"{app}/methods")
    other.get_by_role("button", name="Log in").wait_for(timeout=60_000)
    log_in(page)
    assert page.url == f"{app}/downloads?by=Country&show=Share"


def test_a_cookie_signed_elsewhere_opens_neither_routes_nor_pages(browser: Browser, app: str) -> None:
    said = f'{{"origin": "{app}", "is_logged_in": true, "name": "Mallory", "provider": "default"}}'
    forged = create_signed_value("a-secret-of-somebody-else-of-the-same-length", USER, said).decode()
    context = browser.new_context()
    context.add_cookies([{"name": USER, "value": forged, "url": app}])
    assert asked(context, app) == 401
    assert asked(context, app, "/chart/race/crossover.svg") == 401
    page = context.new_page()
    page.goto(f"{app}/crossover")
    page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
    assert "Mallory" not in page.locator("body").inner_text()
    context.close()


def test_who_declines_at_the_provider_is_where_they_were(page: Page, app: str) -> None:
    link = f"{app}/downloads?by=Country&show=Share"
    page.goto(link)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Deny").click()
    page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
    assert page.url == link
    assert asked(page.context, app) == 401


def test_proxies_and_monitors_need_no_login(page: Page, app: str) -> None:
    assert [asked(page.context, app, path) for path in ("/healthz", "/metrics", "/_stcore/health")] == [200, 200, 200]
