"""Who tells the app who a reader is, as the secrets say it for Streamlit's login; where they do not, all may read."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.auth_util import get_redirect_uri
from streamlit.errors import StreamlitAuthError

from lib.ui import shared

SECTION = "auth"
UNNAMED = "default"
"""What Streamlit calls the provider that stands in the section itself."""
ONCE, OF_EACH = ("redirect_uri", "cookie_secret"), ("client_id", "client_secret", "server_metadata_url")
"""What the section must state, and what of each provider."""
NO_PROVIDER = "client_kwargs"
"""The one table of the section that is none."""
CALLBACK = "/oauth2callback"
SHORTEST = 32
"""So many letters a cookie secret must have: whoever has logged in holds a cookie by which to try shorter ones."""


class LoginError(ValueError):
    """What is wrong with the secrets for the login; the message says what is right, and none of the secrets."""


@cache
def providers() -> tuple[str, ...]:
    """The names of the providers; none where nobody must log in. Looked up once: the running app does not change it.

    Raises `LoginError` where it cannot be known, or the section is incomplete.
    """
    if not st.secrets.load_if_toml_exists():
        if there := [path for path in st.get_option("secrets.files") if Path(path).exists()]:
            raise LoginError(f"Whether readers must log in cannot be read; correct {' or '.join(there)}")
        return ()
    if SECTION not in st.secrets:
        return ()
    return checked(st.secrets[SECTION], shared.base(), shared.address_set())


def checked(section: Any, base: str = "", address: str = "") -> tuple[str, ...]:
    """The names of the providers in a section; raises `LoginError` if it is incomplete.

    The app stands below the path `base`, and `address` is the setting of that name, empty where it is not set.
    """
    if not isinstance(section, Mapping):
        raise LoginError(f"{SECTION} in the secrets is no section; write it as docs/hosting.md says")
    _complete(f"[{SECTION}]", section, ONCE)
    if len(section["cookie_secret"]) < SHORTEST:
        raise LoginError(
            f"cookie_secret in [{SECTION}] of the secrets is too short; "
            'write what python -c "import secrets; print(secrets.token_hex())" prints'
        )
    _check_way_back(section, base, address)
    named = {name: said for name, said in section.items() if isinstance(said, Mapping) and name != NO_PROVIDER}
    if UNNAMED not in named and (not named or any(name in section for name in OF_EACH)):
        _complete(f"[{SECTION}]", section, OF_EACH)
        named = {UNNAMED: section, **named}
    for name, said in named.items():
        if "_" in name:
            raise LoginError(f"[{SECTION}.{name}] in the secrets has an underscore in its name; Streamlit takes none")
        if said is not section:
            _complete(f"[{SECTION}.{name}]", said, OF_EACH)
    return tuple(named)


def _complete(where: str, said: Mapping[str, Any], names: Iterable[str]) -> None:
    missing = [name for name in names if not isinstance(said.get(name), str) or not said[name].strip()]
    if missing:
        raise LoginError(f"{where} in the secrets lacks {', '.join(missing)}; docs/hosting.md says what to write there")


def _check_way_back(section: Any, base: str, address: str) -> None:
    """Hold the address to which a provider sends readers back against where the app stands."""
    wanted = f"{address or f'https://crossover.example.org{base}'}{CALLBACK}"
    try:
        said = get_redirect_uri(section) or ""
    except StreamlitAuthError:  # no address at all
        said = ""
    parts = urlsplit(said)
    ours = parts.scheme in ("http", "https") and parts.netloc and parts.path == f"{base}{CALLBACK}"
    if (said != wanted) if address else not ours:
        raise LoginError(f"redirect_uri in [{SECTION}] of the secrets does not lead to the app; write {wanted}")
