"""The audit of `vigie audit` on Spark: the same rules, from the same program, on claims of any number. See README.md beside this file."""

import argparse
import base64
import datetime
import hashlib
import json
import os
import shutil
import sys

from pyspark.sql import SparkSession, functions as F

import inputs
from readings import Readings

STANDS, LEAVES, REPEATED = 0, 1, 2
NO_DAY = -(1 << 39)
COVERAGE = (
    "rule_id string, item string, compliant bigint, anomaly bigint, review bigint, not_applicable bigint, "
    "insufficient_data bigint, lifted bigint, blamed array<struct<what: string, claims: bigint>>"
)
REJECTS = "file string, line bigint, byte_offset bigint, length bigint, column string, reason string, raw binary"


class Audit(Readings):
    """One job: its stages, each written to the working folder before the next, so that a lost machine costs a task and not the job."""

    def choose(self):
        """Which claims leave the audit, since a line reverses them or they are one, and which ids stood before."""
        reversals = self.readings.where("what = 'reverse'").select("kind", "claim_id", F.lit(None).cast("bigint").alias("place"))
        ids = self.claims.where("not reverses").select("kind", "claim_id", "place").unionByName(reversals)
        odd = ids.groupBy("kind", "claim_id").agg(
            F.min("place").alias("first"), F.count("place").alias("times"), F.count_if(F.col("place").isNull()).alias("reversals"))
        odd = self.keep(odd.where("times > 0 and (reversals > 0 or times > 1)"), "odd")
        state = F.when(F.col("reverses") | (F.coalesce("reversals", F.lit(0)) > 0), LEAVES).when(
            (F.col("times") > 1) & (F.col("place") != F.col("first")), REPEATED).otherwise(STANDS)
        self.claims = self.claims.join(odd, ["kind", "claim_id"], "left").withColumn("state", state.cast("bigint"))
        days = self.claims.where(F.col("state") != LEAVES).agg(F.max("filed").alias("filed"), F.max("served").alias("served"), F.count("*").alias("n")).first()
        if days.n == 0 and self.claims.limit(1).count() == 0:
            raise inputs.Refused("not one readable record; want claims")
        day = next((d for d in (days.filed, days.served) if d is not None and d > NO_DAY), None)
        if self.options.as_of:
            self.job["as_of"] = self.options.as_of
        elif day is not None:
            self.job["as_of"] = (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()
        self.job["run_id"] = self.run_id()

    def run_id(self):
        """Names the run by what went in. Files are told by size and time: nobody hashes a nation's claims twice."""
        what = [[i.name, i.kind, i.size, i.modified] for i in self.inputs]
        what += [{k: v for k, v in self.job.items() if k not in ("hash_key", "run_id", "files")}, self.registers_sum(), self.program_sum()]
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:32]

    def judge(self):
        self.judged = self.keep(self.through(self.claims.select("place", "state", "body"), "judge"), "judge", "what")
        parts = [json.loads(bytes(r.body)) for r in self.messages("part").select("body").collect()]
        facilities = [r.group & (1 << 64) - 1 for r in self.messages("facility").select("group").distinct().collect()]
        acts = [p["FirstAct"] for p in parts if p["FirstAct"]]
        world = {"first_act": min(acts, default=0), "last_act": max((p["LastAct"] for p in parts), default=0), "facilities": facilities}
        with open(os.path.join(self.local, "world.json"), "w", encoding="utf-8") as f:
            json.dump(world, f)
        self.spark.sparkContext.addFile(f.name)
        self.job["world"] = "world.json"
        self.counts = {name: sum(p[name.capitalize()] for p in parts) for name in ("claims", "context", "cancelled", "rejected")}
        self.counts["cancelled"] += self.counts_of_tables.pop("cancelled", 0)
        self.counts.update(self.counts_of_tables)

    def messages(self, what):
        return self.judged.where(F.col("what") == what)

    def together(self):
        """The rules across claims."""
        hints = self.messages("hint").select("group", "place", "body")
        kept = self.through(self.grouped(hints), "sift", "judge").groupBy("place").agg(F.bit_or("rule").alias("rule"))
        kept = self.keep(kept, "kept")
        suspects = self.keep(self.claims.join(kept, "place").select("place", "rule", "body"), "suspects")
        traces = self.grouped(self.through(suspects, "trace", "judge").select("group", "place", "body"))
        marks = self.keep(self.through(traces, "group", "judge").select("place", F.col("body").alias("mark")), "marks")
        told = suspects.select("place", "body").join(marks, "place")
        self.told = self.keep(self.through(self.grouped(told, "place"), "tell", "judge"), "tell", "what")
        alone = self.judged.join(marks.select("place").distinct(), "place", "left_anti").select(self.judged.columns)
        self.all = alone.unionByName(self.told)

    def conclude(self):
        self.findings = self.all.where("what = 'finding'")
        counted = self.grouped(self.all.where("what = 'counted'").select("group", "rule", "body"))
        repeated = self.through(counted, "repeat")
        sums = self.messages("part").unionByName(self.told.where("what in ('part', 'pattern')")).select("what", "place", "body")
        sums = sums.repartition(1).sortWithinPartitions("what", "place").select("what", "body")
        self.concluded = self.keep(repeated.unionByName(self.through(sums, "conclude", "repeat")), "conclude", "what")

    def rows(self, what):
        return [json.loads(bytes(r.body)) for r in self.concluded.where(F.col("what") == what).orderBy("place").select("body").collect()]

    def publish(self):
        publish = f"{self.work}/publish"

        def table(frame, name):
            frame.write.option("compression", self.options.compression).parquet(f"{publish}/{name}.parquet")

        table(self.findings.orderBy("place", "rule").select("row.*"), "anomalies")
        conduct = self.concluded.where("what = 'conduct'").orderBy("rule", "row.subject_kind", "row.subject_id", "row.period_from", "row.period_to", "body")
        table(conduct.select("row.*").coalesce(1), "conduct")
        coverage = [(c["RuleID"], c["Item"] or None, c["Compliant"], c["Anomaly"], c["Review"], c["NotApplicable"], c["InsufficientData"], c["Lifted"],
                     [(b["What"], b["Claims"]) for b in c["Blamed"] or []]) for c in self.rows("coverage")]
        table(self.spark.createDataFrame(coverage, COVERAGE).coalesce(1), "coverage")
        rejects = self.rejects()
        table(rejects.coalesce(1), "rejects")
        self.counts["rejected"] = self.spark.read.parquet(f"{publish}/rejects.parquet").count()
        stood = ("claims", "context", "cancelled", "rejected", "joined", "left_out", "unknown_service")
        self.counts["read"] = sum(self.counts.get(name, 0) for name in stood) - self.registers_rejected
        if self.options.max_rejects is not None and self.counts["rejected"] > self.options.max_rejects:
            raise inputs.Refused(f"too many records were rejected: got {self.counts['rejected']}; want at most {self.options.max_rejects}")
        self.storage.write(f"{publish}/manifest.json", json.dumps(self.manifest(publish, coverage), indent=2, ensure_ascii=False) + "\n")
        if self.options.replace and self.storage.exists(self.out):
            self.storage.delete(self.out)
        self.storage.rename(publish, self.out)

    def rejects(self):
        names = self.spark.createDataFrame([(i.number, i.name) for i in self.inputs], "file bigint, name string")
        unread = self.unread.select("place", "file", "line", "offset", "length", "column", "reason", "raw")
        again = self.messages("reject").select("place", F.col("body").cast("string").alias("reason")).join(
            self.claims.select("place", "file", "line", "offset", "length"), "place")
        again = again.select("place", "file", "line", "offset", "length", F.lit("claim_id").alias("column"), "reason", F.lit(None).cast("binary").alias("raw"))
        table = unread.unionByName(again).join(F.broadcast(names), "file").orderBy("place").select(
            F.col("name").alias("file"), "line", F.col("offset").alias("byte_offset"), "length", F.expr("nullif(column, '')").alias("column"), "reason", "raw")
        of_registers = [(r["File"], r["Line"], r["Offset"] if r["Offset"] >= 0 else None, r["Length"], r["Column"] or None, r["Reason"],
                         base64.b64decode(r["Raw"]) if r["Raw"] else None) for r in self.rows("register")]
        self.registers_rejected = len(of_registers)
        return table.unionByName(self.spark.createDataFrame(of_registers, REJECTS))

    def manifest(self, publish, coverage):
        hashed = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true").option("pathGlobFilter", "part-*").load(publish)
        hashed = hashed.select("path", "length", F.sha2("content", 256).alias("sha256")).orderBy("path").collect()
        # Spark writes local paths as file:/…, in other places as file:///…
        outputs = [{"path": r.path[r.path.index("/publish/") + len("/publish/"):], "bytes": r.length, "sha256": r.sha256} for r in hashed]
        names = ("rule", "compliant", "anomaly", "review", "not_applicable", "insufficient_data", "lifted")
        return {
            "run_id": self.job["run_id"], "as_of": self.job["as_of"], "from": self.job["from"], "to": self.job["to"], "data_dir": self.options.data,
            "program": {"sha256": self.program_sum(), "spark": self.spark.version}, "rules": self.job["rules"],
            "inputs": [{"path": i.name, "kind": i.kind, "bytes": i.size, "modified": i.modified} for i in self.inputs],
            "registers_sha256": self.registers_sum(), "counts": self.counts, "seconds": self.seconds,
            "verdicts": [dict(zip(names, (c[0], *c[2:8]))) for c in coverage], "outputs": outputs,
        }

    def run(self):
        if self.storage.exists(self.out) and not self.options.replace:
            raise inputs.Refused(f"{self.options.out}: it exists already; want a new name, or --replace")
        try:
            self.ship()
            for stage in (self.read, self.choose, self.judge, self.together, self.conclude, self.publish):
                stage()
        finally:
            if not self.options.keep_stages:
                self.storage.delete(self.work)
            shutil.rmtree(self.local, ignore_errors=True)
            if self.zipped:
                shutil.rmtree(self.zipped, ignore_errors=True)
        return {"run_id": self.job["run_id"], "as_of": self.job["as_of"], **self.counts, "seconds": self.seconds}


