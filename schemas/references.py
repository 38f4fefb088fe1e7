"""References: which page or model is meant, and where its bytes lie at the moment."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class PageRef(BaseModel):
    """A page to be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page_id: str = Field(description="stable id from the file's content and the frame")
    path: Path = Field(description="file, absolute")
    digest: str = Field(description="SHA-256 of the file when it was found, hexadecimal")
    frame: int = Field(ge=0, description="page within the file, from 0")


class ModelRef(BaseModel):
    """A model to read with."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    path: Path = Field(description="safetensors file, absolute")
    digest: str = Field(description="SHA-256 of the file, hexadecimal")
    alphabet: str = Field(description="the characters that it tells apart")
