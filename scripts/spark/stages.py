"""How a stage of the job runs: what the executors are sent, a step of `vigie worker` on a data frame, and the files of a stage."""

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
    """A job under way: its working folder beside OUT, and the settings that all of its processes share."""

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
                    "rules": options.rules.split(",") if options.rules else [], "encoding": options.encoding, "instants": options.instants}

    def send_files(self):
        """Sends the program, the registers and the parameters to every executor."""
        sc = self.spark.sparkContext
        sc.addPyFile(pipes.__file__)
        program = os.path.join(self.local, pipes.PROGRAM)
        shutil.copy(self.options.vigie, program)
        os.chmod(program, 0o755)
        sc.addFile(program)
        data, registers = self.options.data, self.options.registers
        if not registers and self.storage.exists(data) and (name := inputs.registers_of(self.storage, data)):
            registers = data.rstrip("/") + "/" + name
        if self.options.registers_mounted:
            self.registers = self.options.registers_mounted
        elif registers and not self.storage.exists(registers):
            raise inputs.Refused(f"cannot open the registers: no folder {registers}")
        elif registers:
            self.registers, self.zipped = inputs.send_registers(self.spark, self.storage, registers)
        if self.options.params:
            shutil.copy(self.options.params, os.path.join(self.local, "params.yaml"))
            sc.addFile(os.path.join(self.local, "params.yaml"))
            self.job["params"] = "params.yaml"

    def write_job(self, name):
        """Writes the job file, with what is known by now, on the driver, and returns its path."""
        with open(os.path.join(self.local, name), "w", encoding="utf-8") as f:
            json.dump(self.job, f)
        return f.name

    def send_job(self, step):
        """Sends the job file of a step to every executor, and returns its name there."""
        name = f"job-{step}.json"
        self.spark.sparkContext.addFile(self.write_job(name))
        return name

    def run_on_driver(self, step, table):
        """Runs a step on a few rows, on the driver, and returns a reader of the answer."""
        sent = pa.BufferOutputStream()
        with pa.ipc.new_stream(sent, table.schema) as stream:
            stream.write_table(table)
        command = [os.path.join(self.local, pipes.PROGRAM), "worker", step, "--job", self.write_job("job-driver.json")]
        done = subprocess.run(command, input=sent.getvalue().to_pybytes(), capture_output=True, check=False)
        if done.returncode != 0:
            raise inputs.Refused(done.stderr.decode().strip().removeprefix("vigie: "))
        return pa.ipc.open_stream(done.stdout)

    def schema(self, step):
        """The columns of a step's answer, taken from its answer to no rows."""
        if step not in self.schemas:
            self.schemas[step] = from_arrow_schema(self.run_on_driver(step, pa.schema([("position", pa.int64())]).empty_table()).schema)
        return self.schemas[step]

    def run_step(self, frame, step, like=None):
        """A frame of the step's answers to the partitions of a frame. like may name another step whose answer has the same columns, so
        that the program need not be asked for them again."""
        registers = None if step in ("join", "reverse", "today") or step == "read" and not self.has_tables else self.registers
        run = pipes.partition_function(step, self.send_job(step), registers, self.processors)
        return frame.mapInArrow(run, self.schema(like or step))

    def materialize(self, frame, name, by=None):
        """Writes the rows of a stage beside OUT, and returns a frame that reads them."""
        began = time.time()
        path = f"{self.work}/stages/{name}"
        writer = frame.write.option("compression", self.options.compression)
        (writer.partitionBy(by) if by else writer).parquet(path)
        self.seconds[name] = round(time.time() - began, 1)
        return self.spark.read.schema(frame.schema).parquet(path)

    def grouped(self, frame, by="group"):
        """The rows of each group in one partition, sorted by group."""
        return frame.repartition(self.partitions, by).sortWithinPartitions(by)

    def registers_sum(self):
        path = self.zipped
        return sum_of(os.path.join(path, "registers.zip")) if path else self.registers

    def program_sum(self):
        return sum_of(os.path.join(self.local, pipes.PROGRAM))


def sum_of(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
