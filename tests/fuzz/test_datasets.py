"""Whatever is done to a data set's file: samples, or an error of Scrivano's, in time and memory."""

import gzip
import io
import json
import re
import struct
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from scipy.io import savemat


def glyphs(count, side=28):
    """Pictures of strokes, white on black."""
    drawn = np.zeros((count, side, side), np.uint8)
    for number in range(count):
        drawn[number, 4:24, 5 + number : 8 + number] = 255
    return drawn


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def parquets():
    images = [png(glyph) for glyph in glyphs(3)]
    names = {"info": {"features": {"label": {"names": ["A", "B", "C"]}}}}
    tables = [
        pa.table({"image": images, "label": ["A", "B", "C"], "writer": ["1", "1", "2"]}),
        pa.table({"image": [{"bytes": image, "path": ""} for image in images], "label": [0, 1, 2]}),
    ]
    tables.append(tables[1].replace_schema_metadata({"huggingface": json.dumps(names)}))
    for table, compression in zip(tables, ("snappy", "none", "zstd"), strict=True):
        file = io.BytesIO()
        pq.write_table(table, file, compression=compression)
        yield file.getvalue()


def csvs():
    header = "label," + ",".join(f"pixel{number}" for number in range(64))
    rows = [f"{label}," + ",".join(map(str, glyphs(1, 8).ravel())) for label in "ABC"]
    yield "\n".join([header, *rows, ""]).encode()
    yield "\n".join([*(row.replace("A", "1") for row in rows[:1]), ""]).encode()
    yield b'label,image,split\nA,a.png,train\n"B",a.png,test\n'


def strokes():
    one = {"A": [[[[0, 0], [5, 9]], [[2, 4], [4, 4.5]]], None], "lower_b": [[[[1, 1]]]]}
    yield json.dumps(one).encode()
    yield json.dumps(one, indent=1).encode()


def mats():
    data = {"train_data": 1.0 - glyphs(2, 32).reshape(2, -1) / 255, "train_labels": np.eye(26)[:2]}
    whole = {
        "test_data": np.ones((1, 1024), np.uint8),
        "test_labels": np.eye(36, dtype=np.uint8)[:1],
    }
    for content, form, compressed in ((data, "5", True), (whole, "5", False), (whole, "4", False)):
        file = io.BytesIO()
        savemat(file, content, format=form, do_compression=compressed)
        yield file.getvalue()


def idxs():
    yield struct.pack(">4B3I", 0, 0, 8, 3, 2, 9, 9) + glyphs(2, 9).tobytes()


def lines(data):
    return data.splitlines(keepends=True)


def fields(data):
    """Split into words, numbers and marks."""
    return re.findall(rb"[\w.]+|[^\w.]", data)


FORMS = {
    "set.parquet": (parquets, {"magic": 4}, 80),
    "set.csv": (csvs, {"split": lines}, 50),
    "set.json": (strokes, {"split": fields}, 50),
    "set.mat": (mats, {"magic": 4}, 60),
    "set-images-idx3-ubyte": (idxs, {"magic": 4}, 30),
}
BESIDE = {
    "set.csv": {"a.png": png(255 - glyphs(1)[0])},
    "set-images-idx3-ubyte": {
        "set-labels-idx1-ubyte": struct.pack(">4BI", 0, 0, 8, 1, 2) + b"\1\2"
    },
}


@pytest.mark.parametrize("name", FORMS)
def test_mutated_datasets(cell, explore, mutated, name):
    seeds, parts, cases = FORMS[name]
    beside = BESIDE.get(name, {})
    valid = list(seeds())
    for seed in valid:
        assert cell("dataset", {name: seed} | beside) == "loaded"
    explore(mutated(valid, **parts), lambda case: cell("dataset", {name: case} | beside), cases)


def test_mutated_content_that_is_packed(cell, explore, mutated):
    """What is within compression is mutated before it is packed: checks would hide it else."""
    (images,) = idxs()
    labels = BESIDE["set-images-idx3-ubyte"]["set-labels-idx1-ubyte"]

    def check(case):
        packed = gzip.compress(case, 1, mtime=0)
        cell("dataset", {"i-images-idx3-ubyte.gz": packed, "i-labels-idx1-ubyte": labels})

    explore(mutated([images], magic=4), check, 20)


def test_mutated_variables_of_a_matlab_file(cell, explore, mutated):
    packed = next(mats())
    head, place, variables = packed[:128], 128, []
    while place < len(packed):
        size = int.from_bytes(packed[place + 4 : place + 8], "little")
        variables.append(zlib.decompress(packed[place + 8 : place + 8 + size]))
        place += 8 + size

    def check(case):
        again = [case, *variables[1:]]
        bodies = [zlib.compress(body, 1) for body in again]
        content = b"".join(struct.pack("<II", 15, len(body)) + body for body in bodies)
        cell("dataset", {"set.mat": head + content})

    explore(mutated(variables[:1]), check, 30)
