"""The environment: what is set for a machine rather than for a run."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_store() -> str:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    # Not Path.as_uri(): fsspec takes what follows file:// as it stands, "%" and all.
    return f"file://{Path(cache).absolute() / 'scrivano'}"


class Environment(BaseSettings):
    """Settings from environment variables that begin with ``SCRIVANO_``."""

    model_config = SettingsConfigDict(env_prefix="SCRIVANO_", env_ignore_empty=True, frozen=True)

    store: str = Field(
        default_factory=_default_store,
        description="where artifacts and cached results lie: any fsspec URL (SCRIVANO_STORE)",
    )
