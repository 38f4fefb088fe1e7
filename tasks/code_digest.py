"""Code digests: a cached result stands only as long as the code that computed it."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.metadata
import importlib.util
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

#: Packages whose code is followed; everything else is pinned by its version.
OWN_PACKAGES = ("data", "model", "schemas", "tasks")

#: Libraries whose versions may change what a stage computes.
COMPUTING_LIBRARIES = ("numpy", "pillow", "pyarrow", "pypdfium2", "scikit-image", "scipy")


def code_digest(function: Callable[..., Any]) -> str:
    """Return a digest of all the code that a function can reach.

    Every module of Scrivano that the function's module imports, directly or not, counts, with the
    versions of the libraries that compute. Comments, docstrings and layout do not count.

    Parameters
    ----------
    function : callable
        A function at the top of a module of Scrivano.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    return _module_digest(function.__module__)


@functools.cache
def _module_digest(module: str) -> str:
    digest = hashlib.sha256()
    for name in sorted(reachable_modules(module)):
        digest.update(f"{name} {_tree(name)}\n".encode())
    for library in COMPUTING_LIBRARIES:
        digest.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    # Its tables of characters and its hashes are part of what is computed.
    digest.update(f"python {'.'.join(platform.python_version_tuple()[:2])}\n".encode())
    return digest.hexdigest()


def reachable_modules(module: str) -> set[str]:
    """Return the names of a module and all modules of Scrivano that it imports, at any depth."""
    reached: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        waiting.extend(_imports(name))
        # To import a module is to run its packages first.
        package = name.rpartition(".")[0]
        if package:
            waiting.append(package)
    return reached


@functools.cache
def _syntax(module: str) -> ast.Module:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no source for module {module}")
    return ast.parse(Path(spec.origin).read_bytes())


@functools.cache
def _tree(module: str) -> str:
    syntax = ast.parse(ast.unparse(_syntax(module)))
    for node in ast.walk(syntax):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
    return ast.dump(syntax)


def _drop_docstring(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> None:
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:] or [ast.Pass()]


def _imports(module: str) -> Iterator[str]:
    for node in ast.walk(_syntax(module)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            names = [origin, *(f"{origin}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.split(".")[0] in OWN_PACKAGES and _is_module(name):
                yield name


def _origin(module: str, node: ast.ImportFrom) -> str:
    """Return the full name of what an import from another module names."""
    if node.level == 0:
        return node.module or ""
    spec = importlib.util.find_spec(module)
    package = spec.parent if spec else None
    return importlib.util.resolve_name("." * node.level + (node.module or ""), package)


@functools.cache
def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
