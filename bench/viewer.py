"""A viewer without a browser: opens a page over Streamlit's own websocket, changes a control, waits for the chart."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

KEPT = 2
"""Through so many later runs a browser keeps a large message, so that the server need not send it again."""
PATIENCE = 60.0
"""Seconds after which a viewer gives up."""


class PageError(RuntimeError):
    """The page did not do what it should: it showed a trace, ended early, or drew no new chart."""


class ToldError(PageError):
    """The page drew no chart and said why; the message is what it said."""


FAILURES = (PageError, TimeoutError, OSError, WebSocketException)
"""What counts as an error of a viewer."""


@dataclass(frozen=True)
class Seen:
    """The page that a viewer opens: its address, the choices in it, the control to change and its two values."""

    address: str
    path: str
    choices: Mapping[str, str]
    control: str
    values: tuple[str, str]


@dataclass
class Viewer:
    """One session: what a browser would hold of it."""

    page: Seen
    cookie: str = ""
    socket: ClientConnection | None = None
    chart: str = ""
    drawn: int = 0
    script: str = ""
    button: ButtonGroup = field(default_factory=ButtonGroup)
    runs: int = 0
    said: str = ""
    held: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)

    async def open(self) -> float:
        """Open the page by its link; seconds until its chart was there. Raises one of `FAILURES`."""
        stream = f"ws{self.page.address.removeprefix('http')}/_stcore/stream"
        headers = {"Cookie": self.cookie} if self.cookie else {}
        began = time.perf_counter()
        self.socket = await asyncio.wait_for(
            connect(stream, subprotocols=[Subprotocol("streamlit")], additional_headers=headers, max_size=None),
            PATIENCE,
        )
        return await self._run(self._asked(self.page.choices), began)

    async def change(self) -> float:
        """Change the control to its other value; seconds until the new chart was there. Raises one of `FAILURES`."""
        value = self.page.values[(self.drawn + 1) % 2]
        stated = [self.button.options[place].content for place in self.button.default]
        bound = self.button.query_param_key
        choices = {name: said for name, said in self.page.choices.items() if name != bound}
        if bound and [value] != stated:
            choices[bound] = value
        message = self._asked(choices)
        message.rerun_script.page_script_hash = self.script
        state = message.rerun_script.widget_states.widgets.add(id=self.button.id)
        state.string_array_value.data.append(value)
        took = await self._run(message, time.perf_counter())
        self.drawn += 1
        return took

    async def close(self) -> None:
        """Leave."""
        if self.socket:
            await self.socket.close()

    def vanish(self) -> None:
        """Leave without a word, as a phone does that loses its network."""
        if self.socket:
            self.socket.transport.abort()

    def _asked(self, choices: Mapping[str, str]) -> BackMsg:
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name = self.page.path
        asked.query_string = urlencode(choices)
        asked.cached_message_hashes.extend(self.held)
        asked.context_info.url = f"{self.page.address}/{self.page.path}"
        asked.context_info.timezone = "UTC"
        asked.context_info.color_scheme = "light"
        return message

    async def _run(self, message: BackMsg, began: float) -> float:
        """Send a message and read all that the run of the page answers; seconds from `began` to the new chart."""
        assert self.socket is not None
        await self.socket.send(message.SerializeToString())
        took = None
        self.said = ""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = ForwardMsg.FromString(await self.socket.recv(decode=False))
                if answer.WhichOneof("type") == "script_finished":
                    if answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                        break
                    if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                        raise PageError("the page ended with an error")
                elif self._read(answer):
                    took = time.perf_counter() - began
        self._forget()
        if took is None:
            raise ToldError(self.said) if self.said else PageError("no new chart")
        return took

    def _read(self, answer: ForwardMsg) -> bool:
        """Take in a message; whether it is a chart that was not there before."""
        if answer.HasField("ref_hash"):
            answer = self.held[answer.ref_hash][0]
            self.held[answer.hash] = (answer, self.runs)
        elif answer.metadata.cacheable:
            self.held[answer.hash] = (answer, self.runs)
        if answer.HasField("navigation"):
            self.script = answer.navigation.page_script_hash
        elif answer.HasField("new_session") and not self.script:
            self.script = answer.new_session.page_script_hash
        if not answer.HasField("delta"):
            return False
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise PageError(f"{element.exception.type}: {element.exception.message}")
        if kind == "alert":
            self.said = element.alert.body
        if kind == "button_group" and element.button_group.id.endswith(f"-{self.page.control}"):
            self.button = element.button_group
        if kind != "plotly_chart" or self.chart == answer.hash:
            return False
        self.chart = answer.hash
        return True

    def _forget(self) -> None:
        """Drop what a browser no longer keeps after this run."""
        self.runs += 1
        self.held = {key: kept for key, kept in self.held.items() if self.runs - kept[1] <= KEPT}
