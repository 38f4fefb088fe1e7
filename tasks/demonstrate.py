"""Stage demonstrate: the mathematics of networks put to the test, and what initialisers do."""

from __future__ import annotations

from typing import Any

from prefect import task

from schemas.samples import Samples
from schemas.settings import LearnSettings
from schemas.study import Study
from schemas.validation import table_of
from tasks.artifacts import Artifact, Store, read_table
from tasks.caching import CACHED, by_content
from tasks.page_work import work_key
from tasks.study.depth import depth_numbers
from tasks.study.identities import identity_numbers
from tasks.study.symmetry import symmetry_numbers


def _identities_key(arguments: dict[str, Any]) -> str:
    return work_key(identity_numbers, [str(arguments["seed"])], [])


def _depth_key(arguments: dict[str, Any]) -> str:
    return work_key(depth_numbers, [str(arguments["seed"])], [])


def _symmetry_key(arguments: dict[str, Any]) -> str:
    inputs = [arguments["samples"].digest, str(arguments["seed"])]
    return work_key(symmetry_numbers, inputs, [arguments["settings"]])


@task(name="demonstrate-identities", cache_policy=by_content(_identities_key), **CACHED)
def demonstrate_identities(seed: int, store: Store) -> Artifact:
    """Put the identities of softmax, activations and linear layers to the test (`Study`)."""
    return store.put(table_of(Study, identity_numbers(seed)), Study)


@task(name="demonstrate-depth", cache_policy=by_content(_depth_key), **CACHED)
def demonstrate_depth(seed: int, store: Store) -> Artifact:
    """Measure values and gradients through many layers (`Study`)."""
    return store.put(table_of(Study, depth_numbers(seed)), Study)


@task(name="demonstrate-symmetry", cache_policy=by_content(_symmetry_key), **CACHED)
def demonstrate_symmetry(
    samples: Artifact, settings: LearnSettings, seed: int, store: Store
) -> Artifact:
    """Train from zeros and from drawn weights and compare the hidden units (`Study`)."""
    rows = symmetry_numbers(read_table(samples, Samples), settings, seed)
    return store.put(table_of(Study, rows), Study)
