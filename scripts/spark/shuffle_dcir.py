"""Adds to generated DCIR tables what real ones have: rows whose counterparts are missing, rows that cannot be read, trips that occur twice,
reversals without an original, rows in random order, a byte order mark, and a table in two files."""

import os
import random
import sys

folder = sys.argv[1]
rng = random.Random(5)


def shuffle(name, change):
    path = os.path.join(folder, name + ".csv")
    with open(path, encoding="utf-8") as f:
        header, *rows = f.read().splitlines()
    columns = header.split(";")
    rows = [row for n, row in enumerate(rows) if n % 997 != 13]
    rows += [row for n, old in enumerate(rows) for row in change(n, dict(zip(columns, old.split(";"))))]
    rng.shuffle(rows)
    half = len(rows) // 2 if name == "ER_TRS_F" else len(rows)
    for path, part in ((path, rows[:half]), (os.path.join(folder, name + " (2) d'avril.csv"), rows[half:])):
        if part:
            with open(path, "w", encoding="utf-8-sig") as f:
                f.write("\n".join([header, *part]) + "\n")


def acts(n, row):
    """Reversals of some acts; every other one comes twice, so that the second has no act left to cancel."""
    if n % 500 == 3:
        reversal = {"FLX_DIS_DTD": "2027-01-01", "BSE_REM_SGN": "2", "PRS_PAI_MNT": "-" + row["PRS_PAI_MNT"].lstrip("-")}
        yield ";".join({**row, **reversal}.values())
        if n % 1000 == 3:
            yield ";".join({**row, **reversal, "FLX_DIS_DTD": "2027-01-02"}.values())


def details(n, row):
    if n % 2000 == 5:
        yield ";".join({**row, "TRS_PRS_IDE": "x"}.values())


def trips(n, row):
    if n % 700 == 4:
        yield ";".join(row.values())
    if n % 900 == 8:
        yield ";".join({**row, "ITR_ORD_NUM": "77", "TRS_TRP_HRD": "2561"}.values())


for name, change in (("ER_PRS_F", acts), ("ER_DTR_F", details), ("ER_TRS_F", trips)):
    shuffle(name, change)
