"""The files of claims, and the registers that are sent to every executor before a claim is read."""

import os
import re
import shutil
import tempfile
import zipfile

FILES = r".*\.(csv|csv\.gz|csv\.zst|parquet)$"
CLAIMS = re.compile(r"^(transports|care)" + FILES)
TABLES = re.compile(r"^(ER_PRS_F|ER_DTR_F|ER_TRS_F)" + FILES, re.IGNORECASE)  # of the DCIR
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FIRST_LINES = 64  # enough for whatever precedes a header


class Refused(Exception):
    """The job cannot be done with these inputs or options."""


class Storage:
    """The file system of a path, as Spark sees it: local, HDFS or an object store."""

    def __init__(self, spark):
        self.hadoop, self.configuration = spark._jvm.org.apache.hadoop, spark._jsc.hadoopConfiguration()

    def path(self, *parts):
        path = self.hadoop.fs.Path(parts[0])
        for part in parts[1:]:
            path = self.hadoop.fs.Path(path, part)
        return path

    def system(self, path):
        return path.getFileSystem(self.configuration)

    def qualified(self, path):
        path = self.path(path)
        return self.system(path).makeQualified(path).toString()

    def exists(self, path):
        return self.system(self.path(path)).exists(self.path(path))

    def delete(self, path):
        return self.system(self.path(path)).delete(self.path(path), True)

    def rename(self, path, to):
        if not self.system(self.path(path)).rename(self.path(path), self.path(to)):
            raise Refused(f"cannot rename {path} to {to}: want a folder that can be renamed, and no other at its new name")

    def size(self, path):
        """The bytes of a file, or of all files in a folder."""
        return self.system(path).getContentSummary(path).getLength()

    def list(self, path):
        return sorted(self.system(self.path(path)).listStatus(self.path(path)), key=lambda s: s.getPath().getName())

    def byte_order_mark(self, claim_file):
        """The length of a file's byte order mark, 0 where there is none. Spark leaves the mark out of the first line."""
        path = self.path(claim_file.path)
        stream = self.system(path).open(path)
        codec = self.hadoop.io.compress.CompressionCodecFactory(self.configuration).getCodec(path)
        if codec:
            stream = codec.createInputStream(stream)
        try:
            return len(BYTE_ORDER_MARK) if all(stream.read() == byte for byte in BYTE_ORDER_MARK) else 0
        finally:
            stream.close()

    def write(self, path, text):
        stream = self.system(self.path(path)).create(self.path(path), True)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()


class ClaimFile:
    """A file of claims: one file, or a folder of Parquet files that was written as one table."""

    def __init__(self, number, status, storage):
        self.number, self.name = number, status.getPath().getName()
        self.encoded = status.getPath().toUri().toString().rsplit("/", 1)[-1]  # the name in _metadata.file_path
        self.path, self.size, self.modified = status.getPath().toString(), storage.size(status.getPath()), status.getModificationTime()
        table = TABLES.match(self.name)
        self.is_table = table is not None
        self.kind = table[1].upper() if table else "transport" if self.name.startswith("transports") else "care"
        self.parquet = self.name.lower().endswith(".parquet")
        self.is_folder = status.isDirectory()  # its length says nothing: on local disks it is not 0
        if self.is_folder and not self.parquet:
            raise Refused(f"cannot read {self.name}: got a folder; want a file, or a folder of Parquet files")
        if self.name.lower().endswith((".gz", ".zst")) and not self.name.endswith((".gz", ".zst")):
            raise Refused(f"cannot read {self.name}: got an ending in upper case; want .gz or .zst, by which Spark recognizes compressed files")


def claim_files(storage, folder):
    """The files of claims in a folder, in the order of their positions: DCIR tables first, then by name."""
    if not storage.exists(folder):
        raise Refused(f"cannot open the dataset: no folder {folder}")
    listed = storage.list(folder)
    found = [s for pattern in (TABLES, CLAIMS) for s in listed if pattern.match(s.getPath().getName())]
    if not found:
        raise Refused(f"no claim file in {folder}; want transports*.csv or care*.csv, also as .csv.gz, .csv.zst or .parquet, or the DCIR tables")
    files = [ClaimFile(number, status, storage) for number, status in enumerate(found)]
    kinds = {i.kind for i in files}
    tables = {i.kind for i in files if i.is_table}
    if tables and "transport" in kinds:
        raise Refused(f"got both transports* and the DCIR tables in {folder}; want one of them")
    if tables and len(tables) < 3:
        raise Refused(f"got {', '.join(sorted(tables))} alone in {folder}; want ER_PRS_F*, ER_DTR_F* and ER_TRS_F*")
    return files


def first_lines(spark, claim_file):
    """The first lines of a CSV file. A task that reads from the middle of the file takes the columns from them."""
    rows = spark.read.option("lineSep", "\n").text(claim_file.path).selectExpr("cast(value as binary) as value").limit(FIRST_LINES).collect()
    if not rows:
        raise Refused(f"cannot read {claim_file.name}: got an empty file; want CSV text with a header")
    return b"".join(bytes(row.value) + b"\n" for row in rows)


def send_registers(spark, storage, folder):
    """Sends the registers to every executor. Returns the name by which a task finds them, and the folder of the archive that was sent. A
    register that is a folder of Parquet files, as Spark writes it, becomes one file."""
    import pyarrow.parquet as parquet

    work = tempfile.mkdtemp(prefix="registers-")
    archive_name = "registers"
    try:
        local = os.path.join(work, "registers")
        path = storage.path(folder)
        storage.system(path).copyToLocalFile(False, path, storage.path("file://" + local), True)
        with zipfile.ZipFile(os.path.join(work, "registers.zip"), "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(os.listdir(local)):
                file = os.path.join(local, name)
                if os.path.isdir(file) and name.endswith(".parquet"):
                    parquet.write_table(parquet.read_table(file), file + ".one")
                    file += ".one"
                archive.write(file, name)
        zipped = os.path.join(tempfile.mkdtemp(prefix="registers-"), archive_name + ".zip")
        shutil.move(archive.filename, zipped)
    finally:
        shutil.rmtree(work)
    spark.sparkContext.addArchive(zipped + "#" + archive_name)
    return archive_name, os.path.dirname(zipped)
