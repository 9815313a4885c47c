"""Compares the output of the job on Spark with that of `vigie audit` on the same data, row for row.

    compare.py LOCAL SPARK

Every table that both write is compared in both directions, duplicate rows counted, by all columns but two: run_id, which the job
derives from the sizes and times of the inputs and not from their hashes; and the raw bytes of a claim that is rejected because its
claim_id is not unique, which the job does not have. The types of the columns and the counts in the manifests are compared too.
Prints one line for each table. Exit code 1 where anything differs."""

import argparse
import json
import os
import sys

import duckdb

TABLES = ("anomalies", "conduct", "coverage", "rejects")


def cells(table, name):
    """The expression by which a column is compared."""
    if (table, name) == ("rejects", "raw"):
        return "CASE WHEN reason NOT LIKE 'got a claim_id that stands before%' THEN raw END AS raw"
    return f'"{name}"'


def main():
    p = argparse.ArgumentParser()
    p.add_argument("local")
    p.add_argument("spark")
    options = p.parse_args()
    differs = False
    manifests = []
    for side in (options.local, options.spark):
        with open(os.path.join(side, "manifest.json"), encoding="utf-8") as f:
            manifests.append(json.load(f))
    counts = [m["counts"] for m in manifests]
    unmatched = {r["name"]: r["unmatched_keys"] for r in manifests[0]["registers"] if "unmatched_keys" in r}
    for name, got, want in (("as_of", manifests[1]["as_of"], manifests[0]["as_of"]), ("understood", manifests[1]["understood"], manifests[0]["understood"] or []),
                            ("passed_over", manifests[1]["passed_over"], manifests[0]["passed_over"] or []),
                            ("unmatched_keys", manifests[1]["unmatched_keys"], unmatched)):
        if got != want:
            print(f"manifest: got {name} {got}; want {want}")
            differs = True
    for name in ("read", "claims", "context", "cancelled", "rejected", "joined", "left_out", "unknown_service",
                 "reversal_without_original"):
        got, want = counts[1].get(name, 0), counts[0].get(name, 0)
        if got != want:
            print(f"manifest: got {name} {got}; want {want}")
            differs = True
    db = duckdb.connect()
    for table in TABLES:
        local = f"read_parquet('{os.path.join(options.local, table + '.parquet')}')"
        spark = f"read_parquet('{os.path.join(options.spark, table + '.parquet', '*.parquet')}')"
        types = [db.execute(f"DESCRIBE SELECT * FROM {side}").fetchall() for side in (local, spark)]
        types = [[(name, kind) for name, kind, *_ in side] for side in types]
        if types[0] != types[1]:
            print(f"{table}: got columns {types[1]}; want {types[0]}")
            differs = True
            continue
        columns = ", ".join(cells(table, name) for name, _ in types[0] if name != "run_id")
        counts = [db.execute(f"SELECT count(*) FROM {side}").fetchone()[0] for side in (local, spark)]
        missing, extra = (db.execute(f"SELECT count(*) FROM (SELECT {columns} FROM {a} EXCEPT ALL SELECT {columns} FROM {b})").fetchone()[0]
                          for a, b in ((local, spark), (spark, local)))
        print(f"{table}: {counts[0]} rows of vigie audit, {counts[1]} of Spark, {missing} missing, {extra} extra")
        if missing or extra:
            differs = True
            for a, b, which in ((local, spark, "missing"), (spark, local, "extra")):
                for row in db.execute(f"SELECT {columns} FROM {a} EXCEPT ALL SELECT {columns} FROM {b} LIMIT 3").fetchall():
                    print(f"  {which}: {row}")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
