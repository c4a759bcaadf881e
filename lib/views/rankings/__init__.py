"""The views of the section "rankings"."""
