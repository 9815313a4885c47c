"""Open every table of a run in pyarrow, pandas, polars and DuckDB, and hold their types against the data contract.

    python column_types.py OUT [OUT ...]

Nothing is cast: what an engine makes of a column by itself must be what the contract says. Ends with 1 where it is not.
"""

import datetime
import decimal
import pathlib
import sys

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet

TEXT, COUNT, DAY, FLAG, BYTES = "text", "count", "day", "flag", "bytes"
MONEY, RATIO, TEXTS = "money", "ratio", "texts"
FACTS = ("name", TEXT), ("value", TEXT), ("source", TEXT)
BLAMED = ("what", TEXT), ("claims", COUNT)


def columns(**of_type):
    return {name: kind for kind, names in of_type.items() for name in names.split()}


CONTRACT = {
    "anomalies": columns(
        text="anomaly_id run_id rule_id item verdict claim_kind claim_id invoice_id subject_kind subject_id patient_id prescriber_id"
        " plate driver_id service message_fr message_en suppressed_reason source_file",
        texts="legal_basis related_claim_ids exceptions_examined", day="service_date suppressed_until", count="source_line",
        money="amount_billed amount_reimbursed amount_at_stake", flag="within_recovery_period within_penalty_period suppressed",
    ) | {"facts": FACTS},
    "conduct": columns(
        text="conduct_id run_id rule_id item verdict subject_kind subject_id comparison_group message_fr message_en suppressed_reason",
        texts="legal_basis anomaly_ids", day="period_from period_to suppressed_until", count="occurrences comparison_size",
        ratio="threshold value comparison_mean comparison_ratio", money="amount_at_stake", flag="suppressed",
    ) | {"facts": FACTS},
    "coverage": columns(text="rule_id item", count="compliant anomaly review not_applicable insufficient_data lifted") | {"blamed": BLAMED},
    "rejects": columns(text="file column reason", count="line byte_offset length", bytes="raw"),
    "ledger": columns(text="claim_kind claim_id biller_id patient_id pseudonym_key", day="service_date", bytes="packed"),
}

ARROW = {TEXT: pyarrow.string(), COUNT: pyarrow.int64(), DAY: pyarrow.date32(), FLAG: pyarrow.bool_(), BYTES: pyarrow.binary(),
         MONEY: pyarrow.decimal128(12, 2), RATIO: pyarrow.decimal128(18, 4)}
POLARS = {TEXT: polars.String, COUNT: polars.Int64, DAY: polars.Date, FLAG: polars.Boolean, BYTES: polars.Binary,
          MONEY: polars.Decimal(12, 2), RATIO: polars.Decimal(18, 4)}
DUCKDB = {TEXT: "VARCHAR", COUNT: "BIGINT", DAY: "DATE", FLAG: "BOOLEAN", BYTES: "BLOB", MONEY: "DECIMAL(12,2)", RATIO: "DECIMAL(18,4)"}
PYTHON = {TEXT: str, COUNT: int, DAY: datetime.date, FLAG: bool, BYTES: bytes, MONEY: decimal.Decimal, RATIO: decimal.Decimal}


def same_arrow(got, kind):
    if kind == TEXTS:
        return pyarrow.types.is_list(got) and got.value_type == ARROW[TEXT]
    if isinstance(kind, tuple):
        members = got.value_type if pyarrow.types.is_list(got) else ()
        return [(m.name, m.type) for m in members] == [(name, ARROW[k]) for name, k in kind]
    return got == ARROW[kind]


def same_polars(got, kind):
    if kind == TEXTS:
        return got == polars.List(polars.String)
    if isinstance(kind, tuple):
        return got == polars.List(polars.Struct({name: POLARS[k] for name, k in kind}))
    return got == POLARS[kind]


def same_duckdb(got, kind):
    if kind == TEXTS:
        return got == "VARCHAR[]"
    if isinstance(kind, tuple):
        return got.replace('"', "") == "STRUCT(" + ", ".join(f"{name} {DUCKDB[k]}" for name, k in kind) + ")[]"
    return got == DUCKDB[kind]


def same_pandas(column, kind):
    """By its values: dates and decimals of pandas are Python's own."""
    wanted = PYTHON.get(kind, object)
    values = column.dropna() if kind != TEXTS and not isinstance(kind, tuple) else column
    if kind == COUNT and len(values) == len(column):
        return column.dtype == "int64"
    if kind == FLAG and len(values) == len(column) > 0:
        return column.dtype == "bool"
    if kind == COUNT:  # with nulls pandas has floats, as ever
        return True
    return all(isinstance(v, wanted) for v in values)


def check(out):
    faults = []
    for table, contract in CONTRACT.items():
        path = str(pathlib.Path(out) / f"{table}.parquet")

        def hold(engine, got, same):
            if set(got) != set(contract):
                faults.append(f"{path}: {engine}: got columns {sorted(set(got) ^ set(contract))} on one side only")
                return
            faults.extend(f"{path}: {engine}: {name} is {got[name]}; want {kind}"
                          for name, kind in contract.items() if not same(got[name], kind))

        arrow = pyarrow.parquet.read_table(path)
        frame = pandas.read_parquet(path)
        pola = polars.read_parquet(path)
        duck = duckdb.sql(f"SELECT * FROM '{path}'")
        rows = {len(arrow), len(frame), len(pola), len(duck)}
        if len(rows) != 1:
            faults.append(f"{path}: the engines count {sorted(rows)} rows")
        hold("pyarrow", {f.name: f.type for f in arrow.schema}, same_arrow)
        hold("pandas", {name: frame[name] for name in frame}, same_pandas)
        hold("pandas on Arrow", {name: t.pyarrow_dtype for name, t in pandas.read_parquet(path, dtype_backend="pyarrow").dtypes.items()}, same_arrow)
        hold("polars", dict(pola.schema), same_polars)
        hold("DuckDB", {name: str(t) for name, t in zip(duck.columns, duck.types)}, same_duckdb)
        print(f"{path}: {len(arrow)} rows, {len(contract)} columns")
    return faults


if __name__ == "__main__":
    found = [fault for out in sys.argv[1:] for fault in check(out)]
    print("\n".join(found) or "every type is that of the contract")
    sys.exit(bool(found) or len(sys.argv) < 2)
