"""Runs `vigie worker` beside a Python worker of Spark, and exchanges Arrow batches with it. This file is sent to the executors."""

import atexit
import collections
import functools
import os
import subprocess
import threading

import pyarrow as pa
from pyspark import SparkFiles

PROGRAM = "vigie"  # the name of the program among the files of the job


class Failed(Exception):
    """The program failed. The text has its exit code and the last lines of its stderr."""


class Worker:
    """One `vigie worker` process. It answers one stream after another, so that one load of the registers serves many tasks."""

    def __init__(self, key):
        step, job, registers, processors = self.key = key
        command = [SparkFiles.get(PROGRAM), "worker", step, "--job", SparkFiles.get(job)]
        if registers:
            command += ["--registers", registers if os.path.isabs(registers) else SparkFiles.get(registers)]
        # A task may use this many processors: a Go program that took all of the machine would slow down the other tasks.
        environment = dict(os.environ, GOMAXPROCS=str(processors))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        self.log = collections.deque(maxlen=20)
        self.log_reader = threading.Thread(target=self.read_log, daemon=True)
        self.log_reader.start()

    def read_log(self):
        for line in self.process.stderr:
            self.log.append(line.decode("utf-8", "replace").rstrip())

    def answer(self, schema, batches):
        """Sends the batches as one stream, and yields the batches of the answer as they come."""
        errors = []

        def send():
            try:
                with pa.ipc.new_stream(self.process.stdin, schema) as stream:
                    for batch in batches:
                        stream.write_batch(batch)
                self.process.stdin.flush()
            except BrokenPipeError:
                pass  # the program has ended: its exit code and its log say why
            except BaseException as error:
                errors.append(error)
                self.process.kill()

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        try:
            with pa.ipc.open_stream(self.process.stdout) as stream:
                yield from stream
        except (pa.ArrowInvalid, OSError):
            sender.join()
            if errors:
                raise errors[0]
            code = self.process.wait()
            self.log_reader.join(5)
            raise Failed(f"vigie worker {self.key[0]} ended with {code}: {' '.join(self.log)}") from None
        sender.join()
        if errors:
            raise errors[0]

    def end(self):
        """Ends the program: between two streams, the end of its input ends it; otherwise it is killed."""
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


running = None  # the Worker of this Python process, kept from one task to the next


def stop():
    global running
    if running:
        running.end()
        running = None


atexit.register(stop)


def run_partition(key, batches):
    """Sends a partition to the program, which is kept for the next partition of the same step."""
    global running
    first = next(batches, None)
    if first is None:  # an empty partition needs no program
        return
    if running and running.key != key:
        stop()
    if not running:
        running = Worker(key)
    worker, done = running, False

    def with_first():
        yield first
        yield from batches

    try:
        yield from worker.answer(first.schema, with_first())
        done = True
    finally:
        if not done:  # the stream was cut in the middle: the program cannot take another one
            worker.process.kill()
            stop()


def partition_function(step, job, registers, processors):
    """The function that mapInArrow calls for each partition. Spark sends it to the executors by name, not as a copy: a copy in each
    task would not share the program that an earlier task has started."""
    return functools.partial(run_partition, (step, job, registers, processors))
