"""Open every table of a run in pyarrow, pandas, polars and DuckDB, and compare the types of its columns with the data contract. Check too
that R's package arrow has a type for each of them.

    python column_types.py OUT [OUT ...]

Nothing is cast: an engine must give each column the type of the contract by itself. Exit code 1 where one does not.
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

from contract import BYTES, CONTRACT, COUNT, DAY, FLAG, MONEY, RATIO, SMALL, TEXT, TEXTS

ARROW = {TEXT: pyarrow.string(), COUNT: pyarrow.int64(), SMALL: pyarrow.int32(), DAY: pyarrow.date32(), FLAG: pyarrow.bool_(), BYTES: pyarrow.binary(),
         MONEY: pyarrow.decimal128(12, 2), RATIO: pyarrow.decimal128(18, 4)}
POLARS = {TEXT: polars.String, COUNT: polars.Int64, SMALL: polars.Int32, DAY: polars.Date, FLAG: polars.Boolean, BYTES: polars.Binary,
          MONEY: polars.Decimal(12, 2), RATIO: polars.Decimal(18, 4)}
DUCKDB = {TEXT: "VARCHAR", COUNT: "BIGINT", SMALL: "INTEGER", DAY: "DATE", FLAG: "BOOLEAN", BYTES: "BLOB", MONEY: "DECIMAL(12,2)", RATIO: "DECIMAL(18,4)"}
PYTHON = {TEXT: str, COUNT: int, SMALL: int, DAY: datetime.date, FLAG: bool, BYTES: bytes, MONEY: decimal.Decimal, RATIO: decimal.Decimal}


def same_arrow(got, kind):
    if kind == TEXTS:
        return pyarrow.types.is_list(got) and got.value_type == ARROW[TEXT]
    if isinstance(kind, tuple):
        members = got.value_type if pyarrow.types.is_list(got) else ()
        return [(m.name, m.type) for m in members] == [(name, ARROW[k]) for name, k in kind]
    return got == ARROW[kind]


def opens_in_r(got, _):
    """R has types for text, signed integers, floats, booleans, dates, bytes, decimals and times with a zone, and for lists and structs of
    these. It has none for unsigned integers, the large_ types of Arrow, and times without a zone."""
    t = pyarrow.types
    if t.is_list(got):
        return opens_in_r(got.value_type, _)
    if t.is_struct(got):
        return all(opens_in_r(member.type, _) for member in got)
    return (t.is_string(got) or t.is_signed_integer(got) or t.is_floating(got) or t.is_boolean(got) or t.is_date32(got) or t.is_binary(got)
            or t.is_decimal128(got) and got.precision <= 38 or t.is_timestamp(got) and got.tz is not None)


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
    """Compares values, not the dtype: in pandas, dates and decimals are Python objects."""
    wanted = PYTHON.get(kind, object)
    values = column.dropna() if kind != TEXTS and not isinstance(kind, tuple) else column
    if kind == COUNT and len(values) == len(column):
        return column.dtype == "int64"
    if kind == SMALL and len(values) == len(column):
        return column.dtype == "int32"
    if kind == FLAG and len(values) == len(column) > 0:
        return column.dtype == "bool"
    if kind == COUNT:  # pandas reads integers with nulls as floats
        return True
    return all(isinstance(v, wanted) for v in values)


def check(out):
    faults = []
    for table, contract in CONTRACT.items():
        path = str(pathlib.Path(out) / f"{table}.parquet")

        def compare(engine, got, same):
            if set(got) != set(contract):
                faults.append(f"{path}: {engine}: got columns {sorted(set(got) ^ set(contract))} on one side only")
                return
            faults.extend(f"{path}: {engine}: {name} is {got[name]}; want {kind}"
                          for name, kind in contract.items() if not same(got[name], kind))

        arrow = pyarrow.parquet.read_table(path)
        frame = pandas.read_parquet(path)
        from_polars = polars.read_parquet(path)
        duck = duckdb.sql(f"SELECT * FROM '{path}'")
        rows = {len(arrow), len(frame), len(from_polars), len(duck)}
        if len(rows) != 1:
            faults.append(f"{path}: the engines count {sorted(rows)} rows")
        compare("pyarrow", {f.name: f.type for f in arrow.schema}, same_arrow)
        compare("R", {f.name: f.type for f in arrow.schema}, opens_in_r)
        compare("pandas", {name: frame[name] for name in frame}, same_pandas)
        compare("pandas on Arrow", {name: t.pyarrow_dtype for name, t in pandas.read_parquet(path, dtype_backend="pyarrow").dtypes.items()}, same_arrow)
        compare("polars", dict(from_polars.schema), same_polars)
        compare("DuckDB", {name: str(t) for name, t in zip(duck.columns, duck.types)}, same_duckdb)
        print(f"{path}: {len(arrow)} rows, {len(contract)} columns")
    return faults


if __name__ == "__main__":
    found = [fault for out in sys.argv[1:] for fault in check(out)]
    print("\n".join(found) or "every type is that of the contract")
    sys.exit(bool(found) or len(sys.argv) < 2)
