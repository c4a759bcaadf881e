"""The views of the section "adoption"."""
