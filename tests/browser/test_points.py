"""A point of the specification curve opens the view of its definition; so does the link that a keyboard reaches."""

import pytest

from tests.browser.seen import Seen

AT = """name => {
    const plot = document.querySelector('.js-plotly-plot');
    const trace = plot._fullData.find(each => each.name === name);
    const layout = plot._fullLayout, box = plot.getBoundingClientRect();
    const across = layout.xaxis, up = layout[(trace.yaxis || 'y').replace('y', 'yaxis')];
    return {x: box.x + across._offset + across.d2p(trace.x[0]), y: box.y + up._offset + up.d2p(trace.y[0])};
}"""
"""Where the first point of a trace is on the screen."""


@pytest.mark.parametrize("width", [1440, pytest.param(390, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ["lead a", "dated a"])
def test_a_click_on_a_point_opens_its_view_and_back_leads_home(server: str, seen: Seen, width: int, name: str) -> None:
    seen.page.set_viewport_size({"width": width, "height": 900})
    seen.open(f"{server}/verdict?places=Hugging+Face+Hub")
    top = seen.page.evaluate(AT, name)["y"]
    seen.page.evaluate("by => document.querySelector('[data-testid=stMain]').scrollBy(0, by)", top - 400)
    seen.page.wait_for_timeout(500)
    at = seen.page.evaluate(AT, name)
    seen.page.mouse.move(at["x"] - 1, at["y"])
    seen.page.mouse.click(at["x"], at["y"])
    seen.page.wait_for_url("**/downloads?**")
    seen.settle()
    seen.page.go_back()
    seen.page.wait_for_url("**/verdict?**")
    seen.settle()
    assert seen.page.locator("h2").first.inner_text().startswith("China leads the United States under")


@pytest.mark.slow
def test_a_keyboard_reaches_the_same_view_by_its_link(server: str, seen: Seen) -> None:
    seen.open(f"{server}/verdict?race=Qwen+and+Llama&places=OpenRouter")
    link = seen.page.get_by_role("link", name="OpenRouter open-weight lines, newest period").first
    link.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/usage?**")
    seen.settle()
    assert seen.page.locator("h1").first.inner_text() == "Usage"
