"""The share menu of a card: links that go on or stay, the image, the code to embed, citations, files."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape as html
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib import cite, contracts, numbers
from lib.charts.theme import Mode
from lib.data import Data
from lib.exports import browser, chart_page, pictures
from lib.exports.citations import Citation, citations, dataset
from lib.exports.exhibit import Exhibit, exhibit
from lib.exports.package import TABLE_FORMS
from lib.ui import shared
from lib.views import links
from lib.views.pages import Page
from lib.views.view import Card, View

FRAME = 800
"""Pixels of the width of the frame for which the code to embed states a height."""
NO_ROUTES = (
    "This server answers only the pages themselves: links to the image and code to embed are off. "
    "Links to this view, citations and files work."
)


def share(page: Page, view: View, card: Card, options: Any, data: Data) -> None:
    """Everything by which a card can be passed on."""
    shown = exhibit(data, page, options, view, card, place(), shared.freezes(data, view.tables))
    for tab, draw in zip(st.tabs(TABS), (_links, _embed, _cite, _files), strict=True):
        with tab:
            draw(shown, options, data)


TABS = ("Links and image", "Embed", "Cite", "Download")


def place() -> str:
    """The address of the app without a slash at its end: as it is set, else as the reader's browser knows it."""
    parts = urlsplit(st.context.url or "")
    return shared.address_set() or f"{parts.scheme}://{parts.netloc}{shared.base()}"


def _links(shown: Exhibit, options: Any, data: Data) -> None:
    name = shown.card.name
    st.markdown("**Live link**: your choices, on the newest data. It changes as new data lands.")
    _copy("live", name, "Copy live link", shown.live)
    if shown.frozen:
        day = numbers.day(shown.as_of)
        st.markdown(f"**Frozen link**: your choices and these numbers, as known on {day}. It never changes.")
        _copy("frozen", name, "Copy frozen link", shown.frozen)
    else:
        st.markdown("**Frozen link**: not now. The registry was changed after it was last kept; the next refresh does.")
    if not shared.ROUTES_SERVED.is_set():
        st.markdown(NO_ROUTES)
        return
    st.markdown("**Image**: this chart with its title, definition, source and link.")
    if browser.available():
        query = {"theme": _mode(), "width": str(pictures.WIDTHS[1]), "scale": "2"}
        _copy("image", name, "Copy image", _chart(shown, "png", frozen=bool(shown.frozen), **query))
    else:
        st.markdown(NO_BROWSER)


NO_BROWSER = (
    "No browser is installed on this server, so it draws no pictures. The chart's own toolbar saves an SVG, "
    "and pages and tables can be downloaded."
)


def _copy(what: str, card: str, label: str, address: str) -> None:
    """A link that is copied when it is clicked, and opens where that is not possible."""
    with st.container(key=f"copy-{what}-{card}"):
        st.link_button(label, address, icon=":material/content_copy:")


def _chart(shown: Exhibit, form: str, *, frozen: bool, **more: str) -> str:
    """The address of the chart alone, live or frozen as the exhibit's own links are."""
    query = urlsplit(shown.frozen if frozen else shown.live).query
    return f"{place()}/chart/{shown.page.name}/{shown.card.name}.{form}?{query}{'&' if more else ''}{urlencode(more)}"


def _embed(shown: Exhibit, options: Any, data: Data) -> None:
    if not shared.ROUTES_SERVED.is_set():
        st.markdown(NO_ROUTES)
        return
    figure = shared.figure_of(shown.page, options, data, shown.card, "light")
    height = chart_page.height(shown.headline, FRAME, pictures.heights(shown, figure, *chart_page.WIDTHS))
    for label, frozen in (("Live: goes on with the data", False), ("Frozen: always these numbers", True)):
        if frozen and not shown.frozen:
            continue
        address = _chart(shown, "html", frozen=frozen)
        st.markdown(f"**{label}**")
        st.code(
            f'<iframe src="{html(address)}" title="{html(shown.card.title)}" width="100%" height="{height}" '
            'style="border:0" loading="lazy"></iframe>',
            language=None,
            wrap_lines=True,
        )


def _cite(shown: Exhibit, options: Any, data: Data) -> None:
    _cited(shown.card.name, citations(shown, _today()))


def cite_table(data: Data, table: str) -> None:
    """How to cite a table of the store, and where it is to be had by its address, frozen where that can be."""
    _cite_data(data, [table], f"{table}, a table of Crossover", f"/api/v1/tables/{table}.csv", f"/data?table={table}")


def cite_store(data: Data) -> None:
    """The same for all tables together."""
    tables = [table for table in contracts.TABLES if data.has(table)]
    _cite_data(data, tables, "The tables of Crossover", "/api/v1/", "/data")


def _cite_data(data: Data, tables: Sequence[str], title: str, route: str, page: str) -> None:
    """`route` is where the data is to be had, `page` the page that has it where routes are not served."""
    served = shared.ROUTES_SERVED.is_set()
    query = links.frozen(links.Unchosen(), data, tables) if served and shared.freezes(data, tables) else {}
    address = f"{place()}{route if served else page}{'?' if query else ''}{urlencode(query, doseq=True)}"
    st.markdown("**Take it from this address**" if served else "**It is on this page**")
    st.code(address, language=None, wrap_lines=True)
    st.markdown("**Cite it as**")
    known, credited = cite.as_of(data, tables), cite.credits(data, tables)
    _cited(title, dataset(title, known, address, credited, _today()))


def _cited(name: str, every: tuple[Citation, ...]) -> None:
    cited = {each.style: each.text for each in every}
    style = st.segmented_control("Style", list(cited), default=next(iter(cited)), required=True, key=f"style-{name}")
    st.code(cited[style], language=None, wrap_lines=True)


def _files(shown: Exhibit, options: Any, data: Data) -> None:
    name = shown.card.name
    width = st.segmented_control(
        "Width of pictures, in pixels", pictures.WIDTHS, default=pictures.WIDTHS[1], required=True, key=f"width-{name}"
    )
    mode: Mode = st.segmented_control(
        "Ground", ("light", "dark"), default=_mode(), required=True, format_func=str.capitalize, key=f"ground-{name}"
    )
    drawn = browser.available()
    if not drawn:
        st.markdown(NO_BROWSER)
    with st.container(horizontal=True, gap="small"):
        for form in (*(pictures.FORMS if drawn else ()), "html", *TABLE_FORMS, "zip"):
            st.download_button(
                form.upper(),
                partial(shared.file_of, shown, options, data, form, mode, width, _today()),
                file_name=f"{shown.name}.{form}",
                on_click="ignore",
                key=f"file-{form}-{name}",
                icon=":material/download:",
            )
    st.markdown("PNG has twice the pixels of its width. ZIP holds all of them with licences, citation and definition.")


def _mode() -> Mode:
    return "dark" if st.context.theme.type == "dark" else "light"


def _today() -> Any:
    return datetime.now(UTC).date()
