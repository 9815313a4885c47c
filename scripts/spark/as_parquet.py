"""Converts a dataset to Parquet, twice: as_parquet.py FROM TO SPARK. In TO, claims and registers are one file each. In SPARK, care is one
file; transports and every register are folders of several files, as Spark writes them."""

import os
import sys

import duckdb

source, to, spark = sys.argv[1:]
registers = sorted(name[:-4] for name in os.listdir(f"{source}/registers") if name.endswith(".csv"))
for name in ["transports", "care", *(f"registers/{register}" for register in registers)]:
    table = duckdb.sql(f"SELECT * FROM read_csv('{source}/{name}.csv', all_varchar = true, header = true)")
    table.write_parquet(f"{to}/{name}.parquet")
    if name == "care":
        table.write_parquet(f"{spark}/{name}.parquet")
        continue
    os.makedirs(f"{spark}/{name}.parquet")
    half = (len(table) + 1) // 2
    for part in range(2):
        table.limit(half, part * half).write_parquet(f"{spark}/{name}.parquet/part-{part}.parquet")
