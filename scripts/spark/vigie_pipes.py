"""Runs `vigie worker` beside a Python worker of Spark and hands it Arrow batches. It is sent to the executors."""

import atexit
import collections
import functools
import os
import subprocess
import threading

import pyarrow as pa
from pyspark import SparkFiles

PROGRAM = "vigie"  # how the program is called among the files of the job


class Failed(Exception):
    """The program gave up; the text is what it said."""


class Worker:
    """One `vigie worker` process. It answers stream after stream, so that registers are loaded once for many tasks."""

    def __init__(self, key):
        step, job, registers, processors = self.key = key
        command = [SparkFiles.get(PROGRAM), "worker", step, "--job", SparkFiles.get(job)]
        if registers:
            command += ["--registers", registers if os.path.isabs(registers) else SparkFiles.get(registers)]
        # A task has so many processors and no more: a program that took all of a machine's would starve the other tasks.
        environment = dict(os.environ, GOMAXPROCS=str(processors))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        self.said = collections.deque(maxlen=20)
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self):
        for line in self.process.stderr:
            self.said.append(line.decode("utf-8", "replace").rstrip())

    def answer(self, schema, batches):
        """Sends the batches as one stream, and gives the batches of the answer as they come."""
        fault = []

        def feed():
            try:
                with pa.ipc.new_stream(self.process.stdin, schema) as stream:
                    for batch in batches:
                        stream.write_batch(batch)
                self.process.stdin.flush()
            except BrokenPipeError:
                pass  # the program has ended, and says why
            except BaseException as error:
                fault.append(error)
                self.process.kill()

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            with pa.ipc.open_stream(self.process.stdout) as stream:
                yield from stream
        except (pa.ArrowInvalid, OSError):
            feeder.join()
            if fault:
                raise fault[0]
            code = self.process.wait()
            self.listener.join(5)
            raise Failed(f"vigie worker {self.key[0]} ended with {code}: {' '.join(self.said)}") from None
        feeder.join()
        if fault:
            raise fault[0]

    def end(self):
        """Ends the program: one that waits for the next stream sees that there is none, any other is stopped."""
        try:
            self.process.stdin.close()
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


running = None  # of this Python worker, from one task to the next


def stop():
    global running
    if running:
        running.end()
        running = None


atexit.register(stop)


def serve(key, batches):
    """Sends a partition through the program, which stays for the next one of the same step."""
    global running
    first = next(batches, None)
    if first is None:  # a partition without rows needs no program
        return
    if running and running.key != key:
        stop()
    if not running:
        running = Worker(key)
    worker, done = running, False

    def all_of_them():
        yield first
        yield from batches

    try:
        yield from worker.answer(first.schema, all_of_them())
        done = True
    finally:
        if not done:  # half a stream is under way: nothing more can be asked of it
            worker.process.kill()
            stop()


def through(step, job, registers, processors):
    """What mapInArrow calls for each partition. It goes to the executors by its name, not as a copy: a copy for each task would not
    see the program that the task before has started."""
    return functools.partial(serve, (step, job, registers, processors))
