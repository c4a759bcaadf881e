"""What a cache may keep and for how long, what has not changed, and what is wrong."""

import json

import pytest
from starlette.requests import Request

from lib.http import answers


def request(known: str = "") -> Request:
    headers = [(b"if-none-match", known.encode())] if known else []
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers})


def test_equal_content_has_equal_tags_and_other_content_another() -> None:
    tags = [answers.answer(request(), content, "text/plain").headers["etag"] for content in (b"a", b"a", b"b")]
    assert tags[0] == tags[1] != tags[2]


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", W/{tag}', "*"])
def test_who_has_the_content_is_sent_none(form: str) -> None:
    tag = answers.answer(request(), b"a", "text/plain").headers["etag"]
    known = form.format(tag=tag.removeprefix("W/"))
    again = answers.answer(request(known), b"a", "text/plain", headers={"X-Own": "kept"})
    assert (again.status_code, again.body, again.headers["etag"], again.headers["x-own"]) == (304, b"", tag, "kept")


def test_a_tag_is_weak_since_the_same_content_is_also_sent_packed() -> None:
    assert answers.answer(request(), b"a", "text/plain").headers["etag"].startswith('W/"')


def test_a_page_of_another_site_may_ask_with_headers_of_its_own() -> None:
    said = answers.preflight()
    assert (said.status_code, said.body) == (204, b"")
    assert said.headers["access-control-allow-origin"] == "*"
    assert said.headers["access-control-allow-methods"] == "GET, HEAD"
    assert said.headers["access-control-allow-headers"] == "*"


@pytest.mark.parametrize("known", ['"other"', "nonsense", ",,,"])
def test_who_has_other_content_is_sent_it(known: str) -> None:
    sent = answers.answer(request(known), b"a", "text/plain")
    assert (sent.status_code, sent.body) == (200, b"a")


def test_what_goes_on_is_kept_for_minutes_and_what_is_frozen_for_a_day() -> None:
    assert "max-age=300" in answers.answer(request(), b"a", "text/plain").headers["cache-control"]
    assert "immutable" not in answers.answer(request(), b"a", "text/plain").headers["cache-control"]
    frozen = answers.answer(request(), b"a", "text/plain", frozen=True).headers["cache-control"]
    assert "max-age=86400" in frozen
    assert "immutable" in frozen


def test_any_page_may_read_what_is_public() -> None:
    for answer in (answers.answer(request(), b"a", "text/plain"), answers.problem(404, "no")):
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_problem_is_json_that_nobody_keeps() -> None:
    answer = answers.problem(400, "<b>no</b>\r\nX: y", allowed=["a"])
    assert (answer.status_code, answer.media_type) == (400, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.body) == {"error": "<b>no</b>\r\nX: y", "allowed": ["a"]}