def main():
    p = argparse.ArgumentParser(description="Audits a folder of claims on Spark.")
    p.add_argument("data", help="folder of the claims: transports* and care*, or the tables of the DCIR, as CSV or Parquet")
    p.add_argument("--out", required=True, help="folder to publish; it appears whole or not at all")
    p.add_argument("--vigie", required=True, help="the program, for the machines of the cluster")
    p.add_argument("--registers", help="folder of the reference registers (default DATA/registers)")
    p.add_argument("--registers-mounted", help="the same folder, where every machine has it at that path: it is not sent")
    p.add_argument("--as-of", help="the day that counts as today (default the latest filing or payment in the input)")
    p.add_argument("--from", dest="first_day", help="report only claims from this day on; the others stay context")
    p.add_argument("--to", dest="last_day", help="report only claims up to this day; the others stay context")
    p.add_argument("--rules", help="apply only these rules, by id, with commas between")
    p.add_argument("--params", help="YAML file of parameters, over the defaults")
    p.add_argument("--encoding", default="utf-8", help="encoding of CSV files: utf-8, windows-1252 or latin-1")
    p.add_argument("--partitions", type=int, help="partitions of the groups (default twice the cores)")
    p.add_argument("--max-rejects", type=int, help="most records that may be rejected (default no limit)")
    p.add_argument("--compression", default="zstd", help="of the Parquet files")
    p.add_argument("--replace", action="store_true", help="replace OUT where it exists")
    p.add_argument("--keep-stages", action="store_true", help="leave the working folder beside OUT")
    options = p.parse_args()
    spark = (SparkSession.builder.appName("vigie")
             .config("spark.sql.session.timeZone", "UTC")  # moments in Parquet are read as they stand
             .config("spark.sql.maxConcurrentOutputFileWriters", "16")  # what a step answers need not be sorted by kind
             .config("spark.sql.execution.arrow.maxRecordsPerBatch", "10000")
             .getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    try:
        print(json.dumps(Audit(spark, options).run()))
    except inputs.Refused as refused:
        print(f"vigie: {refused}", file=sys.stderr)
        return 4
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
