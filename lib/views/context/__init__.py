"""The views of the section "context"."""
