"""Tables in, tables out: each metric says what its numbers mean and leaves its input as it was."""
