"""The controls of a page, made from its Options and bound to the address."""

from types import SimpleNamespace
from typing import Any

import streamlit as st

from lib.data import Data
from lib.ui import shared
from lib.ui.words import escape
from lib.views import links
from lib.views.options import LONGEST, Control, controls, resolve
from lib.views.pages import Page

FEW = 6
"""A list up to this long is a row of buttons, a longer one a box to choose from."""


def controls_of(page: Page, data: Data) -> Any:
    """Draw the controls of a page, bound to the address, few at first; give the options back.

    What of the address had to be ignored is said above them, as long as nothing else is chosen.
    """
    kind = shared.topic_of(page).Options
    _arrive(kind, page, data)
    said = st.container()
    defaults: Any = resolve(kind, data, {})[0]
    given: dict[str, Any] = {}
    so_far = SimpleNamespace()
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    more = None
    for name, control in controls(kind).items():
        setattr(so_far, name, getattr(defaults, name))
        if not control.when(so_far):
            continue
        if control.more and more is None:
            more = row.popover("More options", icon=":material/tune:")
        place = more if control.more and more is not None else row
        given[name] = _widget(place, name, control, data, getattr(defaults, name))
        setattr(so_far, name, given[name])
    options = resolve(kind, data, given)[0]
    _tell(said, options)
    return options


def _arrive(kind: type, page: Page, data: Data) -> None:
    """Take the choices of the address when a reader comes to a page, or other data comes to it: another day, a refresh.

    What stands there in older words or means nothing is written plainly first: Streamlit reads it too. Then every
    choice is set, not left out: options of several pages share a name, and the browser goes on showing what it showed
    in a widget of the same name unless it is told a value. Where the widgets stand already, Streamlit writes the
    address from what is set.
    """
    here = page.name, data.vintage
    before = st.session_state.get("choices_of")
    if before == here and "ignored_before" not in st.session_state:
        return
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    options: Any
    options, ignored = links.read(kind, page.name, data, given)
    ignored = [*st.session_state.pop("ignored_before", []), *ignored]
    plain = links.plain(options, data, given)
    if plain != given and not (before and before[0] == page.name):
        st.session_state["ignored_before"] = ignored
        st.query_params.from_dict(plain)
        st.rerun()
    for name, control in controls(kind).items():
        value = getattr(options, name)
        st.session_state[name] = list(value) if control.kind == "many" else value
    st.session_state["choices_of"] = here
    st.session_state["ignored"] = ignored
    st.session_state.pop("arrived_with", None)


def _tell(place: Any, options: Any) -> None:
    """Say what of the address was ignored, until the reader chooses something else."""
    ignored = st.session_state.get("ignored")
    if ignored and st.session_state.setdefault("arrived_with", options) == options:
        few = "; ".join(ignored[:3]) + (f"; and {len(ignored) - 3} more" if len(ignored) > 3 else "")
        place.info(f"Of this link was ignored: {escape(few)}.", icon=":material/link_off:")


def _widget(place: Any, name: str, control: Control, data: Data, default: Any) -> Any:
    """One widget under the option's own name, which is also its name in the address."""
    same: dict[str, Any] = {"key": name, "help": control.help, "bind": "query-params"}
    values = list(control.allowed(data))
    if control.kind == "switch":
        return place.toggle(control.label, default, **same)
    if control.kind == "text":
        return place.text_input(control.label, default, width=260, max_chars=LONGEST, **same)
    if control.kind == "span":
        low, high = place.select_slider(control.label, values, value=default, width=360, **same)
        return (low, high)
    if control.kind == "many":
        return tuple(place.multiselect(control.label, values, default=list(default), width=480, **same))
    if control.wide or len(values) > FEW:
        return place.selectbox(control.label, values, index=values.index(default), width=260, **same)
    return place.segmented_control(control.label, values, default=default, required=True, wrap=True, **same)
