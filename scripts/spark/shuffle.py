"""Adds to a generated file of transports what real ones have: one plate with 5 % of all trips, records that cannot be read, and
claim ids that occur twice."""

import csv
import sys

path = sys.argv[1]
with open(path, newline="", encoding="utf-8") as f:
    header, *rows = csv.reader(f)
plate, departed, service = (header.index(name) for name in ("plate", "departed_at", "service"))
busy = next(row[plate] for row in rows if row[plate])
for n, row in enumerate(rows):
    if n % 20 == 0 and row[service] in ("ambulance", "vsl", "taxi"):
        row[plate] = busy
    if n % 1000 == 7:
        row[departed] = "unreadable"
repeated = rows[11::2000]
with open(path, "w", newline="", encoding="utf-8") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(header)
    out.writerows(rows)
    out.writerows(repeated)
    f.write("a line, cut short\n")
