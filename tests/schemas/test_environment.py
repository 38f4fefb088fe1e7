"""The environment says where the store is; what it leaves open has a sensible default."""

from pathlib import Path

import fsspec
import pytest
from pydantic import ValidationError

from schemas.environment import Environment


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """No variable set but the home folder."""
    monkeypatch.delenv("SCRIVANO_STORE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def folder_of(url: str) -> Path:
    filesystem, path = fsspec.core.url_to_fs(url)
    assert "file" in filesystem.protocol
    return Path(path)


def test_store_is_in_the_users_cache(tmp_path):
    assert folder_of(Environment().store) == tmp_path / ".cache/scrivano"


@pytest.mark.parametrize("name", ["cache", "with blank", "100% #1 ?"])
def test_cache_folder_may_be_elsewhere_and_called_anything(monkeypatch, tmp_path, name):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
    assert folder_of(Environment().store) == tmp_path / name / "scrivano"


def test_a_variable_names_the_store(monkeypatch):
    monkeypatch.setenv("SCRIVANO_STORE", "s3://bucket/scrivano")
    assert Environment().store == "s3://bucket/scrivano"


@pytest.mark.parametrize("name", ["SCRIVANO_STORE", "XDG_CACHE_HOME"])
def test_an_empty_variable_is_none(monkeypatch, tmp_path, name):
    monkeypatch.setenv(name, "")
    assert folder_of(Environment().store) == tmp_path / ".cache/scrivano"


def test_the_environment_does_not_change():
    environment = Environment()
    with pytest.raises(ValidationError, match="frozen"):
        environment.store = "memory://"
