"""What does a watch see of each way in which an experiment can get at a file? One process tries them all.

The program takes a folder and prints, as JSON, what the watch has found in each way, or how the way was refused.
"""

import asyncio
import functools
import importlib
import importlib.util
import itertools
import json
import mmap
import multiprocessing
import os
import pkgutil
import pty
import runpy
import shutil
import sys
import threading
import urllib.request
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path

import numpy as np

from netsci_bench.contract.errors import Failure
from netsci_bench.identity.audit import watch

HERE = Path(sys.argv[-1])
TABLE = HERE / "table.json"
MODULE = HERE / "odd.py"
NUMBERS = itertools.count()
FORKS = multiprocessing.get_context("fork")


def read(path=TABLE):
    return path.read_text()


def in_a_thread(function, *words):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *words).result()


def with_a_folder(act):
    own = HERE / f"own{next(NUMBERS)}"
    own.mkdir()
    act(own / "x")
    return (own / "x").read_text()


def new_folder_that_is_there():
    (HERE / "cache").mkdir(exist_ok=True)
    return (HERE / "cache" / "table.json").read_text()


def made_with_parents():
    os.makedirs(HERE / "cache", exist_ok=True)
    return np.fromfile(HERE / "cache" / "table.json", dtype="u1")


def opened_new_in_vain():
    try:
        TABLE.open("x")
    except FileExistsError:
        return TABLE.read_text()


def appended():
    with TABLE.open("a+") as file:
        file.seek(0)
        return file.read()


def appended_to_and_read():
    TABLE.open("a").close()
    return TABLE.read_text()


def made_by_flags():
    return os.read(os.open(TABLE, os.O_RDWR | os.O_CREAT), 99)


def touched():
    TABLE.touch()
    return TABLE.read_text()


def mapped():
    with TABLE.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return bytes(data)


def of_a_folder_descriptor():
    return os.open("table.json", os.O_RDONLY, dir_fd=os.open(HERE, os.O_RDONLY))


def with_a_pool_of_forks():
    with FORKS.Pool(1) as pool:
        return pool.map(read, [TABLE])


def with_an_executor_of_forks():
    with ProcessPoolExecutor(1, mp_context=FORKS) as pool:
        return list(pool.map(read, [TABLE]))


def in_a_fork():
    if not os.fork():
        try:
            read()
        finally:
            os._exit(0)
    os.wait()


def in_a_terminal_of_its_own():
    child, _ = pty.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)


def with_other_processes(how):
    context = multiprocessing.get_context(how)
    sys.modules.pop(f"multiprocessing.popen_{how}{'_posix' if how == 'spawn' else ''}", None)
    started = context.Process(target=os.getpid)
    started._Popen.__globals__["Popen"] = None  # the import is what tells; nothing need be started
    started._Popen(started)


def loaded_by_spec():
    spec = importlib.util.spec_from_file_location("odd", MODULE)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def imported_and_taken_out():
    sys.modules.pop("odd", None)
    sys.path.insert(0, str(HERE))
    try:
        importlib.import_module("odd")
    finally:
        sys.path.remove(str(HERE))
        sys.modules.pop("odd", None)


def of_a_package():
    sys.path.insert(0, str(HERE))
    try:
        return pkgutil.get_data("parcel", "table.json")
    finally:
        sys.path.remove(str(HERE))
        sys.modules.pop("parcel", None)


