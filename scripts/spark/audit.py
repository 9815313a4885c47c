"""`vigie audit` on Spark: the same rules, in the same program, on any number of claims. See README.md beside this file."""

import argparse
import base64
import hashlib
import json
import os
import shutil
import sys

from pyspark.sql import SparkSession, functions as F

import inputs
from readings import Readings

STANDS, LEAVES, REPEATED, ORPHAN = 0, 1, 2, 3
SAMPLE = 1 << 15  # claims of each kind of the claim files among which registers must match one, as dataset.SampleSize has it
USUAL_PERCENT, USUAL_REJECTS = 5, 20  # as package pipeline has them
COVERAGE = (
    "rule_id string, item string, compliant bigint, anomaly bigint, review bigint, not_applicable bigint, "
    "insufficient_data bigint, lifted bigint, blamed array<struct<what: string, claims: bigint>>"
)
REJECTS = "file string, line bigint, byte_offset bigint, length bigint, column string, reason string, raw binary"


class Audit(Readings):
    """One job. Its stages are written to the working folder one after another, so that a lost machine costs its tasks and not the job."""

    def choose(self):
        """Finds the claims that leave the audit, which are reversals and what they cancel, the reversals without an original, and the claims
        whose claim_id occurred before."""
        reversals = self.readings.where("what = 'reverse'").select("kind", "claim_id", F.lit(None).cast("bigint").alias("position"))
        ids = self.claims.where("cancels = ''").select("kind", "claim_id", "position").unionByName(reversals)
        affected = ids.groupBy("kind", "claim_id").agg(
            F.min("position").alias("first"), F.count("position").alias("times"), F.count_if(F.col("position").isNull()).alias("reversals"))
        affected = self.materialize(affected.where("times > 0 and (reversals > 0 or times > 1)"), "affected_ids")
        # A line that names itself is no original, of itself or of another.
        originals = self.claims.where("cancels != claim_id").select("kind", F.col("claim_id").alias("cancels")).join(
            reversals.select("kind", F.col("claim_id").alias("cancels")), ["kind", "cancels"], "left_semi").distinct()
        orphans = self.materialize(self.claims.where("cancels != ''").join(originals, ["kind", "cancels"], "left_anti").select("position"), "orphans")
        state = F.when(F.col("orphan"), ORPHAN).when((F.col("cancels") != "") | (F.coalesce("reversals", F.lit(0)) > 0), LEAVES).when(
            (F.col("times") > 1) & (F.col("position") != F.col("first")), REPEATED).otherwise(STANDS)
        self.claims = self.claims.join(affected, ["kind", "claim_id"], "left").join(
            orphans.withColumn("orphan", F.lit(True)), "position", "left").withColumn("state", state.cast("bigint"))
        if self.claims.limit(1).count() == 0:
            raise inputs.Refused("not one readable record; want claims")
        self.job["as_of"] = self.options.as_of or self.today()
        self.job["run_id"] = self.run_id()
        self.match()

    def today(self):
        """The day that counts as today, as the claims have it."""
        days = self.claims.where(F.col("state").isin(STANDS, REPEATED)).groupBy("sent", "paid", "served").agg(F.count("*").alias("claims"))
        answers = self.run_step(days.coalesce(1), "today", "judge").select("body").collect()
        day = json.loads(bytes(answers[0].body)) if answers else {"as_of": "", "left_out": 0}
        if day["left_out"]:
            print(f"vigie: {day['left_out']} days of sent_on or paid_on far behind all others, up to {day['latest']}, do not count for the day of the "
                  f"run, {day['as_of']}; --as-of names it", file=sys.stderr)
        return day["as_of"]

    def match(self):
        """Finds the registers that match no claim of a sample: they prove no absence of a key. Claims that were joined from tables are all in
        the sample, and of the claim files the first of each kind."""
        if not self.registers:
            return
        tables = [i.number for i in self.inputs if i.is_table]
        of_files = self.claims.where(~F.col("file").isin(tables)) if tables else self.claims
        sample, part = self.claims.where(F.col("file").isin(tables) if tables else F.lit(False)).select("body"), False
        for kind in (r.kind for r in of_files.select("kind").distinct().collect()):
            of_kind = of_files.where(F.col("kind") == kind)
            sample = sample.unionByName(of_kind.orderBy("position").limit(SAMPLE).select("body"))
            part = part or of_kind.limit(SAMPLE + 1).count() > SAMPLE
        self.job["part"] = part
        found = self.materialize(self.run_step(sample, "match", "judge").select("what", F.col("body").cast("string").alias("name"), "group", "rule"), "match")
        matched = found.where("what = 'matched'").select("name").distinct()
        unmatched = found.where("what = 'unmatched'").join(matched, "name", "left_anti").groupBy("name").agg(
            F.count_distinct(F.when(F.col("rule") == 1, F.col("group"))).alias("keys"))
        self.job["unmatched"] = {r.name: r["keys"] for r in unmatched.orderBy("name").collect()}
        for name, keys in self.job["unmatched"].items():
            if keys:
                print(f"vigie: {name}: none of {keys:,} keys found: it proves nothing of anybody; leading zeros that were lost, another export, "
                      "the wrong year?", file=sys.stderr)

    def run_id(self):
        """A hash of all that the run depends on. Files go into it by size and time of modification: to hash them, they would be read twice."""
        inputs_of_run = [[i.name, i.kind, i.size, i.modified] for i in self.inputs]
        inputs_of_run += [{k: v for k, v in self.job.items() if k not in ("hash_key", "run_id", "files")}, self.registers_sum(), self.program_sum()]
        return hashlib.sha256(json.dumps(inputs_of_run, sort_keys=True).encode()).hexdigest()[:32]

    def judge(self):
        """Applies the rules of single claims, and collects the facts of the whole input that rules of groups need."""
        self.judged = self.materialize(self.run_step(self.claims.select("position", "state", "body"), "judge"), "judge", "what")
        parts = [json.loads(bytes(r.body)) for r in self.messages("part").select("body").collect()]
        facilities = [r.group & (1 << 64) - 1 for r in self.messages("facility").select("group").distinct().collect()]
        acts = [p["FirstAct"] for p in parts if p["FirstAct"]]
        facts = {"first_act": min(acts, default=0), "last_act": max((p["LastAct"] for p in parts), default=0), "facilities": facilities}
        with open(os.path.join(self.local, "input_facts.json"), "w", encoding="utf-8") as f:
            json.dump(facts, f)
        self.spark.sparkContext.addFile(f.name)
        self.job["input_facts"] = "input_facts.json"
        self.counts = {name: sum(p[name.capitalize()] for p in parts) for name in ("claims", "context", "cancelled", "rejected")}
        self.counts["cancelled"] += self.table_counts.pop("cancelled", 0)
        orphans = sum(p["Orphans"] for p in parts) + self.table_counts.pop("reversal_without_original", 0)
        self.counts.update(self.table_counts)
        if orphans or self.has_tables:
            self.counts["reversal_without_original"] = orphans

    def messages(self, what):
        return self.judged.where(F.col("what") == what)

    def judge_groups(self):
        """Applies the rules of groups to the claims that may matter to them."""
        keys = self.messages("key").select("group", "position", "body")
        candidates = self.run_step(self.grouped(keys), "prefilter", "judge").groupBy("position").agg(F.bit_or("rule").alias("rule"))
        candidates = self.materialize(candidates, "candidates")
        claims = self.materialize(self.claims.join(candidates, "position").select("position", "rule", "body"), "candidate_claims")
        members = self.grouped(self.run_step(claims, "members", "judge").select("group", "position", "body"))
        rulings = self.materialize(self.run_step(members, "group", "judge").select("position", F.col("body").alias("ruling")), "rulings")
        ruled = claims.select("position", "body").join(rulings, "position")
        self.described = self.materialize(self.run_step(self.grouped(ruled, "position"), "describe", "judge"), "describe", "what")
        # What was found of a claim by itself is described again with its group rulings, so the first description is left out.
        single = self.judged.join(rulings.select("position").distinct(), "position", "left_anti").select(self.judged.columns)
        self.all = single.unionByName(self.described)

    def conclude(self):
        """Reports subjects whose findings repeat, and adds up what the tasks have counted."""
        self.findings = self.all.where("what = 'finding'")
        counted = self.grouped(self.all.where("what = 'counted'").select("group", "rule", "body"))
        repeated = self.run_step(counted, "repeat")
        sums = self.messages("part").unionByName(self.described.where("what in ('part', 'pattern')")).select("what", "position", "body")
        sums = sums.repartition(1).sortWithinPartitions("what", "position").select("what", "body")
        self.concluded = self.materialize(repeated.unionByName(self.run_step(sums, "conclude", "repeat")), "conclude", "what")

    def concluded_rows(self, what):
        """The rows of a small table, in their order."""
        return [json.loads(bytes(r.body)) for r in self.concluded.where(F.col("what") == what).orderBy("position").select("body").collect()]

    def publish(self):
        """Writes the tables and the manifest, and renames their folder to OUT."""
        publish = f"{self.work}/publish"

        def table(frame, name):
            frame.write.option("compression", self.options.compression).parquet(f"{publish}/{name}.parquet")

        table(self.findings.orderBy("position", "rule").select("row.*"), "anomalies")
        conduct = self.concluded.where("what = 'conduct'").orderBy("rule", "row.subject_kind", "row.subject_id", "row.period_from", "row.period_to", "body")
        table(conduct.select("row.*").coalesce(1), "conduct")
        coverage = [(c["RuleID"], c["Item"] or None, c["Compliant"], c["Anomaly"], c["Review"], c["NotApplicable"], c["InsufficientData"], c["Lifted"],
                     [(b["What"], b["Claims"]) for b in c["Blamed"] or []]) for c in self.concluded_rows("coverage")]
        table(self.spark.createDataFrame(coverage, COVERAGE).coalesce(1), "coverage")
        rejects = self.reject_table()
        table(rejects.coalesce(1), "rejects")
        self.counts["rejected"] = self.spark.read.parquet(f"{publish}/rejects.parquet").count() - self.registers_rejected
        counts_of_read = ("claims", "context", "cancelled", "rejected", "joined", "left_out", "unknown_service")
        self.counts["read"] = sum(self.counts.get(name, 0) for name in counts_of_read)
        self.check_rejects(publish)
        self.storage.write(f"{publish}/manifest.json", json.dumps(self.manifest(publish, coverage), indent=2, ensure_ascii=False) + "\n")
        if self.options.replace and self.storage.exists(self.out):
            self.storage.delete(self.out)
        self.storage.rename(publish, self.out)

    def check_rejects(self, publish):
        """Refuses a run with too many rejects, as `vigie audit` does, and leaves them beside OUT."""
        limit, rejected, read = self.options.max_rejects, self.counts["rejected"] + self.registers_rejected, self.counts["read"] + self.registers_rejected
        if limit is None:  # a format that drifted does not look like success, and one bad line of a small file does not stop a run
            parts = ((self.counts["rejected"], self.counts["read"]), (self.registers_rejected, sum(self.concluded_rows("rows"))))
            parts = [(n, of) for n, of in parts if n > USUAL_REJECTS and n * 100 > USUAL_PERCENT * of]
            too_many, most = bool(parts), f"{USUAL_PERCENT}%, or {USUAL_REJECTS} where that is more; --max-rejects allows others"
            rejected, read = parts[0] if parts else (rejected, read)
        elif limit.endswith("%"):
            too_many, most = rejected * 100 > int(limit[:-1]) * read, limit
        else:
            too_many, most = rejected > int(limit), limit
        if too_many:
            beside = self.out + ".rejects.parquet"
            self.storage.delete(beside)
            self.storage.rename(f"{publish}/rejects.parquet", beside)
            raise TooManyRejects(f"too many records were rejected: got {rejected} of {read} records; want at most {most}; "
                                 f"see {self.options.out}.rejects.parquet")

    def reject_table(self):
        """The rejects of the claims in their order, then those of the registers."""
        names = self.spark.createDataFrame([(i.number, i.name) for i in self.inputs], "file bigint, name string")
        rejects = self.rejects.select("position", "file", "line", "offset", "length", "column", "reason", "raw")
        late = self.messages("reject").withColumn("column", F.lit("claim_id")).unionByName(self.messages("orphan").withColumn("column", F.lit("cancels")))
        late = late.select("position", "column", F.col("body").cast("string").alias("reason")).join(
            self.claims.select("position", "file", "line", "offset", "length", "raw"), "position")
        table = rejects.unionByName(late.select(rejects.columns)).join(F.broadcast(names), "file").orderBy("position").select(
            F.col("name").alias("file"), "line", F.col("offset").alias("byte_offset"), "length", F.expr("nullif(column, '')").alias("column"), "reason", "raw")
        of_registers = [(r["File"], r["Line"], r["Offset"] if r["Offset"] >= 0 else None, r["Length"], r["Column"] or None, r["Reason"],
                         base64.b64decode(r["Raw"]) if r["Raw"] else None) for r in self.concluded_rows("register")]
        self.registers_rejected = len(of_registers)
        return table.unionByName(self.spark.createDataFrame(of_registers, REJECTS))

    def manifest(self, publish, coverage):
        hashed = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true").option("pathGlobFilter", "part-*").load(publish)
        hashed = hashed.select("path", "length", F.sha2("content", 256).alias("sha256")).orderBy("path").collect()
        # Spark writes local paths as file:/… or as file:///…, which have different lengths.
        outputs = [{"path": r.path[r.path.index("/publish/") + len("/publish/"):], "bytes": r.length, "sha256": r.sha256} for r in hashed]
        names = ("rule", "compliant", "anomaly", "review", "not_applicable", "insufficient_data", "lifted")
        return {
            "run_id": self.job["run_id"], "as_of": self.job["as_of"], "from": self.job["from"], "to": self.job["to"], "data_dir": self.options.data,
            "program": {"sha256": self.program_sum(), "spark": self.spark.version}, "rules": self.job["rules"],
            "inputs": [{"path": i.name, "kind": i.kind, "bytes": i.size, "modified": i.modified} for i in self.inputs],
            "understood": self.understood() + self.concluded_rows("understood"), "passed_over": self.passed_over,
            "registers_sha256": self.registers_sum(), "unmatched_keys": self.job.get("unmatched", {}), "counts": self.counts, "seconds": self.seconds,
            "verdicts": [dict(zip(names, (c[0], *c[2:8]))) for c in coverage], "outputs": outputs,
        }

    def run(self):
        if self.storage.exists(self.out) and not self.options.replace:
            raise inputs.Refused(f"{self.options.out}: it exists already; want a new name, or --replace")
        try:
            self.send_files()
            for stage in (self.read, self.choose, self.judge, self.judge_groups, self.conclude, self.publish):
                stage()
        finally:
            if not self.options.keep_stages:
                self.storage.delete(self.work)
            shutil.rmtree(self.local, ignore_errors=True)
            if self.zipped:
                shutil.rmtree(self.zipped, ignore_errors=True)
        return {"run_id": self.job["run_id"], "as_of": self.job["as_of"], **self.counts, "seconds": self.seconds}


