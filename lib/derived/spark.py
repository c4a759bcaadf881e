"""The steps of a day run by an existing Spark, whose workers see the store's folder under the same path."""

import shutil
from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Self

import ibis
import pyarrow.parquet as pq
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, lit

from lib.derived import steps
from lib.derived.facts import Files
from lib.derived.failures import EngineError
from lib.derived.written import write

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Times are what the files say, in no zone of a machine."""


class Spark:
    """An existing Spark. What a step makes is written beside the store, so that nothing is lost with a worker."""

    failures: tuple[type[Exception], ...] = (PySparkException, Py4JError)
    failure: type[Exception] = EngineError

    def __init__(self, address: str, files: Files | None, folder: Path) -> None:
        builder = SparkSession.builder.master(address).appName("crossover")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        self._spark = builder.getOrCreate()
        self._spark.sparkContext.setLogLevel("OFF")
        self._spark.conf.set("spark.sql.shuffle.partitions", self._spark.sparkContext.defaultParallelism)
        self._ibis = ibis.pyspark.connect(self._spark)
        self._files = files
        self._folder = Path(mkdtemp(prefix="spark-", dir=folder.resolve()))
        self._numbers = count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spark.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def days(self, file: str) -> list[datetime]:
        """The days that a file of facts states, in order."""
        rows = self._read(file).select("day").distinct().orderBy("day").collect()
        return [row.day for row in rows]

    def facts(self, table: str, files: Sequence[str], day: datetime) -> None:
        """Call `table` what files of facts, the oldest first, state of a day, where the newest wins."""
        wanted = lit(day.isoformat()).cast("timestamp_ntz")
        stated = [
            self._read(file).where(col("day") == wanted).select(*steps.FACTS).withColumn("vintage", lit(number))
            for number, file in enumerate(files)
        ]
        rows = reduce(DataFrame.unionByName, stated)
        if len(files) > 1:
            rows.createOrReplaceTempView("stated")
            rows = self._made("own")
        rows.createOrReplaceTempView(table)

    def take(self, table: str, file: str) -> None:
        """Call `table` what was written to a file."""
        self._spark.read.parquet(f"file://{Path(file).resolve()}").createOrReplaceTempView(table)

    def keep(self, table: str, step: str) -> None:
        """Call `table` what a step makes."""
        place = self._folder / str(next(self._numbers))
        self._made(step).write.parquet(f"file://{place}")
        self._spark.read.parquet(f"file://{place}").createOrReplaceTempView(table)

    def row(self, step: str) -> dict[str, Any]:
        """The one row that a step makes, by column."""
        return self._made(step).collect()[0].asDict()

    def write(self, step: str, file: str, size: int) -> None:
        """Write what a step makes to one file, in its order, so many rows in a group: the parts that workers wrote."""
        parts = Path(f"{file}.parts").resolve()
        self._made(step).write.mode("overwrite").parquet(f"file://{parts}")
        batches = (batch for part in sorted(parts.glob("part-*")) for batch in pq.ParquetFile(part).iter_batches())
        write(step, batches, file, size)
        shutil.rmtree(parts)

    def _made(self, step: str) -> DataFrame:
        return self._spark.sql(self._ibis.compile(steps.expression(step)))

    def _read(self, file: str) -> DataFrame:
        """A file of facts; one that lies elsewhere is put beside the store first, where the workers see it."""
        place = Path(file).resolve()
        if self._files is not None:
            place = self._folder / place.name
            if not place.exists():
                self._files.get_file(file, str(place))
        return self._spark.read.parquet(f"file://{place}")
