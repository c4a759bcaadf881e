"""What pages share on screen: cached loading, controls bound to the address, the chart card."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import plotly.graph_objects as go
import streamlit as st

from lib import cite, exports
from lib.charts.theme import THEMES
from lib.contracts import ContractError
from lib.data import Data, open_data
from lib.registry import RegistryError, UnknownNameError
from lib.snapshots import SnapshotDamagedError, SnapshotNotFoundError
from lib.views.options import Control, controls, resolve
from lib.views.pages import page_of
from lib.views.view import Card, Form, KeyFigure, Link, NothingToShowError, View

DATA_ERRORS = (ContractError, RegistryError, SnapshotDamagedError, UnknownNameError)
FEW = 6
"""A list up to this long is a row of buttons, a longer one a box to choose from."""


@st.cache_resource(ttl=60, show_spinner="Reading the data")
def load() -> Data:
    """The newest data, shared by all viewers; looked for anew after a minute."""
    return open_data()


def page(topic: ModuleType) -> None:
    """Draw a page: the finding, the controls, the key figures and the cards of the view that `topic` makes."""
    with told():
        data = load()
        finding = st.container()
        options = controls_of(topic.Options, data)
        with st.spinner("Computing the view", show_time=False):
            view = _view(topic.__name__, data.vintage, options, data)
        finding.markdown(f"#### {escape(view.headline)}")
        _show(topic, view, options, data)


@contextmanager
def told() -> Iterator[None]:
    """Say in one sentence whatever is wrong with the data below; a trace never reaches a reader."""
    try:
        yield
    except SnapshotNotFoundError as error:
        st.info(f"There is nothing to show here yet: {escape(str(error))}", icon=":material/hourglass_empty:")
    except NothingToShowError as error:
        st.info(escape(str(error)), icon=":material/tune:")
    except DATA_ERRORS as error:
        st.error(f"The data cannot be shown: {escape(str(error).splitlines()[0])}", icon=":material/error:")


@st.cache_resource(max_entries=300, show_spinner=False)
def _view(topic: str, vintage: tuple[tuple[str, str], ...], options: Any, _data: Data) -> View:
    """A view, computed once for all viewers; `vintage` and `options` say all that it depends on."""
    return importlib.import_module(topic).view(_data, options)


@st.cache_resource(max_entries=300, show_spinner=False)
def _figure(
    topic: str, vintage: tuple[tuple[str, str], ...], options: Any, card: str, mode: str, _card: Card
) -> go.Figure:
    return _card.draw(THEMES["dark" if mode == "dark" else "light"])


def escape(words: str) -> str:
    """Words from the data as plain text in markdown: no picture is loaded, no link made, no colour set."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|$:~" else letter for letter in words)


def linked(words: str, address: str) -> str:
    """Words from the data as a link in markdown, or as they are where there is no address."""
    return f"[{escape(words)}]({address})" if address else escape(words)


def controls_of(kind: type, data: Data) -> Any:
    """Draw the controls of an Options class, bound to the address, few at first; give the options back."""
    given: dict[str, Any] = {}
    declared = controls(kind)
    if not declared:
        return kind()
    so_far = SimpleNamespace()
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    more = None
    defaults, _ = resolve(kind, data, {})
    for name, control in declared.items():
        setattr(so_far, name, getattr(defaults, name))
        if not control.when(so_far):
            continue
        if control.more and more is None:
            more = row.popover("More options", icon=":material/tune:")
        place = more if control.more and more is not None else row
        given[name] = _widget(place, name, control, data, getattr(defaults, name))
        setattr(so_far, name, given[name])
    options, _ = resolve(kind, data, given)
    return options


def _widget(place: Any, name: str, control: Control, data: Data, default: Any) -> Any:
    """One widget under the option's own name, which is also its name in the address."""
    same: dict[str, Any] = {"key": name, "help": control.help, "bind": "query-params"}
    values = list(control.allowed(data))
    if control.kind == "switch":
        return place.toggle(control.label, default, **same)
    if control.kind == "text":
        return place.text_input(control.label, default, width=260, **same)
    if control.kind == "span":
        low, high = place.select_slider(control.label, values, value=default, width=360, **same)
        return (low, high)
    if control.kind == "many":
        return tuple(place.multiselect(control.label, values, default=list(default), width=480, **same))
    if control.wide or len(values) > FEW:
        return place.selectbox(control.label, values, index=values.index(default), width=260, **same)
    return place.segmented_control(control.label, values, default=default, required=True, **same)


def _show(topic: ModuleType, view: View, options: Any, data: Data) -> None:
    if view.figures:
        _key_figures(view.figures)
    for note in view.notes:
        st.markdown(escape(note))
    for card in view.cards:
        _card(topic, card, options, data)


