"""From the files to claims, each with its position in the whole input: the first stages of the job."""

import base64

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import to_arrow_schema

import inputs
from stages import Stages

LINE_BITS = 40  # of a position: the line; the bits above are the number of the file
READING = ("what", "file", "line", "position", "offset", "length", "kind", "claim_id", "cancels", "sent", "paid", "served", "column", "reason", "body", "raw", "key",
           "match", "act", "act_key")


def path_of_row():
    """The path of the file of a row, as inputs.local_path has it. A column can only be made once there is a session."""
    return F.regexp_replace("_metadata.file_path", "^file:/+", "file:/").alias("_path")


class Readings(Stages):
    """Reads claims and rejects; of the DCIR tables, it joins the rows of each act to claims."""

    def read(self):
        self.inputs, self.passed_over = inputs.claim_files(self.storage, self.options.data)
        self.has_tables = any(i.is_table for i in self.inputs)
        first_lines = {i.number: b"" if i.parquet else inputs.first_lines(self.spark, i) for i in self.inputs}
        self.job["files"] = [{"name": i.name, "kind": i.kind, "head": base64.b64encode(first_lines[i.number]).decode()} for i in self.inputs]
        frames = []
        for together in self.parquet_files():
            frames.append(self.read_parquet(together))
            nulls = {f.name: pa.nulls(1, f.type) for f in to_arrow_schema(frames[-1].drop("_file", "_block").schema)}
            self.try_to_read(together[0], nulls, 1)
        for i in self.inputs:
            if not i.parquet:
                lines = first_lines[i.number].split(b"\n")[:-1]
                self.try_to_read(i, {"_line": pa.array(lines, pa.binary())}, len(lines))
        texts = [i for i in self.inputs if not i.parquet]
        if texts:
            lines = self.spark.read.option("lineSep", "\n").text([i.path for i in texts]).select(
                path_of_row(), F.col("_metadata.file_block_start").alias("_block"), F.col("value").cast("binary").alias("_line"))
            frames.append(lines.join(self.numbers(texts), "_path", "left").select("_file", "_block", "_line"))
        read = None
        for frame in frames:
            frame = self.run_step(frame, "read")
            read = frame if read is None else read.unionByName(frame)
        read = self.materialize(read, "read", "what")
        # The step counts lines and bytes within a block. Where a block begins in its file follows from the extents of those before it.
        extents = read.where("what = 'extent'").select("file", "block", "line", "offset").collect()
        ends, begins = {}, []
        for e in sorted(extents, key=lambda e: (e.file, e.block)):
            start = (1, 0) if self.inputs[e.file].parquet else (0, self.storage.byte_order_mark(self.inputs[e.file]))
            line, offset = ends.get(e.file, start)
            begins.append((e.file, e.block, line, offset))
            ends[e.file] = (line + e.line, offset + e.offset)
        begins = self.spark.createDataFrame(begins, "file bigint, block bigint, first_line bigint, first_offset bigint")
        located = read.join(F.broadcast(begins), ["file", "block"])
        offset = F.when(F.col("offset") >= 0, F.col("first_offset") + F.col("offset"))
        self.readings = with_positions(located.withColumn("line", F.col("first_line") + F.col("line")).withColumn("offset", offset))
        self.claims = self.readings.where("what = 'claim'")
        self.rejects = self.readings.where("what = 'reject'")
        self.table_counts = {}
        if self.has_tables:
            self.join()

    def try_to_read(self, claim_file, columns, rows):
        """Runs the step read on the first lines of a file, so that one that cannot be read is refused before any task starts."""
        number, block = pa.array([claim_file.number] * rows, pa.int64()), pa.array([0] * rows, pa.int64())
        self.run_on_driver("read", pa.table({**columns, "_file": number, "_block": block}))

    def join(self):
        """Joins the rows of the DCIR tables by key to claims, and leaves out those that a reversal cancels."""
        rows = self.readings.where("what = 'row'")
        joined = self.run_step(self.grouped(rows.select("key", "position", "body"), "key"), "join", "read")
        joined = with_positions(self.materialize(joined, "join", "what"))
        legs, reversals = joined.where("what = 'claim'"), joined.where("what = 'reversal'")
        acts = legs.join(reversals.select("match").distinct(), "match", "left_semi").select(joined.columns).unionByName(reversals)
        acts = acts.select("match", "position", "act", "act_key", F.when(F.col("what") == "reversal", F.col("kind") + 1).otherwise(0).alias("reversal"))
        reversed_ = with_positions(self.materialize(self.run_step(self.grouped(acts, "match"), "reverse", "read"), "reverse", "what"))
        standing = legs.join(reversed_.where("what = 'taken'").select("position"), "position", "left_anti").select(joined.columns)
        self.claims = self.claims.unionByName(standing)
        rejects = joined.unionByName(reversed_).where("what = 'reject'").drop("offset", "length", "raw")
        rejects = rejects.join(rows.select("position", "offset", "length", "raw"), "position").select(joined.columns)
        self.rejects = self.rejects.unionByName(rejects)
        self.table_counts = {"joined": 0, "left_out": 0, "unknown_service": 0, "reversal_without_original": 0}
        counts = self.readings.unionByName(joined).unionByName(reversed_).where("what = 'count'")
        for c in counts.groupBy("column", "claim_id").agg(F.sum("length").alias("rows")).collect():
            if c.claim_id:
                self.table_counts.setdefault(c.column, {})[c.claim_id] = c.rows
            else:
                self.table_counts[c.column] = c.rows

    def understood(self):
        """The cells of claim files that are not written as the contract has them, by file, column and kind."""
        cells = self.readings.where("what = 'understood'").groupBy("file", "column", "reason").agg(F.sum("length").alias("cells"))
        return [{"path": self.inputs[r.file].name, "column": r.column, "how": r.reason, "cells": r.cells}
                for r in cells.orderBy("file", "column", "reason").collect()]

    def numbers(self, files):
        """The numbers of files, by the path that Spark has of them."""
        return F.broadcast(self.spark.createDataFrame([(i.encoded, i.number) for i in files], "_path string, _file bigint"))

    def parquet_files(self):
        """The Parquet files, those of one folder together: Spark, DuckDB and pandas write one table so, and to open each by itself would cost a
        job for each."""
        together = {}
        for i in self.inputs:
            if i.parquet:
                together.setdefault(i.folder or i.name, []).append(i)
        return list(together.values())

    def read_parquet(self, files):
        frame = self.spark.read.parquet(*[i.path for i in files])
        columns = [F.col("`" + c.replace("`", "``") + "`") for c in frame.columns]
        frame = frame.select(path_of_row(), F.col("_metadata.file_block_start").alias("_block"), *columns)
        return frame.join(self.numbers(files), "_path", "left").drop("_path").select("_file", "_block", *columns)


def with_positions(frame):
    """Readings with their positions in the whole input."""
    position, offset = F.shiftleft("file", LINE_BITS).bitwiseOR(F.col("line")), F.when(F.col("offset") >= 0, F.col("offset"))
    return frame.withColumn("position", position).withColumn("offset", offset).select(*READING)
