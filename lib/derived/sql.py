"""Write what Ibis compiles for DuckDB from the steps, so that a plain install derives without it: `make sql`."""

import ibis

from lib.derived import steps
from lib.derived.embedded import KEPT


def compiled() -> dict[str, str]:
    """The SQL of each step for DuckDB, by name."""
    return {name: f"{ibis.to_sql(steps.expression(name), dialect='duckdb')}\n" for name in steps.STEPS}


def main() -> None:
    """Write each step's SQL to the folder where it is kept."""
    every = compiled()
    for place in KEPT.glob("*.sql"):
        place.unlink()
    for name, text in every.items():
        (KEPT / f"{name}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
