"""The layer between the data on disk and the pages: see docs/architecture.md for the one direction in which data flows."""