READ = {
    "plainly": read,
    "numpy": lambda: np.loadtxt(TABLE, converters=len),
    "by a URL": lambda: urllib.request.urlopen(TABLE.as_uri()).read(),
    "mapped": mapped,
    "of a folder's descriptor": of_a_folder_descriptor,
    "listed": lambda: os.listdir(HERE),
    "listed where it works": os.listdir,
    "walked": lambda: list(os.walk(HERE)),
    "a folder that is there is made": new_folder_that_is_there,
    "a folder that is there is made with its parents": made_with_parents,
    "opened as a new one in vain": opened_new_in_vain,
    "opened to append and to read": appended,
    "opened to append, then read": appended_to_and_read,
    "made by flags": made_by_flags,
    "touched": touched,
    "a hard link in an own folder": lambda: with_a_folder(lambda own: os.link(TABLE, own)),
    "a symbolic link in an own folder": lambda: with_a_folder(lambda own: os.symlink(TABLE, own)),
    "copied to an own folder": lambda: with_a_folder(lambda own: shutil.copy(TABLE, own)),
    "renamed into an own folder": lambda: with_a_folder(lambda own: os.rename(HERE / "other.json", own)),
    "in a thread": lambda: in_a_thread(read),
    "in a thread that runs the library only": lambda: in_a_thread(Path.read_text, TABLE),
    "in a thread that runs numpy only": lambda: in_a_thread(functools.partial(np.fromfile, TABLE, dtype="u1")),
    "in a thread of asyncio": lambda: asyncio.run(asyncio.to_thread(TABLE.read_bytes)),
    "in a pool of forks": with_a_pool_of_forks,
    "in an executor of forks": with_an_executor_of_forks,
    "in a fork": in_a_fork,
    "in a terminal of its own": in_a_terminal_of_its_own,
    "in a spawned process": lambda: with_other_processes("spawn"),
    "in a process of a server": lambda: with_other_processes("forkserver"),
    "by another program": lambda: os.system(f"cat '{TABLE}' > /dev/null"),
    "a module that is loaded from its file": loaded_by_spec,
    "a module that is loaded by its loader": lambda: SourceFileLoader("odd", str(MODULE)).load_module(),
    "a module that is imported and taken out": imported_and_taken_out,
    "a module that is run as a program": lambda: runpy.run_path(str(MODULE)),
    "the source that a loader gives": lambda: SourceFileLoader("odd", str(MODULE)).get_source("odd"),
    "the data of a package": of_a_package,
    "beside compiled code": lambda: (HERE / "__pycache__" / "table.json").read_text(),
    "in a folder called as libraries' is": lambda: (HERE / "site-packages" / "table.json").read_text(),
}


def written_and_read():
    path = HERE / "own.json"
    path.write_text("[1]")
    with path.open("a+") as file:
        file.seek(0)
    return path.rename(HERE / "own2.json").read_text() and (HERE / "own2.json").read_text()


def folder_made_and_read():
    own = HERE / "deep" / "er"
    os.makedirs(own)
    np.save(own / "x.npy", np.ones(3))
    os.makedirs(own, exist_ok=True)
    return np.load(own / "x.npy"), os.listdir(own)


def computed_in_forks():
    with FORKS.Pool(1) as pool:
        return pool.map(abs, [-1])


HARMLESS = {
    "a file that was written": written_and_read,
    "a folder that was made": folder_made_and_read,
    "numbers of a fork": computed_in_forks,
    "a library in a thread": lambda: in_a_thread(importlib.import_module, "scipy.special"),
    "a module of Python's that was not imported yet": lambda: importlib.import_module("xmlrpc.client"),
    "the version of a library": lambda: importlib.import_module("importlib.metadata").version("numpy"),
}


def lay_out():
    for folder in ("", "cache", "parcel", "__pycache__", "site-packages"):
        (HERE / folder).mkdir(exist_ok=True)
        (HERE / folder / "table.json").write_text("[1.0]")
    (HERE / "other.json").write_text("[1.0]")
    (HERE / "parcel" / "__init__.py").write_text("")
    MODULE.write_text("X = 1.0\n")
    os.chdir(HERE)


def found(hook, way):
    """What the watch knows after one way, without what it knew before."""
    hook.used.clear()
    os.ftruncate(hook.forks, 0)
    os.lseek(hook.forks, 0, os.SEEK_SET)
    hook.allowed += (__file__,)  # printing a traceback reads it
    with suppress(TypeError):  # where the start of a process was made impossible
        way()
    try:
        hook.check(())
    except Failure as error:
        return str(error)
    return ""


def main():
    lay_out()
    hook = watch()
    hook.allow(Path(threading.__file__).parent)
    tables = {"read": READ, "harmless": HARMLESS}
    print(json.dumps({of: {name: found(hook, way) for name, way in ways.items()} for of, ways in tables.items()}))


if __name__ == "__main__":
    main()
