"""The layer between the data on disk and the pages; docs/architecture.md says in which one direction data flows."""