def _key_figures(figures: tuple[KeyFigure, ...]) -> None:
    """Key figures side by side; on a phone one below the other. Each says its date beside its name."""
    for column, figure in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(
            f"{escape(figure.label)}",
            figure.value,
            figure.change or None,
            help=f"{figure.help} As of {figure.date}.",
            delta_color="off",
            delta_description=figure.date,
            border=True,
            chart_data=list(figure.trend) or None,
            height="stretch",
        )


def _card(topic: ModuleType, card: Card, options: Any, data: Data) -> None:
    mode = st.context.theme.type or "light"
    with st.container(border=True, key=f"card-{card.name}"):
        st.subheader(escape(card.title), anchor=card.name)
        st.markdown(f":small[{escape(card.subtitle)}]")
        st.plotly_chart(
            _figure(topic.__name__, data.vintage, options, card.name, mode, card),
            theme=None,
            key=f"chart-{card.name}",
            alt=card.alt,
            config={
                "displaylogo": False,
                "displayModeBar": True,
                "modeBarButtons": [["toImage"]],
                "toImageButtonOptions": {"format": "svg", "filename": f"crossover-{card.name}"},
                "scrollZoom": False,
            },
        )
        _links(card)
        st.markdown(f":small[{escape(cite.source_line(data, card.tables))}]")
        _panes(topic, card, options, data)


def _links(card: Card) -> None:
    if not card.links:
        return
    if card.links_title:
        st.markdown(f"**{escape(card.links_title)}**")
    with st.container(horizontal=True, gap="small"):
        for link in card.links:
            page_link(link)


def page_link(link: Link) -> None:
    """A link to a view of the app with its options."""
    st.page_link(
        page_of(link.page).file,
        label=escape(link.label),
        query_params={key: list(value) if isinstance(value, tuple) else value for key, value in link.options.items()},
    )


PANES = ("Table and download", "Definition and caveats", "Link and citation")


def _panes(topic: ModuleType, card: Card, options: Any, data: Data) -> None:
    """Below the chart, drawn only when asked for: the same numbers as a table, what they mean, how to cite them."""
    chosen = st.segmented_control(
        f"More about {card.title}", PANES, key=f"pane-{card.name}", label_visibility="collapsed", width="content"
    )
    if chosen == PANES[0]:
        _table(card)
    elif chosen == PANES[1]:
        _meaning(card, data)
    elif chosen == PANES[2]:
        address = f"{_here()}?{urlencode(_query(options), doseq=True)}#{card.name}"
        st.markdown("Link to this view, with every choice in it:")
        st.code(address, language=None, wrap_lines=True)
        st.markdown("Citation:")
        st.code(cite.citation(data, card, address), language=None, wrap_lines=True)


def _here() -> str:
    return str(st.context.url or "").split("?")[0].split("#")[0]


def _query(options: Any) -> dict[str, Any]:
    """All options as they stand in an address."""
    return {
        name: list(value) if isinstance(value, tuple) else str(value).lower() if isinstance(value, bool) else value
        for name in controls(type(options))
        for value in [getattr(options, name)]
        if value not in ("", ())
    }


def _table(card: Card) -> None:
    """The numbers of the chart, written as people read them, with our own download beside them."""
    st.dataframe(
        card.table,
        hide_index=True,
        column_config={column: column_config(column, form) for column, form in card.forms.items()},
        alt=f"The numbers of the chart: {card.title}.",
        height=min(36 * (len(card.table) + 1) + 4, 420),
    )
    st.download_button(
        "Download these rows as CSV",
        lambda: exports.csv(card.table),
        file_name=f"crossover-{card.name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv-{card.name}",
        icon=":material/download:",
    )


def column_config(column: str, form: Form) -> Any:
    """How a table writes a column of this form; its heading is the column's name in words."""
    label = column.replace("_", " ").capitalize()
    if form in ("count", "whole"):
        return st.column_config.NumberColumn(label, format="compact" if form == "count" else "localized")
    if form == "share":
        return st.column_config.NumberColumn(label, format="percent")
    if form == "points":
        return st.column_config.NumberColumn(label, format="percent")
    if form == "number":
        return st.column_config.NumberColumn(label, format="%.1f")
    if form == "month":
        return st.column_config.DateColumn(label, format="MMM YYYY")
    if form == "day":
        return st.column_config.DateColumn(label, format="D MMM YYYY")
    if form == "flag":
        return st.column_config.CheckboxColumn(label)
    if form == "link":
        return st.column_config.LinkColumn(label)
    return st.column_config.TextColumn(label)


def _meaning(card: Card, data: Data) -> None:
    for key in card.indicators:
        words = data.registry.words["indicators"][key]
        st.markdown(f"**{words['title']}** ({words['unit']}). {words['definition']}")
        st.markdown(f"Formula: {escape(words['formula'])}")
        for caveat in words["caveats"]:
            st.markdown(f"- {escape(caveat)}")
    for caveat in card.caveats:
        st.markdown(f"- {escape(caveat)}")
