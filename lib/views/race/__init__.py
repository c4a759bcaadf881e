"""The views of the section "race"."""
