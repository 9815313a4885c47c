"""From the files to claims, each at its position among all: the first stages of the job."""

import base64

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import to_arrow_schema

import inputs
from stages import Stages

LINE_BITS = 40  # of a claim's position: its line; above them the number of its file
READING = ("what", "file", "line", "position", "offset", "length", "kind", "claim_id", "reverses", "filed", "served", "column", "reason", "body", "raw", "key",
           "match", "act", "act_key")


class Readings(Stages):
    """What is read: claims, and unread records; of the tables of the DCIR, claims of the rows that belong together."""

    def read(self):
        self.inputs = inputs.claims(self.storage, self.options.data)
        self.has_tables = any(i.table for i in self.inputs)
        heads = {i.number: b"" if i.parquet else inputs.head(self.spark, i) for i in self.inputs}
        self.job["files"] = [{"name": i.name, "kind": i.kind, "head": base64.b64encode(heads[i.number]).decode()} for i in self.inputs]
        frames = []
        for of in self.inputs:
            if of.parquet:
                frames.append(self.of_parquet(of))
                self.look(of, {f.name: pa.nulls(1, f.type) for f in to_arrow_schema(frames[-1].drop("_file", "_block").schema)}, 1)
            else:
                lines = heads[of.number].split(b"\n")[:-1]
                self.look(of, {"_line": pa.array(lines, pa.binary())}, len(lines))
        texts = [i for i in self.inputs if not i.parquet]
        if texts:
            numbers = self.spark.createDataFrame([(i.encoded, i.number) for i in texts], "_name string, _file bigint")
            lines = self.spark.read.option("lineSep", "\n").text([i.path for i in texts]).select(
                F.element_at(F.split("_metadata.file_path", "/"), -1).alias("_name"), F.col("_metadata.file_block_start").alias("_block"),
                F.col("value").cast("binary").alias("_line"))
            frames.append(lines.join(F.broadcast(numbers), "_name", "left").select("_file", "_block", "_line"))
        read = None
        for frame in frames:
            frame = self.through(frame, "read")
            read = frame if read is None else read.unionByName(frame)
        read = self.keep(read, "read", "what")
        # Where in its file a block begins follows from how many lines and bytes the blocks before it have.
        extents = read.where("what = 'extent'").select("file", "block", "line", "offset").collect()
        at, bases = {}, []
        for e in sorted(extents, key=lambda e: (e.file, e.block)):
            line, offset = at.get(e.file, (1, 0) if self.inputs[e.file].parquet else (0, self.storage.mark(self.inputs[e.file])))
            bases.append((e.file, e.block, line, offset))
            at[e.file] = (line + e.line, offset + e.offset)
        bases = self.spark.createDataFrame(bases, "file bigint, block bigint, base_line bigint, base_offset bigint")
        positioned = read.join(F.broadcast(bases), ["file", "block"])
        offset = F.when(F.col("offset") >= 0, F.col("base_offset") + F.col("offset"))
        self.readings = at_positions(positioned.withColumn("line", F.col("base_line") + F.col("line")).withColumn("offset", offset))
        self.claims = self.readings.where("what = 'claim'")
        self.unread = self.readings.where("what = 'reject'")
        self.counts_of_tables = {}
        if self.has_tables:
            self.join()

    def look(self, of, columns, rows):
        """Lets the program look at what a file begins with: one that it cannot read is refused before the cluster begins."""
        self.ask("read", pa.table({**columns, "_file": pa.array([of.number] * rows, pa.int64()), "_block": pa.array([0] * rows, pa.int64())}))

    def join(self):
        """The tables of the DCIR: claims of the rows that share a key, but for those that a reversal takes back."""
        rows = self.readings.where("what = 'row'")
        joined = at_positions(self.keep(self.through(self.grouped(rows.select("key", "position", "body"), "key"), "join", "read"), "join", "what"))
        legs, reversals = joined.where("what = 'claim'"), joined.where("what = 'reversal'")
        acts = legs.join(reversals.select("match").distinct(), "match", "left_semi").select(joined.columns).unionByName(reversals)
        acts = acts.select("match", "position", "act", "act_key", F.when(F.col("what") == "reversal", F.col("kind") + 1).otherwise(0).alias("reversal"))
        reversed_ = at_positions(self.keep(self.through(self.grouped(acts, "match"), "reverse", "read"), "reverse", "what"))
        left = legs.join(reversed_.where("what = 'taken'").select("position"), "position", "left_anti").select(joined.columns)
        self.claims = self.claims.unionByName(left)
        rejected = joined.unionByName(reversed_).where("what = 'reject'").drop("offset", "length", "raw")
        rejected = rejected.join(rows.select("position", "offset", "length", "raw"), "position").select(joined.columns)
        self.unread = self.unread.unionByName(rejected)
        self.counts_of_tables = {"joined": 0, "left_out": 0, "unknown_service": 0, "reversal_without_original": 0}
        counts = self.readings.unionByName(joined).unionByName(reversed_).where("what = 'count'")
        for c in counts.groupBy("column", "claim_id").agg(F.sum("length").alias("rows")).collect():
            if c.claim_id:
                self.counts_of_tables.setdefault(c.column, {})[c.claim_id] = c.rows
            else:
                self.counts_of_tables[c.column] = c.rows

    def of_parquet(self, of):
        frame = self.spark.read.option("recursiveFileLookup", "true").parquet(of.path)
        columns = [F.col("`" + c.replace("`", "``") + "`") for c in frame.columns]
        if of.size == 0:  # a folder: its files come one after the other, by name
            files = sorted(r[0] for r in frame.select("_metadata.file_path").distinct().collect())
            starts = self.spark.createDataFrame([(p, n << 44) for n, p in enumerate(files)], "_path string, _start bigint")
            frame = frame.select(F.col("_metadata.file_path").alias("_path"), F.col("_metadata.file_block_start").alias("_at"), *columns)
            frame = frame.join(F.broadcast(starts), "_path", "left")
            return frame.select(F.lit(of.number).cast("bigint").alias("_file"), (F.col("_start") + F.col("_at")).alias("_block"), *columns)
        return frame.select(F.lit(of.number).cast("bigint").alias("_file"), F.col("_metadata.file_block_start").alias("_block"), *columns)


def at_positions(frame):
    """What was read, each with its position among all."""
    position, offset = F.shiftleft("file", LINE_BITS).bitwiseOR(F.col("line")), F.when(F.col("offset") >= 0, F.col("offset"))
    return frame.withColumn("position", position).withColumn("offset", offset).select(*READING)
