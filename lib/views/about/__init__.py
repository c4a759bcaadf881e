"""The views of the section "about"."""
