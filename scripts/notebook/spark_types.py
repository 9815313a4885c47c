"""Read every table of a run with Spark, and compare the types of its columns with the data contract and its rows with the manifest.

    spark_types.py OUT [OUT ...]

Nothing is cast and no schema is given. Exit code 1 where something differs.
"""

import json
import pathlib
import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, BinaryType, BooleanType, DateType, DecimalType, IntegerType, LongType, StringType, StructField, StructType

from contract import BYTES, CONTRACT, COUNT, DAY, FLAG, MONEY, RATIO, SMALL, TEXT, TEXTS

SPARK = {TEXT: StringType(), COUNT: LongType(), SMALL: IntegerType(), DAY: DateType(), FLAG: BooleanType(), BYTES: BinaryType(),
         MONEY: DecimalType(12, 2), RATIO: DecimalType(18, 4), TEXTS: ArrayType(StringType())}


def spark_type(kind):
    if isinstance(kind, tuple):
        return ArrayType(StructType([StructField(name, SPARK[k]) for name, k in kind]))
    return SPARK[kind]


def check(spark, out):
    rows = {o["file"]: o.get("rows") for o in json.loads(pathlib.Path(out, "manifest.json").read_text())["outputs"]}
    for table, contract in CONTRACT.items():
        path = str(pathlib.Path(out, f"{table}.parquet"))
        frame = spark.read.parquet(path)
        got = {f.name: f.dataType for f in frame.schema.fields}
        if set(got) != set(contract):
            yield f"{path}: Spark: got columns {sorted(set(got) ^ set(contract))} on one side only"
            continue
        for name, kind in contract.items():
            if got[name].simpleString() != spark_type(kind).simpleString():
                yield f"{path}: Spark: {name} is {got[name].simpleString()}; want {spark_type(kind).simpleString()}"
        frame.write.format("noop").mode("overwrite").save()  # reads every value, not only the footer
        if (read := frame.count()) != rows[f"{table}.parquet"]:
            yield f"{path}: Spark counts {read} rows; want {rows[f'{table}.parquet']}"


if __name__ == "__main__":
    builder = SparkSession.builder.master("local[1]")
    for name in "spark.ui.enabled", "spark.ui.showConsoleProgress":
        builder = builder.config(name, "false")
    session = builder.config("spark.log.level", "ERROR").getOrCreate()
    found = [fault for out in sys.argv[1:] for fault in check(session, out)]
    print("\n".join(found) or f"Spark {session.version}: every type is that of the contract")
    session.stop()
    sys.exit(bool(found) or len(sys.argv) < 2)
