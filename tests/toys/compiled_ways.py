"""What does a watch see of each file that compiled code of a library opens? One process tries them all.

The program takes a folder and prints, as JSON, what the watch has found in each way: of a file of its own, and of the
same file in a folder that it may read. The libraries are imported partly before the watch begins, partly after.
"""

import json
import sys
from pathlib import Path

import numpy as np
import safetensors.torch  # before the watch begins
import torch

from netsci_bench.contract.errors import Failure
from netsci_bench.identity.audit import watch

OWN, ALLOWED, WRITTEN = (Path(sys.argv[-1]) / name for name in ("own", "allowed", "written"))


class Adds(torch.nn.Module):
    def forward(self, x):
        return x + 1


def lay_out(folder):
    import pandas as pd
    import pyarrow
    import scipy.io
    import torch.package
    from openTSNE.dependencies.annoy import AnnoyIndex
    from pyarrow import csv, orc

    folder.mkdir()
    table = pyarrow.table({"a": [1.0]})
    (folder / "deep").mkdir()
    for name in ("t.pq", "deep/t.pq"):
        pd.DataFrame({"a": [1.0]}).to_parquet(folder / name)
    pd.DataFrame({"a": [1.0]}).to_feather(folder / "t.fe")
    orc.write_table(table, str(folder / "t.orc"))
    csv.write_csv(table, str(folder / "t.csv"))
    with pyarrow.OSFile(str(folder / "t.ipc"), "w") as sink, pyarrow.ipc.new_file(sink, table.schema) as writer:
        writer.write(table)
    scipy.io.mmwrite(folder / "t.mtx", np.eye(2))
    safetensors.torch.save_file({"a": torch.ones(1)}, folder / "t.st")
    torch.jit.script(Adds()).save(str(folder / "t.jit"))
    torch.save(torch.ones(1), folder / "t.pt")
    with torch.package.PackageExporter(str(folder / "t.pkg")) as package:
        package.save_text("a", "b", "c")
    torch.UntypedStorage.from_file(str(folder / "t.raw"), shared=True, nbytes=8).fill_(1)
    index = AnnoyIndex(2, "euclidean")
    index.add_item(0, [1.0, 2.0])
    index.build(1)
    index.save(str(folder / "t.ann"))
    for name, text in {
        "t.json": '{"a": 1}\n',
        "t.pers": "0 1.0 3\n",
        "t.cub": "2\n2\n1\n1.0\n2.0\n",
        "t.off": "OFF\n2 0 0\n1.0 0 0\n0 1 0\n",
        "t.mps": "NAME t\nROWS\n N obj\nCOLUMNS\nRHS\nENDATA\n",
    }.items():
        (folder / name).write_text(text)


def package_text(f):
    return torch.package.PackageImporter(str(f / "t.pkg")).load_text("a", "b")


