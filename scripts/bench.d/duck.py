"""The work of scripts/bench that DuckDB does. Each call is one process, so that it can be measured.

duck.py core DIR REGISTERS OUT.parquet   the core rules (core.sql) over a dataset
duck.py shuffle DIR OUT                  a changed copy of a dataset (shuffle.sql)
duck.py compare OUT SQL.parquet          vigie's findings against those of the core rules; exit 1 where they differ
"""

import pathlib
import sys

import duckdb

HERE = pathlib.Path(__file__).parent


def run(script, **variables):
    db = duckdb.connect()
    for name, value in variables.items():
        db.execute(f"SET VARIABLE {name} = ?", [value])
    db.execute((HERE / script).read_text())
    return db


def compare(out, sql):
    db = duckdb.connect()
    db.execute("SET preserve_insertion_order = false")
    db.execute(f"CREATE VIEW vigie AS SELECT claim_kind, claim_id, rule_id, verdict FROM '{out}/anomalies.parquet'")
    db.execute(f"CREATE VIEW sql AS FROM '{sql}'")
    db.execute("""CREATE TABLE differs AS SELECT 'vigie alone' AS who, * FROM (FROM vigie EXCEPT ALL FROM sql)
        UNION ALL SELECT 'SQL alone', * FROM (FROM sql EXCEPT ALL FROM vigie)""")
    counts = db.execute("""SELECT rule_id, count(*) FILTER (WHERE verdict = 'anomaly'), count(*) FILTER (WHERE verdict = 'review'),
        (SELECT count(*) FROM differs AS d WHERE d.rule_id = r.rule_id)
        FROM (SELECT rule_id, verdict FROM vigie UNION ALL SELECT rule_id, NULL FROM sql) AS r GROUP BY ALL ORDER BY ALL""").fetchall()
    print(f"{'rule':32}{'anomaly':>10}{'review':>10}{'differ':>10}")
    for rule, anomalies, reviews, differing in counts:
        print(f"{rule:32}{anomalies:10}{reviews:10}{differing:10}")
    for row in db.execute("FROM differs ORDER BY ALL LIMIT 20").fetchall():
        print("DIFFERS", *row)
    return any(differing for *_, differing in counts)


def main(verb, *args):
    if verb == "core":
        run("core.sql", dir=args[0], registers=args[1]).execute(f"COPY finding TO '{args[2]}'")
    elif verb == "shuffle":
        pathlib.Path(args[1], "registers").mkdir(parents=True)
        run("shuffle.sql", dir=args[0], shuffled=args[1])
    elif verb == "compare":
        return compare(*args)
    return 0


sys.exit(main(*sys.argv[1:]))