class TooManyRejects(inputs.Refused):
    """The rejects are more than --max-rejects allows."""


def limit(text):
    """A number, or a number of percent up to 100."""
    number = text.removesuffix("%")
    if not number.isdecimal() or number != text and int(number) > 100:
        raise argparse.ArgumentTypeError(f"got {text!r}; want a number, or a share such as 1%")
    return text


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
    p.add_argument("--instants", choices=("local", "utc"), default="",
                   help="timestamps of Parquet files that say they are instants (UTC): local (civil time was meant) or utc; refused by default")
    p.add_argument("--encoding", default="utf-8", help="encoding of CSV files: utf-8, windows-1252 or latin-1")
    p.add_argument("--partitions", type=int, help="partitions of the groups (default twice the cores)")
    p.add_argument("--max-rejects", type=limit, help="most records that may be rejected, as a number or with %% (default 5 %% of the claims and of "
                   "the registers, or 20 where that is more)")
    p.add_argument("--compression", default="zstd", help="of the Parquet files")
    p.add_argument("--replace", action="store_true", help="replace OUT where it exists")
    p.add_argument("--keep-stages", action="store_true", help="keep the working folder beside OUT")
    options = p.parse_args()
    spark = (SparkSession.builder.appName("vigie")
             .config("spark.sql.session.timeZone", "UTC")  # times in Parquet are read unchanged
             # One open file for each kind of message: otherwise Spark sorts the answers of a step by kind before it writes them.
             .config("spark.sql.maxConcurrentOutputFileWriters", "16")
             .config("spark.sql.execution.arrow.maxRecordsPerBatch", "10000")
             .getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    try:
        print(json.dumps(Audit(spark, options).run()))
    except inputs.Refused as refused:
        print(f"vigie: {refused}", file=sys.stderr)
        return 6 if isinstance(refused, TooManyRejects) else 4
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
