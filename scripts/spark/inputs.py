"""The files of claims, and the registers that are sent to every executor before a claim is read."""

import os
import re
import shutil
import sys
import tempfile
import zipfile

# How the names of claim files and of DCIR tables begin and end, as package dataset has it.
KINDS = re.compile(r"^(transports|care|ER_PRS_F|ER_DTR_F|ER_TRS_F)", re.IGNORECASE)
READABLE = re.compile(r"\.(csv|csv\.gz|csv\.zst|parquet)$", re.IGNORECASE)
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
    """A file of claims. One in a folder has the kind of the folder, and is read with the others of it."""

    def __init__(self, number, name, kind, status):
        self.number, self.name, self.kind, self.folder = number, name, kind, name.split("/")[0] if "/" in name else ""
        self.path, self.size, self.modified = status.getPath().toString(), status.getLen(), status.getModificationTime()
        self.encoded = local_path(status.getPath().toUri().toString())  # as _metadata.file_path has it
        self.is_table = kind.startswith("ER_")
        self.parquet = name.lower().endswith(".parquet")
        if name.lower().endswith((".gz", ".zst")) and not name.endswith((".gz", ".zst")):
            raise Refused(f"cannot read {name}: got an ending in upper case; want .gz or .zst, by which Spark recognizes compressed files")


def local_path(path):
    """Spark writes local paths as file:/… or as file:///…."""
    return re.sub("^file:/+", "file:/", path)


def files_below(storage, status, name, passed_over):
    """A file, or all files below a folder in path order, with their names. Names that begin with a point are nobody's business. Those that
    begin with _ are the writer's own, marks and the parts of a job that was broken off."""
    if not status.isDirectory():
        yield name, status
        return
    nothing = True
    for s in storage.list(status.getPath().toString()):
        below = s.getPath().getName()
        if below.startswith("_"):
            passed_over.append({"path": name + "/" + below, "why": "name"})
        elif not below.startswith("."):
            yield from files_below(storage, s, name + "/" + below, passed_over)
        nothing = nothing and below.startswith(".")
    if nothing:
        passed_over.append({"path": name, "why": "empty"})


def registers_of(storage, folder):
    """The folder of the registers, without regard to case where none is written so; nothing where there is none."""
    inside = [s.getPath().getName() for s in storage.list(folder) if s.isDirectory() and s.getPath().getName().lower() == "registers"]
    return "registers" if "registers" in inside else next(iter(inside), "")


def claim_files(storage, folder):
    """The files of claims in a folder, in the order of their positions: DCIR tables first, then by name. Beside them the files that are not
    read, with why, as the manifest of `vigie audit` has them."""
    if not storage.exists(folder):
        raise Refused(f"cannot open the dataset: no folder {folder}")
    tables, claims, passed_over, registers = [], [], [], registers_of(storage, folder)
    for status in storage.list(folder):
        name = status.getPath().getName()
        begins = KINDS.match(name)
        if name.startswith(".") or name == registers:
            continue
        if not begins:
            passed_over.append({"path": name, "why": "name"})
            continue
        kind = {"transports": "transport"}.get(begins[1].lower(), begins[1].lower())
        kind = kind.upper() if kind.startswith("er_") else kind
        for path, of in files_below(storage, status, name, passed_over):
            if READABLE.search(path):
                (tables if kind.startswith("ER_") else claims).append((path, kind, of))
            else:
                passed_over.append({"path": path, "why": "suffix"})
    if not tables and not claims:
        raise Refused(f"no claim file in {folder}; want transports*.csv or care*.csv, also as .csv.gz, .csv.zst or .parquet, or the DCIR tables")
    files = [ClaimFile(number, *found) for number, found in enumerate(tables + claims)]
    kinds = {i.kind for i in files}
    tables = {i.kind for i in files if i.is_table}
    if tables and "transport" in kinds:
        raise Refused(f"got both transports* and the DCIR tables in {folder}; want one of them")
    if tables and len(tables) < 3:
        raise Refused(f"got {', '.join(sorted(tables))} alone in {folder}; want ER_PRS_F*, ER_DTR_F* and ER_TRS_F*")
    for p in passed_over:
        print(f"vigie: {p['path']} is no claim file, or cannot be read, and was passed over", file=sys.stderr)
    return files, passed_over


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
