"""Converts a dataset to Parquet: as_parquet.py FROM TO REGISTERS. Claims and registers are written to TO, each as one file; the
registers also to REGISTERS, each as a folder of several files, as Spark writes them."""

import os
import sys

import duckdb

source, to, registers = sys.argv[1:]
for folder, name in [("", n) for n in ("transports", "care")] + [("registers", n[:-4]) for n in sorted(os.listdir(f"{source}/registers")) if n.endswith(".csv")]:
    register = duckdb.sql(f"SELECT * FROM read_csv('{os.path.join(source, folder, name)}.csv', all_varchar = true, header = true)")
    register.write_parquet(os.path.join(to, folder, name + ".parquet"))
    if not folder:
        continue
    parts = os.path.join(registers, name + ".parquet")
    os.makedirs(parts)
    rows = len(register)
    for part in range(2):
        duckdb.sql(f"SELECT * FROM register LIMIT {(rows + 1) // 2} OFFSET {part * ((rows + 1) // 2)}").write_parquet(f"{parts}/part-{part}.parquet")
