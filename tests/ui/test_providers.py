"""What the secrets must say for a login: all of it, or the app does not start."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets

from lib.snapshots import PROJECT
from lib.ui import providers
from lib.ui.providers import LoginError, checked

PROVIDER = {
    "client_id": "crossover",
    "client_secret": "said-by-the-provider",
    "server_metadata_url": "https://provider.example/.well-known/openid-configuration",
}
SECRET = "0123456789abcdef" * 2
WHOLE = {"redirect_uri": "https://crossover.example/oauth2callback", "cookie_secret": SECRET, **PROVIDER}
SHARED = {name: WHOLE[name] for name in ("redirect_uri", "cookie_secret")}


def test_one_provider_stands_in_the_section_itself() -> None:
    assert checked(WHOLE) == ("default",)
    assert checked(WHOLE | {"client_kwargs": {"scope": "openid"}}) == ("default",)


def test_several_providers_have_tables_of_their_own() -> None:
    assert checked(SHARED | {"one": PROVIDER, "two": PROVIDER}) == ("one", "two")
    assert checked(WHOLE | {"two": PROVIDER}) == ("default", "two")


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("said", [None, "", " ", 7])
def test_whatever_is_missing_is_named(name: str, said: object) -> None:
    with pytest.raises(LoginError, match=rf"^\[auth\] in the secrets lacks {name};"):
        checked(WHOLE | {name: said})


def test_what_a_provider_lacks_is_named() -> None:
    with pytest.raises(LoginError, match=r"^\[auth.one\] in the secrets lacks client_secret;"):
        checked(SHARED | {"one": PROVIDER | {"client_secret": ""}})
    with pytest.raises(LoginError, match=r"lacks client_id, client_secret, server_metadata_url;"):
        checked(SHARED)


def test_a_name_that_streamlit_does_not_take_is_told() -> None:
    with pytest.raises(LoginError, match="underscore"):
        checked(SHARED | {"my_own": PROVIDER})


def test_a_section_that_is_none_is_told() -> None:
    with pytest.raises(LoginError, match=r"^auth in the secrets is no section"):
        checked("on")


def test_no_message_tells_a_secret() -> None:
    with pytest.raises(LoginError) as told:
        checked(WHOLE | {"cookie_secret": "guessed"})
    assert "guessed" not in str(told.value)
    assert "token_hex" in str(told.value)


@pytest.mark.parametrize(
    ("uri", "base", "address"),
    [
        ("https://crossover.example/oauth2callback", "", ""),
        ("https://crossover.example/lab/oauth2callback", "/lab", ""),
        ("http://localhost:{port}/oauth2callback", "", ""),
        ("https://crossover.example/lab/oauth2callback", "/lab", "https://crossover.example/lab"),
    ],
)
def test_the_way_back_leads_to_the_app(uri: str, base: str, address: str) -> None:
    assert checked(WHOLE | {"redirect_uri": uri}, base, address) == ("default",)


@pytest.mark.parametrize(
    ("uri", "base", "address"),
    [
        ("https://crossover.example/", "", ""),
        ("/oauth2callback", "", ""),
        ("https:///oauth2callback", "", ""),
        ("https://[/oauth2callback", "", ""),
        ("https://crossover.example/oauth2callback", "/lab", ""),
        ("https://crossover.example/oauth2callback", "", "https://other.example"),
    ],
)
def test_a_way_back_that_leads_elsewhere_is_told_with_the_right_one(uri: str, base: str, address: str) -> None:
    with pytest.raises(LoginError, match=rf"; write https://\S+{base}/oauth2callback$"):
        checked(WHOLE | {"redirect_uri": uri}, base, address)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where Streamlit looks for secrets; the file is not there yet."""
    before = config.get_option("secrets.files")
    path = tmp_path / "secrets.toml"
    config.set_option("secrets.files", [str(path)])
    monkeypatch.setattr(st, "secrets", Secrets())
    providers.providers.cache_clear()
    yield path
    config.set_option("secrets.files", before)
    providers.providers.cache_clear()


def test_without_secrets_nobody_must_log_in(file: Path) -> None:
    assert providers.providers() == ()


def test_with_other_secrets_nobody_must_log_in(file: Path) -> None:
    file.write_text("[elsewhere]\nkey = 'x'\n", encoding="utf-8")
    assert providers.providers() == ()


def test_an_empty_section_is_an_incomplete_one(file: Path) -> None:
    file.write_text("[auth]\n", encoding="utf-8")
    with pytest.raises(LoginError, match="lacks redirect_uri, cookie_secret"):
        providers.providers()


def test_secrets_that_cannot_be_read_do_not_open_the_app(file: Path) -> None:
    file.write_text("[auth\n", encoding="utf-8")
    with pytest.raises(LoginError, match=r"^Whether readers must log in cannot be read; correct .*secrets\.toml$"):
        providers.providers()


def test_the_example_in_the_docs_is_whole_once_its_secrets_are_written() -> None:
    docs = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", docs, re.DOTALL)
    with pytest.raises(LoginError, match=r"^cookie_secret "):
        checked(tomllib.loads(example)["auth"])
    assert checked(tomllib.loads(example)["auth"] | {"cookie_secret": SECRET}) == ("default",)
