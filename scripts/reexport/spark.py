"""Writes a dataset anew with Spark: spark.py FROM TO. Each folder below TO is a dataset: as text, with the types that Spark finds."""

import os
import pathlib
import shutil
import sys

from pyspark.sql import SparkSession

source, to = map(pathlib.Path, sys.argv[1:])
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def write(frame, kind, path, parts):
    """Claims are a folder of part files; a register is the one part file of such a folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    (frame.coalesce(1) if parts == 1 else frame.repartition(parts)).write.option("header", "true").format(kind).save(str(path))
    if path.parent.name == "registers":
        part = next(path.glob("part-*"))
        os.rename(part, path.with_suffix(".part"))
        shutil.rmtree(path)
        os.rename(path.with_suffix(".part"), path)


for table in sorted(source.rglob("*.csv")):
    name = table.relative_to(source).with_suffix("")
    parts = 1 if name.parent.name == "registers" else 5
    text = spark.read.csv(str(table), header=True)
    typed = spark.read.csv(str(table), header=True, inferSchema=True)
    write(text, "csv", to / "csv, text" / f"{name}.csv", parts)
    write(typed, "csv", to / "csv, types found" / f"{name}.csv", parts)
    spark.conf.set("spark.sql.parquet.outputTimestampType", "INT96")  # Spark's default
    write(typed, "parquet", to / "parquet, types found, INT96" / f"{name}.parquet", parts)
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    write(typed, "parquet", to / "parquet, types found, micros" / f"{name}.parquet", parts)
