"""A digest changes with the code that a function reaches, and with nothing else."""

import sys

import pytest

from tasks import code_digest


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An own package of three modules: a imports b, c stands apart."""
    folder = tmp_path / "ownpackage"
    folder.mkdir()
    files = {
        "__init__": "",
        "a": "from ownpackage import b\n\ndef work():\n    return b.VALUE\n",
        "b": '"""Doc."""\nVALUE = 1\n',
        "c": "OTHER = 1\n",
    }
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(code_digest, "OWN_PACKAGES", ("ownpackage",))
    yield folder
    for name in [name for name in sys.modules if name.startswith("ownpackage")]:
        del sys.modules[name]


def digest() -> str:
    for function in (code_digest._module_digest, code_digest._syntax, code_digest._tree):
        function.cache_clear()
    return code_digest._module_digest("ownpackage.a")


def test_only_reachable_code_counts(package):
    before = digest()
    (package / "c.py").write_text("OTHER = 2\n")
    assert digest() == before
    (package / "b.py").write_text('"""Doc."""\nVALUE = 2\n')
    assert digest() != before


def test_comments_docstrings_and_layout_do_not_count(package):
    before = digest()
    (package / "b.py").write_text('"""Another doc."""\n\n# why\nVALUE = (\n    1\n)\n')
    assert digest() == before


def test_library_versions_count(package, monkeypatch):
    before = digest()
    monkeypatch.setattr(code_digest.importlib.metadata, "version", lambda _: "0.0.1")
    assert digest() != before


@pytest.mark.parametrize(
    "line",
    ["import ownpackage.c", "from ownpackage import c", "from . import c", "from .c import OTHER"],
)
def test_imports_are_followed_in_all_forms(package, line):
    (package / "a.py").write_text(f"def f():\n    {line}\n")
    code_digest._syntax.cache_clear()
    reached = {"ownpackage", "ownpackage.a", "ownpackage.c"}
    assert code_digest.reachable_modules("ownpackage.a") == reached


def test_packages_of_what_is_reached_count(package):
    before = digest()
    (package / "__init__.py").write_text("import ownpackage.c\n")
    assert digest() != before


def test_python_counts(package, monkeypatch):
    before = digest()
    monkeypatch.setattr(code_digest.platform, "python_version_tuple", lambda: ("4", "0", "1"))
    assert digest() != before


def test_stages_reach_what_computes_them():
    reached = code_digest.reachable_modules("tasks.reading.read")
    assert {"tasks.reading.context", "schemas.readings"} <= reached
    assert not any(name.startswith("flows") for name in reached)
