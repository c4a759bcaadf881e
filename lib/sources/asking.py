"""Asking a service politely: time-outs, growing pauses before a repeat, quotas waited for, one deadline for it all."""

import json
import random
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from lib.sources.failures import MissingError, RefusedError, SourceError
from lib.sources.replies import Reply, date_of, next_link, seconds_to_wait, words_of

Params = Collection[tuple[str, str]]

PASSING = {408, 500, 502, 503, 504, *range(520, 525)}
"""Answers of a service that is busy or broken for a moment, those of the proxies before it included."""


@dataclass(frozen=True)
class Answer:
    """A good answer: the JSON in it, when the service gave it by its own clock (UTC), and its link to the next page."""

    body: Any
    at: datetime | None
    url: str
    next: str = ""


@dataclass(frozen=True)
class Limits:
    """How long to try, in seconds: `read` for one read, `answer` for one answer, `wait` for one pause at a used-up
    quota, `patience` for all of these pauses, `deadline` for everything; and how often (`attempts`, `pages`).
    """

    read: float = 20
    answer: float = 120
    wait: float = 301
    patience: float = 660
    deadline: float = 2400
    attempts: int = 5
    pages: int = 200
    pause: float = 0.5


@dataclass
class Watch:
    """Who wants to know how it goes: `expected` gets how many more calls there will be at least, `asked` those that are
    left of the quota with each call, if the service says so, `told` a sentence.
    """

    expected: Callable[[int], None] = lambda calls: None
    asked: Callable[[int | None], None] = lambda left: None
    told: Callable[[str], None] = lambda sentence: None


class AgainError(SourceError):
    """It did not work this time and may the next."""


Send = Callable[[str, Params, float, Callable[[], float]], Reply]
"""One request: address, parameters, seconds for a read, and what is left of the time for the whole answer.

It gives back any answer, raises `SourceError` if none can come, and `AgainError` if none came this time.
"""


