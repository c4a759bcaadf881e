"""What DuckDB runs is what Ibis compiles from the steps, and a plain install does without Ibis."""

import subprocess
import sys

from lib.derived import embedded, sql

WITHOUT = """
import sys
sys.modules["ibis"] = None
import lib.data, lib.derived, lib.refresh.command, lib.http.routes
assert "lib.derived.steps" not in sys.modules
"""


def test_the_sql_that_is_kept_is_what_ibis_compiles_from_the_steps() -> None:
    assert sql.compiled() == embedded.SQL, "run “make sql”"


def test_a_plain_install_derives_without_ibis() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
