"""A picture printed as one page of its own size."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from choreographer import Browser

from lib.exports.hatching import drawn_out

SHEET = (
    "<!DOCTYPE html><title>Crossover</title><style>html{{background:{ground}}}body{{margin:0}}img{{display:block}}"
    "</style><img src='data:image/svg+xml;base64,{image}'>"
)
NO_MARGINS = {f"margin{side}": 0 for side in ("Top", "Bottom", "Left", "Right")}
DOTS_PER_INCH = 96


async def printed(browser: Browser, svg: bytes, *, width: int, height: int, ground: str) -> bytes:
    """An SVG of Plotly's as a PDF with text that can be searched; `ground` fills what rounding leaves of the page.

    Kaleido's own would have a border, and take half a minute and 16 MB for a chart with much hatching. Raises
    `RuntimeError` with what the browser says.
    """
    image = b64encode(drawn_out(svg.decode("utf-8")).encode("utf-8")).decode("ascii")
    size = {"paperWidth": width / DOTS_PER_INCH, "paperHeight": height / DOTS_PER_INCH, "pageRanges": "1"}
    tab = await browser.create_tab()
    try:
        frame = _result(await tab.send_command("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        sheet = {"frameId": frame, "html": SHEET.format(ground=ground, image=image)}
        _result(await tab.send_command("Page.setDocumentContent", sheet))
        decoded = {"expression": "document.images[0].decode()", "awaitPromise": True}
        _result(await tab.send_command("Runtime.evaluate", decoded))
        page = await tab.send_command("Page.printToPDF", {**size, **NO_MARGINS, "printBackground": True})
        return b64decode(_result(page)["data"])
    finally:
        await browser.close_tab(tab.target_id)


def _result(answer: Mapping[str, Any]) -> Any:
    """What the browser answers to a command; raises if it says that it failed."""
    failure = answer.get("error") or answer["result"].get("exceptionDetails")
    if failure:
        raise RuntimeError(f"the browser could not print: {failure}")
    return answer["result"]