@dataclass
class Asker:
    """Asks one service, from any number of threads; all of them share its quota, its patience and its deadline."""

    name: str
    send: Send
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    now: Callable[[], datetime]
    advice: Mapping[int, str] = field(default_factory=dict)
    """What to do about refusals that concern us, so that nothing else will come either, by status."""
    limits: Limits = Limits()
    watch: Watch = field(default_factory=Watch)
    left: int | None = None
    """Calls that the service says are left in this window."""
    first_at: datetime | None = None
    """When the first good answer was given."""

    def __post_init__(self) -> None:
        """Start the deadline, and note the day."""
        self._lock = Lock()
        self.restart()
        self._opened_at = self.now()
        self._free_at = self.clock()
        self._patience = self.limits.patience
        self._heard = False

    @property
    def day(self) -> date:
        """The day (UTC) of all that is fetched: that of the first answer by the service's clock, or, if it tells none,
        that on which asking began by ours.
        """
        return (self.first_at or self._opened_at).date()

    def restart(self) -> None:
        """Start the deadline anew: the time in between was not the service's."""
        self._end = self.clock() + self.limits.deadline

    def ask(self, url: str, params: Params = (), kind: type = list) -> Answer:
        """One JSON answer of the given kind (list or dict); raises `SourceError` in a sentence that says what to do."""
        again = Retrying(
            retry=retry_if_exception_type(AgainError),
            stop=stop_after_attempt(self.limits.attempts),
            wait=self._pause,
            sleep=self._rest,
            reraise=True,
        )
        try:
            return again(self._once, url, params, kind)
        except AgainError as error:
            raise SourceError(str(error), whole=not self._heard) from None

    def pages(
        self, url: str, params: Params = (), kind: type = list, link: Callable[[Answer], str] = lambda page: page.next
    ) -> Iterator[Answer]:
        """An answer a page, following `Link: rel="next"` or what `link` finds on the same host only, each page once."""
        seen: set[str] = set()
        following = _full(url, params)
        while following:
            if following in seen or len(seen) >= self.limits.pages:
                raise SourceError(f"{self.name} sends the same page again or never ends; try again later")
            seen.add(following)
            answer = self.ask(following, kind=kind)
            yield answer
            following = _absolute(link(answer), answer.url)
            if following and urlsplit(following)[:2] != urlsplit(url)[:2]:
                raise SourceError(f"{self.name} sends the next page from another host, which is not followed")

    def _once(self, url: str, params: Params, kind: type) -> Answer:
        reply = self._reply(url, params)
        if reply.status in PASSING:
            raise AgainError(f"{self.name} answers {reply.status}; try again later")
        if reply.status >= 300:
            raise self._refusal(reply)
        body = self._body(reply, kind)
        at = date_of(reply.headers)
        with self._lock:
            self.first_at = self.first_at or at
        return Answer(body, at, reply.url, next_link(reply))

    def _reply(self, url: str, params: Params) -> Reply:
        """The first answer that is not about the quota; waits as long as the service asks and the patience lasts."""
        while True:
            self._rest(self._free_at - self.clock())
            reply = self.send(url, params, self.limits.read, self._time_left())
            self._count(reply)
            if reply.status != 429:
                return reply
            self._hold(seconds_to_wait(reply), used_up=True)

    def _time_left(self) -> Callable[[], float]:
        """The seconds that are left for the whole of an answer that is asked for now."""
        end = min(self.clock() + self.limits.answer, self._end)
        return lambda: end - self.clock()

    def _count(self, reply: Reply) -> None:
        """Note what is left of the quota; a page from a cache tells what was left for somebody else."""
        self._heard = True
        left = re.search(r"r=(\d{1,9});t=(\d{1,9})", reply.headers.get("ratelimit", ""))
        if left and "age" not in reply.headers:
            self.left = int(left[1])
            if self.left == 0 and reply.status != 429:
                self._hold(int(left[2]) + 1, used_up=False)
        self.watch.asked(self.left)

    def _hold(self, seconds: float, used_up: bool) -> None:
        """Let nobody ask for so long; a quota that is used up costs patience, once for all who wait at a time."""
        seconds = min(seconds, self.limits.wait)
        with self._lock:
            more = self.clock() + seconds - max(self._free_at, self.clock())
            if more <= 0:
                return
            if used_up and more > self._patience:
                raise SourceError(
                    f"the quota of {self.name} is used up and it wants {seconds:.0f} seconds more; run the command "
                    "again later, it goes on where it stopped",
                    whole=True,
                )
            self._patience -= more if used_up else 0
            self._free_at = self.clock() + seconds
        if more >= 1:  # less is what lies between the answers to calls that were made at a time
            self.watch.told(f"{self.name}: the quota is used up; waiting {seconds:.0f} seconds as it asks")

    def _pause(self, state: Any) -> float:
        """Twice as long before each repeat, up to 20 seconds, and up to half of that more, so that not all return at
        once.
        """
        pause = min(self.limits.pause * 2 ** (state.attempt_number - 1), 20)
        return pause * (1 + random.random() / 2)  # noqa: S311

    def _rest(self, seconds: float) -> None:
        """Sleep, but not beyond the deadline."""
        if self.clock() + max(seconds, 0) > self._end:
            raise SourceError(
                f"{self.name} was given up after {self.limits.deadline / 60:.0f} minutes; run the command again, it "
                "goes on where it stopped",
                whole=True,
            )
        if seconds > 0:
            self.sleep(seconds)

    def _refusal(self, reply: Reply) -> SourceError:
        said = words_of(reply)
        if reply.missing or reply.status in (404, 410):
            return MissingError(f"{self.name} does not have {urlsplit(reply.url).path}, or not for us")
        advice = self.advice.get(reply.status, "try again later")
        sentence = f"{self.name} refuses ({reply.status}: {said[:200]}); {advice}"
        return RefusedError(sentence, reply.status, said, whole=reply.status in self.advice)

    def _body(self, reply: Reply, kind: type) -> Any:
        try:
            body = json.loads(reply.content)
        except (ValueError, RecursionError):
            what = "a web page" if b"<html" in reply.content[:2000].lower() else "something that is no JSON"
            raise AgainError(
                f"{self.name} sends {what} instead of data, as behind a sign-in page or a proxy; try again later or "
                "from another network"
            ) from None
        if not isinstance(body, kind):
            said = words_of(reply)[:120] if isinstance(body, dict) and "error" in body else ""
            raise AgainError(f"{self.name} sends something else than was asked for ({said}); try again later")
        if isinstance(body, dict) and set(body) == {"error"}:
            raise AgainError(f"{self.name} sends an error ({words_of(reply)[:120]}); try again later")
        return body


def _full(url: str, params: Params) -> str:
    return f"{url}?{urlencode(list(params))}" if params else url


def _absolute(link: str, page: str) -> str:
    """The address that a link on a page means, nothing if there is none; raises `SourceError` if it is no address."""
    try:
        return urljoin(page, link) if link else ""
    except ValueError:
        raise SourceError(f"the link to the page after {urlsplit(page).path} is no address; try again later") from None
