"""Under a foreign host name the app gives no view, so that a page elsewhere cannot read a viewer's own app."""

import pytest
import requests

from bench.serve import serving

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.mark.slow
def test_only_the_host_names_of_the_setting_get_a_view() -> None:
    with serving("app.py", STREAMLIT_SERVER_ALLOWED_HOSTS="crossover.example.org") as address:
        answers = {
            host: requests.get(f"{address}/_stcore/stream", headers={**UPGRADE, "Host": host}, timeout=10).status_code
            for host in ("crossover.example.org", "evil.example")
        }
    assert answers == {"crossover.example.org": 101, "evil.example": 403}
