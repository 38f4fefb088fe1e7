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


def test_imports_are_followed_in_all_forms(package):
    (package / "a.py").write_text("def f():\n    import ownpackage.c\n")
    code_digest._syntax.cache_clear()
    assert code_digest.reachable_modules("ownpackage.a") == {"ownpackage.a", "ownpackage.c"}


def test_stages_reach_what_computes_them():
    reached = code_digest.reachable_modules("tasks.reading.read")
    assert {"tasks.reading.context", "schemas.readings"} <= reached
    assert not any(name.startswith("flows") for name in reached)
