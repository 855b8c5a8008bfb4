"""Kernels compute the same bits everywhere: no power, no array maths on scalars, one decorator."""

import ast
from pathlib import Path

import pytest

KERNELS = (
    "sim/behaviour/", "sim/engine/", "sim/replay/", "sim/choice_luck.py", "sim/neighbours.py",
    "sim/rng.py",
)  # fmt: skip
# math's functions are the processor's own and the same compiled or not; numpy's scalars may differ.
FORBIDDEN_NUMPY = {"exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "power", "float_power"}
# The order in which numpy adds is its own business.
REDUCTIONS = {"sum", "mean", "prod", "dot", "std", "var", "nansum", "nanmean"}
DECORATORS = {"njit", "apart", "vectorised", "entry_point"}


def is_number(node: ast.expr) -> bool:
    """A literal such as 2 or -52, whose power Python computes once."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def is_compiled(node: ast.AST) -> bool:
    """A function under one of our decorators."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(mark, ast.Name) and mark.id in DECORATORS for mark in node.decorator_list
    )


def kernel_faults(source: str) -> list[str]:
    """What in a kernel's source could give other bits, with its line."""
    tree = ast.parse(source)
    compiled = {inner for node in ast.walk(tree) if is_compiled(node) for inner in ast.walk(node)}
    faults = []
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                if not (is_number(left) and is_number(right)):
                    faults.append((node.lineno, "power: write x * x, sqrt or exp"))
            case ast.AugAssign(op=ast.Pow()):
                faults.append((node.lineno, "power: write x * x, sqrt or exp"))
            case ast.Call(func=ast.Name(id="pow")):
                faults.append((node.lineno, "pow(): write x * x, sqrt or exp"))
            case ast.Attribute(value=ast.Name(id="math"), attr="pow" | "fsum" | "sumprod"):
                faults.append((node.lineno, f"math.{node.attr}"))
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name):
                if name in FORBIDDEN_NUMPY:
                    faults.append((node.lineno, f"np.{name} on scalars: use math.{name}"))
            case ast.ImportFrom(module="numpy" | "math", names=names):
                faults += [
                    (node.lineno, f"import {alias.name} by its module's name")
                    for alias in names
                    if alias.name in FORBIDDEN_NUMPY | REDUCTIONS | {"pow"}
                ]
        if node in compiled:
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if name in REDUCTIONS:
                    faults.append((node.lineno, f"{name}(): write the loop, its order counts"))
                case ast.BinOp(op=ast.MatMult()):
                    faults.append((node.lineno, "@: write the loop, its order counts"))
    return [f"{line}: {fault}" for line, fault in sorted(faults)]


def compilation_faults(source: str) -> list[str]:
    """Uses of numba's compilers, or of an option that reorders arithmetic, with their lines."""
    compilers = {"jit", "njit", "vectorize", "guvectorize", "cfunc", "generated_jit", "jitclass"}
    faults = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="fastmath" | "parallel" as name):
                faults.append((node.lineno, f"{name}= reorders arithmetic"))
            case ast.Attribute(value=ast.Name(id="numba" | "nb"), attr=name) if name in compilers:
                faults.append((node.lineno, f"numba.{name}: use sim._jit"))
            case ast.ImportFrom(module=module, names=names) if (module or "").startswith("numba"):
                faults += [
                    (node.lineno, f"{alias.name} from {module}: use sim._jit")
                    for alias in names
                    if alias.name in compilers
                ]
    return [f"{line}: {fault}" for line, fault in sorted(faults)]


def test_kernels_compute_the_same_bits_everywhere(project_root, python_files):
    """No float power, no numpy maths on scalars and no reduction in behaviour, engine and rng."""
    kernels = [path for path in python_files if path.as_posix().startswith(KERNELS)]
    found = [
        f"{path}:{fault}" for path in kernels for fault in kernel_faults(read(project_root / path))
    ]

    assert kernels
    assert [] == found


def test_one_decorator_and_no_fastmath(project_root, python_files):
    """Only sim/_jit.py uses numba's compilers, and nothing asks for fastmath or parallel."""
    found = [
        f"{path}:{fault}"
        for path in python_files
        for fault in compilation_faults(read(project_root / path))
        if path != Path("sim/_jit.py") or "reorders" in fault
    ]

    assert [] == found


@pytest.mark.parametrize(
    "line",
    ["x ** 2", "x **= 0.5", "pow(x, 2)", "math.pow(x, 2)", "np.exp(x)", "a.sum()", "np.dot(a, a)"],
)
def test_faults_are_seen(line):
    """The check itself finds each fault in a compiled function, and none in constants."""
    assert kernel_faults(f"@njit\ndef f(x, a):\n    {line}\n")
    assert [] == kernel_faults(
        "LARGE, SMALL = 2**32, 2.0**-52\n@njit\ndef f(x):\n    return math.exp(x * x)\n"
    )


@pytest.mark.parametrize(
    "source",
    ["import numba\n@numba.njit\ndef f(): pass", "from numba import njit", "njit(fastmath=True)"],
)
def test_foreign_compilers_are_seen(source):
    """The check itself finds numba's own decorators and fastmath."""
    assert compilation_faults(source)


def read(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")
