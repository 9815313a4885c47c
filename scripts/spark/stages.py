"""How a stage of the job runs: what the executors get, the program between two frames, and what a stage leaves behind."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time

import pyarrow as pa
from pyspark.sql.pandas.types import from_arrow_schema

import inputs
import vigie_pipes as pipes


class Stages:
    """A job under way: its working folder beside OUT, and what every process of it must know alike."""

    def __init__(self, spark, options):
        self.spark, self.options = spark, options
        self.storage = inputs.Storage(spark)
        self.out = self.storage.qualified(options.out)
        self.work = f"{self.out}.tmp-{secrets.token_hex(4)}"
        self.local = tempfile.mkdtemp(prefix="vigie-job-")
        self.partitions = options.partitions or max(2, spark.sparkContext.defaultParallelism) * 2
        self.processors = int(spark.conf.get("spark.task.cpus", "1"))
        self.seconds, self.schemas, self.registers, self.zipped = {}, {}, None, None
        self.job = {"hash_key": secrets.token_hex(16), "run_id": "0" * 32, "as_of": "", "from": options.first_day or "", "to": options.last_day or "",
                    "rules": options.rules.split(",") if options.rules else [], "encoding": options.encoding}

    def ship(self):
        sc = self.spark.sparkContext
        sc.addPyFile(pipes.__file__)
        program = os.path.join(self.local, pipes.PROGRAM)
        shutil.copy(self.options.vigie, program)
        os.chmod(program, 0o755)
        sc.addFile(program)
        registers = self.options.registers or self.options.data.rstrip("/") + "/registers"
        if self.options.registers_mounted:
            self.registers = self.options.registers_mounted
        elif self.storage.exists(registers):
            self.registers, self.zipped = inputs.ship_registers(self.spark, self.storage, registers)
        elif self.options.registers:
            raise inputs.Refused(f"cannot open the registers: no folder {registers}")
        if self.options.params:
            shutil.copy(self.options.params, os.path.join(self.local, "params.yaml"))
            sc.addFile(os.path.join(self.local, "params.yaml"))
            self.job["params"] = "params.yaml"

    def written(self, name):
        """Writes the job as it stands to a file here."""
        with open(os.path.join(self.local, name), "w", encoding="utf-8") as f:
            json.dump(self.job, f)
        return f.name

    def file_of_job(self, step):
        """Sends the job as a step is to know it, and gives the name of the file."""
        name = f"job-{step}.json"
        self.spark.sparkContext.addFile(self.written(name))
        return name

    def ask(self, step, table):
        """What the program answers to a few rows, here and now."""
        sent = pa.BufferOutputStream()
        with pa.ipc.new_stream(sent, table.schema) as stream:
            stream.write_table(table)
        command = [os.path.join(self.local, pipes.PROGRAM), "worker", step, "--job", self.written("asked.json")]
        said = subprocess.run(command, input=sent.getvalue().to_pybytes(), capture_output=True, check=False)
        if said.returncode != 0:
            raise inputs.Refused(said.stderr.decode().strip())
        return pa.ipc.open_stream(said.stdout)

    def schema(self, step):
        """The columns of a step's answer, as the program itself tells them."""
        if step not in self.schemas:
            self.schemas[step] = from_arrow_schema(self.ask(step, pa.schema([("position", pa.int64())]).empty_table()).schema)
        return self.schemas[step]

    def through(self, frame, step, like=None):
        registers = None if step in ("join", "reverse") or step == "read" and not self.has_tables else self.registers
        return frame.mapInArrow(pipes.through(step, self.file_of_job(step), registers, self.processors), self.schema(like or step))

    def keep(self, frame, name, by=None):
        """Writes a stage and reads it back."""
        began = time.time()
        path = f"{self.work}/stages/{name}"
        writer = frame.write.option("compression", self.options.compression)
        (writer.partitionBy(by) if by else writer).parquet(path)
        self.seconds[name] = round(time.time() - began, 1)
        return self.spark.read.schema(frame.schema).parquet(path)

    def grouped(self, frame, by="group"):
        """All rows of a group in one partition, one group after the other."""
        return frame.repartition(self.partitions, by).sortWithinPartitions(by)

    def registers_sum(self):
        path = self.zipped
        return sum_of(os.path.join(path, "registers.zip")) if path else self.registers

    def program_sum(self):
        return sum_of(os.path.join(self.local, pipes.PROGRAM))


def sum_of(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
