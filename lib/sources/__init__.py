"""One module a source: `fetch` asks and raises on failure, `parse` understands and is pure."""
