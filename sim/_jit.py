"""The one place where functions are compiled.

`njit` compiles a function into the compiled functions that call it. `entry_point` compiles one that
Python calls, and keeps the machine code on disk with that of everything it calls. How numba does
both is in `sim._compiler`.

Numba's own cache looks only at the file in which a cached function stands: after an edit of a
function that it calls in another file, it would silently run the old one. So the cache folder is
named by a hash of all sources of this package, of the versions that shape the machine code and of
numba's switches: any edit gives another folder, and never a wrong result.

No decorator takes options. Kernels allocate nothing (arrays come in from Python), so reference
counting is off: with it, every call that passed the engine's arrays along counted each of them up
and down again, and a contact took 5.0 µs instead of 1.0. Everything is inlined where it is called,
since passing those arrays cost nearly as much again: 0.6 µs a contact, compiled as fast. `fastmath`
would reorder floating-point arithmetic, and the two engines could differ. Numba's Python error
model is kept: a division by zero is an error, compiled or not. `vectorised` alone goes without it:
its test of each divisor keeps a loop from becoming vector instructions.
"""

import functools
import hashlib
import os
import platform
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite
import numba
import numpy
from numba.core import types
from numba.extending import typeof_impl

from sim._compiler import KernelCompiler, MachineCode

__all__ = [
    "njit",
    "apart",
    "vectorised",
    "entry_point",
    "source_hash",
    "hash_sources",
    "cache_dir",
    "cache_is_warm",
]

Function = TypeVar("Function", bound=Callable[..., Any])

MODEL_FOLDER = Path(__file__).resolve().parent
# A folder is about 2 MB; five let two branches and their recent edits stay warm.
KEPT_FOLDERS = 5
# A folder that another process is compiling into must not vanish under it.
PRUNED_AFTER_SECONDS = 86_400
_caching = threading.Lock()


class Compiled:
    """A compiled function: kernels take it into themselves, and Python may call it.

    What Python calls is compiled when it first does, apart from what kernels have of it.

    Attributes
    ----------
    py_func
        The function as it was written.
    kernel
        What kernels call: numba's dispatcher of intermediate code.
    """

    def __init__(self, function: Function, *, is_kept: bool, **options: Any) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function
        self.kernel = numba.njit(_nrt=False, pipeline_class=KernelCompiler, **options)(function)
        self._is_kept = is_kept
        self._options = options

    def __call__(self, *arguments: Any) -> Any:
        """Run the machine code, compiling or loading it if need be."""
        return self.dispatcher(*arguments)

    @functools.cached_property
    def dispatcher(self) -> Any:
        """What Python calls: numba's dispatcher of machine code, on disk if it is kept."""
        folder = cache_dir() if self._is_kept else None
        # Python's way in calls the function: inlined there too, the event loop was compiled twice.
        options = {**self._options, "forceinline": False, "no_cfunc_wrapper": True}
        dispatcher = numba.njit(_nrt=False, **options)(self.py_func)
        if folder is not None:
            with _caching:
                # Numba looks at the folder once, here; other people's functions must not see ours.
                before = numba.config.CACHE_DIR
                numba.config.CACHE_DIR = str(folder)
                try:
                    dispatcher._cache = MachineCode(self.py_func)
                finally:
                    numba.config.CACHE_DIR = before
        return dispatcher


@typeof_impl.register(Compiled)  # type: ignore[untyped-decorator]
def _type_in_kernels(compiled: Compiled, context: Any) -> types.Dispatcher:
    """Have kernels that name a compiled function call what is made for them."""
    return types.Dispatcher(compiled.kernel)


def _compiled(function: Function, *, is_kept: bool = False, **options: Any) -> Function:
    """Return a function as `Compiled`, or as it is if nothing is to be compiled."""
    if numba.config.DISABLE_JIT:
        return function
    return cast("Function", Compiled(function, is_kept=is_kept, **options))


def njit(function: Function) -> Function:
    """Compile a function into those that call it."""
    return _compiled(function, forceinline=True)


def apart(function: Function) -> Function:
    """Compile a function that is called, not inlined: large, or needed rarely or in many places.

    What it takes should be few numbers and references (`sim._memory`).
    """
    return _compiled(function, forceinline=False)


def vectorised(function: Function) -> Function:
    """Compile plain arithmetic whose divisors are never zero, for loops over lanes."""
    return _compiled(function, forceinline=True, error_model="numpy")


def entry_point(function: Function) -> Function:
    """Compile a function that Python calls, and keep that machine code on disk.

    It costs Python seconds in every new process otherwise. Kernels may call it too.
    """
    return _compiled(function, is_kept=True, forceinline=True)


def hash_sources(folder: Path) -> str:
    """Hash the names and contents of all Python files under a folder, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).parts):
        # Line ends differ between checkouts of the same commit.
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()


@functools.cache
def source_hash() -> str:
    """Hash of the model's sources as they were when this process first asked."""
    return hash_sources(MODEL_FOLDER)


@functools.cache
def cache_dir() -> Path | None:
    """Folder of the machine code for these sources and versions; None if nowhere is writable."""
    for root in _cache_roots():
        folder = root / _cache_key()
        try:
            is_new = not folder.is_dir()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Numba would fall back to its own stale-prone folder if it could not write to ours.
            tempfile.TemporaryFile(dir=folder).close()
            os.utime(folder)
        except OSError:
            continue
        # Numba unpickles what it finds: a folder that another user made is not ours to trust.
        if hasattr(os, "getuid") and folder.parent.stat().st_uid != os.getuid():
            continue
        if is_new:
            _prune(root)
        return folder
    return None


def cache_is_warm(function: Callable[..., Any] | None = None) -> bool:
    """Say whether machine code for these sources is on disk: for one entry point, or for any."""
    if numba.config.DISABLE_JIT:
        return True
    folder = cache_dir()
    if folder is None:
        return False
    if function is None:
        return any(folder.rglob("*.nbc"))
    place, name = function.dispatcher.stats.cache_path, function.__name__  # type: ignore[attr-defined]
    return place is not None and any(Path(place).glob(f"*.{name}-*.nbc"))


def _cache_key() -> str:
    """Name the folder by all that decides the machine code; numba itself minds the processor."""
    parts = (
        source_hash(),
        str(MODEL_FOLDER),
        *(module.__version__ for module in (numba, llvmlite, numpy)),
        platform.python_implementation(),
        sys.version,
        *(str(getattr(numba.config, name)) for name in ("OPT", "BOUNDSCHECK", "DEBUGINFO_DEFAULT")),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _cache_roots() -> list[Path]:
    """Where the cache may stand, best place first."""
    chosen = os.environ.get("CANAUX_CACHE_DIR")
    if chosen:
        roots = [Path(chosen).expanduser() / "numba"]
    elif sys.platform == "win32":
        roots = [Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / "canaux" / "numba"]
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
        roots = [Path(base).expanduser() / "canaux" / "numba"]
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return [*roots, Path(tempfile.gettempdir()) / f"canaux-{user}"]


def _prune(root: Path) -> None:
    """Remove the folders of older sources, the least recently used first."""
    try:
        folders = sorted(
            (path for path in root.iterdir() if path.is_dir() and len(path.name) == 16),
            key=lambda path: path.stat().st_mtime,
            reverse=True,
        )
    except OSError:
        return
    for folder in folders[KEPT_FOLDERS:]:
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > PRUNED_AFTER_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
