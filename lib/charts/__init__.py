"""Tidy tables in, Plotly figures out: no files, no Streamlit, no colour picked by position."""
