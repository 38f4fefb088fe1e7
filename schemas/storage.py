"""Storage: what lies in a store, what was taken out of it, and what was found damaged."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from schemas.errors import EXIT_BAD_TABLE, EXIT_OK


class _Summary(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Amount(_Summary):
    """A number of files and what they take."""

    files: int = Field(0, ge=0, description="number of files")
    size: int = Field(0, ge=0, description="bytes")

    def with_file(self, size: int) -> Amount:
        """Return the amount with one more file."""
        return Amount(files=self.files + 1, size=self.size + size)


class StoreSummary(_Summary):
    """What lies in a store."""

    store: str = Field(description="URL of the store")
    artifacts: dict[str, Amount] = Field(description="tables and files, by kind")
    records: Amount = Field(description="records of what each page's work led to")
    results: Amount = Field(description="results of tasks, of several pages each")
    unfinished: Amount = Field(description="what was not written to the end")
    oldest: datetime | None = Field(description="when what was not used for longest was used last")
    newest: datetime | None = Field(description="when the store was used last")

    @property
    def total(self) -> Amount:
        """All files."""
        amounts = (*self.artifacts.values(), self.records, self.results, self.unfinished)
        return Amount(
            files=sum(amount.files for amount in amounts), size=sum(one.size for one in amounts)
        )


class PruneSummary(_Summary):
    """What was taken out of a store, or would have been."""

    store: str = Field(description="URL of the store")
    unused_since: datetime = Field(description="what was used since then was left")
    in_use_since: datetime | None = Field(
        description="when the first of the runs began that use the store now; what they may need "
        "was left as well"
    )
    dry_run: bool = Field(description="whether nothing was removed in truth")
    artifacts: Amount = Field(description="tables and files removed")
    records: Amount = Field(description="records of pages' work removed")
    results: Amount = Field(description="results of tasks removed")
    unfinished: Amount = Field(description="files removed that were not written to the end")

    @property
    def total(self) -> Amount:
        """All files removed."""
        amounts = (self.artifacts, self.records, self.results, self.unfinished)
        return Amount(
            files=sum(amount.files for amount in amounts), size=sum(one.size for one in amounts)
        )


class VerifySummary(_Summary):
    """What was found wrong in a store."""

    store: str = Field(description="URL of the store")
    checked: Amount = Field(description="tables and files that were hashed")
    damaged: tuple[str, ...] = Field(description="files that are not what was written, by place")
    missing: tuple[str, ...] = Field(description="files that are referred to and gone, by place")
    unusable: tuple[str, ...] = Field(
        description="records and results that cannot be read or refer to what is damaged or gone"
    )
    removed: bool = Field(description="whether what is damaged or unusable was removed")

    @property
    def exit_code(self) -> int:
        """Exit code of the command line."""
        sound = not (self.damaged or self.missing or self.unusable)
        return EXIT_OK if sound else EXIT_BAD_TABLE
