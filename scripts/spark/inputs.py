"""What there is to read, and what goes to every executor before a claim is read."""

import os
import re
import shutil
import tempfile
import zipfile

FILES = r".*\.(csv|csv\.gz|csv\.zst|parquet)$"
CLAIMS = re.compile(r"^(transports|care)" + FILES)
TABLES = re.compile(r"^(ER_PRS_F|ER_DTR_F|ER_TRS_F)" + FILES, re.IGNORECASE)  # of the DCIR
MARK = b"\xef\xbb\xbf"
HEAD_LINES = 64  # more than stand above any header


class Refused(Exception):
    """The job cannot be done with what it was given."""


class Storage:
    """The file system of a path, as Spark sees it: local, HDFS or an object store."""

    def __init__(self, spark):
        self.hadoop, self.configuration = spark._jvm.org.apache.hadoop, spark._jsc.hadoopConfiguration()

    def path(self, *parts):
        path = self.hadoop.fs.Path(parts[0])
        for part in parts[1:]:
            path = self.hadoop.fs.Path(path, part)
        return path

    def of(self, path):
        return path.getFileSystem(self.configuration)

    def qualified(self, path):
        path = self.path(path)
        return self.of(path).makeQualified(path).toString()

    def exists(self, path):
        return self.of(self.path(path)).exists(self.path(path))

    def delete(self, path):
        return self.of(self.path(path)).delete(self.path(path), True)

    def rename(self, path, to):
        if not self.of(self.path(path)).rename(self.path(path), self.path(to)):
            raise Refused(f"cannot rename {path} to {to}: want a folder that can be renamed, and no other at its new name")

    def list(self, path):
        return sorted(self.of(self.path(path)).listStatus(self.path(path)), key=lambda s: s.getPath().getName())

    def mark(self, of):
        """How many bytes of a text are a byte order mark, which Spark leaves out of its lines."""
        stream = self.of(self.path(of.path)).open(self.path(of.path))
        codec = self.hadoop.io.compress.CompressionCodecFactory(self.configuration).getCodec(self.path(of.path))
        if codec:
            stream = codec.createInputStream(stream)
        try:
            return len(MARK) if all(stream.read() == byte for byte in MARK) else 0
        finally:
            stream.close()

    def write(self, path, text):
        stream = self.of(self.path(path)).create(self.path(path), True)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()


class Input:
    """A file of claims: one file, or a folder of Parquet files that is one to whoever wrote it."""

    def __init__(self, number, status):
        self.number, self.name = number, status.getPath().getName()
        self.encoded = status.getPath().toUri().toString().rsplit("/", 1)[-1]  # its name where Spark tells what a row comes from
        self.path, self.size, self.modified = status.getPath().toString(), status.getLen(), status.getModificationTime()
        table = TABLES.match(self.name)
        self.table = table is not None
        self.kind = table[1].upper() if table else "transport" if self.name.startswith("transports") else "care"
        self.parquet = self.name.lower().endswith(".parquet")
        if status.isDirectory() and not self.parquet:
            raise Refused(f"cannot read {self.name}: got a folder; want a file, or a folder of Parquet files")
        if self.name.lower().endswith((".gz", ".zst")) and not self.name.endswith((".gz", ".zst")):
            raise Refused(f"cannot read {self.name}: Spark knows compressed files by .gz or .zst in lower case alone; want it so")


def claims(storage, folder):
    """The files of claims of a folder, in the order in which their claims are told: tables of the DCIR first, then by name."""
    if not storage.exists(folder):
        raise Refused(f"cannot open the dataset: no folder {folder}")
    listed = storage.list(folder)
    found = [s for pattern in (TABLES, CLAIMS) for s in listed if pattern.match(s.getPath().getName())]
    if not found:
        raise Refused(f"no claim file in {folder}; want transports*.csv or care*.csv, also as .csv.gz, .csv.zst or .parquet, or the DCIR tables")
    all_of_them = [Input(number, status) for number, status in enumerate(found)]
    kinds = {i.kind for i in all_of_them}
    tables = {i.kind for i in all_of_them if i.table}
    if tables and "transport" in kinds:
        raise Refused(f"got both transports* and the DCIR tables in {folder}; want one of them")
    if tables and len(tables) < 3:
        raise Refused(f"got {', '.join(sorted(tables))} alone in {folder}; want ER_PRS_F*, ER_DTR_F* and ER_TRS_F*")
    return all_of_them


def head(spark, of):
    """The first lines of a CSV file: wherever a task begins to read, it learns the columns from them."""
    rows = spark.read.option("lineSep", "\n").text(of.path).selectExpr("cast(value as binary) as value").limit(HEAD_LINES).collect()
    if not rows:
        raise Refused(f"cannot read {of.name}: got an empty file; want CSV text with a header")
    return b"".join(bytes(row.value) + b"\n" for row in rows)


def ship_registers(spark, storage, folder):
    """Sends the registers to every executor and gives the name by which a task finds them. A register that Spark wrote, a folder of
    Parquet files, becomes one file."""
    import pyarrow.parquet as parquet

    work = tempfile.mkdtemp(prefix="registers-")
    spark_name = "registers"
    try:
        local = os.path.join(work, "registers")
        path = storage.path(folder)
        storage.of(path).copyToLocalFile(False, path, storage.path("file://" + local), True)
        with zipfile.ZipFile(os.path.join(work, "registers.zip"), "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(os.listdir(local)):
                file = os.path.join(local, name)
                if os.path.isdir(file) and name.endswith(".parquet"):
                    parquet.write_table(parquet.read_table(file), file + ".one")
                    file += ".one"
                archive.write(file, name)
        keep = os.path.join(tempfile.mkdtemp(prefix="registers-"), spark_name + ".zip")
        shutil.move(archive.filename, keep)
    finally:
        shutil.rmtree(work)
    spark.sparkContext.addArchive(keep + "#" + spark_name)
    return spark_name, os.path.dirname(keep)
