"""The one command that writes the store: it fetches, judges and lands what services say, rebuilds, and checks."""
