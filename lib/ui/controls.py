"""The controls of a page, made from its Options and bound to the address."""

from types import SimpleNamespace
from typing import Any

import streamlit as st

from lib.data import Data
from lib.views.options import Control, controls, resolve

FEW = 6
"""A list up to this long is a row of buttons, a longer one a box to choose from."""


def controls_of(kind: type, data: Data) -> Any:
    """Draw the controls of an Options class, bound to the address, few at first; give the options back."""
    defaults: Any = resolve(kind, data, {})[0]
    _forget_other_pages(kind, defaults)
    given: dict[str, Any] = {}
    declared = controls(kind)
    if not declared:
        return kind()
    so_far = SimpleNamespace()
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    more = None
    for name, control in declared.items():
        setattr(so_far, name, getattr(defaults, name))
        if not control.when(so_far):
            continue
        if control.more and more is None:
            more = row.popover("More options", icon=":material/tune:")
        place = more if control.more and more is not None else row
        given[name] = _widget(place, name, control, data, getattr(defaults, name))
        setattr(so_far, name, given[name])
    return resolve(kind, data, given)[0]


def _forget_other_pages(kind: type, defaults: Any) -> None:
    """Let no choice of another page or day stand in for one of this page: options of several pages share a name.

    A choice in the address is read again. Any other is set, not left out: the browser goes on showing what it showed in
    a widget of the same name unless it is told a value.
    """
    if st.session_state.get("page_of_choices") != kind.__module__:
        same_page = "page_of_choices" not in st.session_state  # the day of the data has changed, the page has not
        for name in controls(kind):
            default = getattr(defaults, name)
            start = list(default) if isinstance(default, tuple) else default
            held = st.session_state.pop(name, start)
            if same_page and name not in st.query_params and held not in (start, default):
                st.session_state[name] = start
        st.session_state["page_of_choices"] = kind.__module__


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
    return place.segmented_control(control.label, values, default=default, required=True, wrap=True, **same)
