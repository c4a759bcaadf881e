"""Where readers must log in: the page on which they do, and who they are with the way out."""

import streamlit as st

from lib.exports import plain
from lib.ui.providers import UNNAMED, providers
from lib.views.pages import PAGES

NAMES = ("name", "preferred_username", "email")
"""What a provider may call a reader, the first of which is shown."""
LONGEST = 60
"""So many letters of it are."""


def let_in() -> bool:
    """Whether a reader may see the app; to who must log in first the page for it is drawn, and nothing else."""
    if not providers() or st.user.get("is_logged_in") is True:
        return True
    st.set_page_config(page_title="Log in · Crossover", page_icon="📈", layout="centered")
    st.title("Crossover", anchor=False)
    st.markdown(f"**{PAGES[0].question}**")
    st.markdown("Here it is shown to readers who log in. You then come to the page that you asked for.")
    with st.container(horizontal=True):
        for name in providers():
            words = "Log in" if name == UNNAMED else f"Log in with {plain.markdown(name)}"
            st.button(words, key=f"log-in-{name}", on_click=st.login, args=(name,))
    return False


def way_out() -> None:
    """Who is logged in, small, and the way to log out; nothing where nobody must log in."""
    if not providers():
        return
    said = next((plain.cut(str(st.user[name]), LONGEST) for name in NAMES if st.user.get(name)), "")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="logged-in"):
        st.markdown(f":small[Logged in{f' as {plain.markdown(said)}' if said else ''}]", width="content")
        st.button("Log out", type="tertiary", on_click=st.logout)