def ways():
    import gudhi
    import pandas as pd
    import pyarrow
    import scipy.io
    import torchvision.io
    from pyarrow import csv, dataset, feather, fs, orc, parquet
    from pyarrow import json as arrow_json
    from safetensors import safe_open
    from safetensors.numpy import load_file

    local = fs.LocalFileSystem()

    def below(f):
        return fs.SubTreeFileSystem(str(f), local)

    return {
        "pandas.read_parquet": lambda f: pd.read_parquet(f / "t.pq"),
        "pandas.read_parquet of a name": lambda f: pd.read_parquet(str(f / "t.pq")),
        "pandas.read_parquet of a URL": lambda f: pd.read_parquet((f / "t.pq").as_uri()),
        "pandas.read_parquet of a folder": lambda f: pd.read_parquet(f / "deep"),
        "pandas.read_orc": lambda f: pd.read_orc(f / "t.orc"),
        "pandas.read_feather": lambda f: pd.read_feather(f / "t.fe"),
        "pandas.read_csv": lambda f: pd.read_csv(f / "t.csv", engine="pyarrow"),
        "parquet.read_table": lambda f: parquet.read_table(source=f / "t.pq"),
        "parquet.ParquetFile": lambda f: parquet.ParquetFile(f / "t.pq").read(),
        "parquet.ParquetFile mapped": lambda f: parquet.ParquetFile(str(f / "t.pq"), memory_map=True).read(),
        "parquet.ParquetDataset": lambda f: parquet.ParquetDataset([f / "t.pq"]).read(),
        "parquet.read_schema": lambda f: parquet.read_schema(f / "t.pq"),
        "parquet.read_metadata": lambda f: parquet.read_metadata(f / "t.pq"),
        "parquet of a file system below": lambda f: parquet.read_table("t.pq", filesystem=below(f)),
        "csv.read_csv": lambda f: csv.read_csv(f / "t.csv"),
        "csv.open_csv": lambda f: csv.open_csv(input_file=str(f / "t.csv")).read_all(),
        "json.read_json": lambda f: arrow_json.read_json(f / "t.json"),
        "feather.read_table": lambda f: feather.read_table(f / "t.fe"),
        "feather.read_feather": lambda f: feather.read_feather(str(f / "t.fe"), memory_map=True),
        "orc.read_table": lambda f: orc.read_table(str(f / "t.orc")),
        "orc.ORCFile": lambda f: orc.ORCFile(f / "t.orc").read(),
        "ipc.open_file": lambda f: pyarrow.ipc.open_file(str(f / "t.ipc")).read_all(),
        "pyarrow.memory_map": lambda f: pyarrow.memory_map(str(f / "t.csv")).read(),
        "pyarrow.OSFile": lambda f: pyarrow.OSFile(str(f / "t.csv")).read(),
        "pyarrow.input_stream": lambda f: pyarrow.input_stream(f / "t.csv").read(),
        "fs.open_input_file": lambda f: local.open_input_file(str(f / "t.csv")).read(),
        "fs.open_input_stream": lambda f: local.open_input_stream(path=str(f / "t.csv")).read(),
        "fs.from_uri": lambda f: fs.FileSystem.from_uri(f.as_uri())[0].open_input_file(str(f / "t.csv")).read(),
        "fs below": lambda f: below(f).open_input_file("t.csv").read(),
        "fs.get_file_info": lambda f: local.get_file_info(fs.FileSelector(str(f))),
        "fs.copy_files": lambda f: fs.copy_files(str(f / "t.csv"), str(WRITTEN / "copy.csv")),
        "dataset.dataset": lambda f: dataset.dataset(f / "t.pq").to_table(),
        "dataset.dataset of a list": lambda f: dataset.dataset([str(f / "t.csv")], format="csv").to_table(),
        "safetensors.torch.load_file": lambda f: safetensors.torch.load_file(f / "t.st"),
        "safetensors.numpy.load_file": lambda f: load_file(filename=f / "t.st"),
        "safetensors.safe_open": lambda f: safe_open(str(f / "t.st"), "np").__enter__().get_tensor("a"),
        "torch.load": lambda f: torch.load(f / "t.pt"),
        "torch.load mapped": lambda f: torch.load(f / "t.pt", mmap=True),
        "torch.from_file": lambda f: torch.from_file(str(f / "t.raw"), size=2),
        "torch.UntypedStorage.from_file": lambda f: torch.UntypedStorage.from_file(str(f / "t.raw"), nbytes=8),
        "torch.FloatStorage.from_file": lambda f: torch.FloatStorage.from_file(
            str(f / "t.raw"), shared=False, size=2
        ),
        "torch.jit.load": lambda f: torch.jit.load(f / "t.jit")(torch.ones(1)),
        "torch.package": package_text,
        "torchvision.io.read_file": lambda f: torchvision.io.read_file(str(f / "t.raw")),
        "gudhi persistence": lambda f: gudhi.read_persistence_intervals_in_dimension(
            persistence_file=str(f / "t.pers")
        ),
        "gudhi persistence by dimension": lambda f: gudhi.read_persistence_intervals_grouped_by_dimension(
            str(f / "t.pers")
        ),
        "gudhi.CubicalComplex": lambda f: gudhi.CubicalComplex(perseus_file=str(f / "t.cub")),
        "gudhi.PeriodicCubicalComplex": lambda f: gudhi.PeriodicCubicalComplex(perseus_file=str(f / "t.cub")),
        "gudhi.TangentialComplex": lambda f: gudhi.TangentialComplex(intrinsic_dim=1, off_file=str(f / "t.off")),
        "gudhi.CoverComplex": lambda f: gudhi.CoverComplex().read_point_cloud(str(f / "t.off")),
        "scipy.io.mmread": lambda f: scipy.io.mmread(f / "t.mtx"),
        "highs.readModel": modelled,
        "annoy": annoyed,
    }


def annoyed(f):
    from openTSNE.dependencies.annoy import AnnoyIndex

    return AnnoyIndex(2, "euclidean").load(str(f / "t.ann"))


def modelled(f):
    from scipy.optimize._highspy import _core

    solver = _core._Highs()
    solver.setOptionValue("output_flag", False)
    return solver.readModel(str(f / "t.mps"))


def what_stays():
    """Properties of classes and functions that no wrapper may change."""
    import inspect
    import pickle

    import pyarrow
    from pyarrow import fs

    local = pickle.loads(pickle.dumps(fs.LocalFileSystem()))
    stream = pyarrow.output_stream(str(WRITTEN / "stream"))
    (WRITTEN / "stream").read_text()
    below = type("Below", (pyarrow.OSFile,), {})
    return {
        "an equal file system after pickling": local == fs.LocalFileSystem(),
        "an instance that compiled code made": isinstance(stream, pyarrow.OSFile),
        "an instance of a subclass": isinstance(below(str(WRITTEN / "stream")), pyarrow.OSFile),
        "no instance of a sibling": not isinstance(pyarrow.OSFile(str(WRITTEN / "stream")), below),
        "the documentation": "safetensors" in (safetensors.torch.load_file.__doc__ or ""),
        "the signature": "filename" in inspect.signature(safetensors.torch.load_file).parameters,
        "the function after pickling": pickle.loads(pickle.dumps(pyarrow.csv.read_csv)) is pyarrow.csv.read_csv,
    }


def found(hook, way, folder):
    """What the watch knows after one way, or how the call itself failed."""
    hook.used.clear()
    hook.allowed += (__file__,)  # printing a traceback reads it
    try:
        way(folder)
    except Exception as error:
        return f"failed: {error!r}"
    try:
        hook.check(())
    except Failure as error:
        return str(error)
    return ""


def main():
    for folder in (OWN, ALLOWED):
        lay_out(folder)
    WRITTEN.mkdir()
    hook = watch()
    for folder in (ALLOWED, WRITTEN):
        hook.allow(folder)
    tried = {
        name: {folder.name: found(hook, way, folder) for folder in (OWN, ALLOWED)} for name, way in ways().items()
    }
    fresh = Path(sys.argv[-1]) / "fresh.st"
    own = found(hook, lambda _: safetensors.torch.load_file(save(fresh)), OWN)
    print(json.dumps({"ways": tried, "written": own, "stays": what_stays()}))


def save(path):
    safetensors.torch.save_file({"a": torch.ones(1)}, path)
    return path


if __name__ == "__main__":
    main()
