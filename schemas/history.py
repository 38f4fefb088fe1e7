"""History: the learning curves of a training run."""

import pyarrow as pa
from pandera.pyarrow import DataFrameModel, Field


class History(DataFrameModel):
    """Learning curves; one row an epoch of a network."""

    member: pa.int32() = Field(ge=1, description="which of the networks that answer together")
    epoch: pa.int32() = Field(ge=1, description="epoch, from 1")
    learning_rate: pa.float64() = Field(ge=0, description="learning rate at the epoch's last step")
    train_loss: pa.float64() = Field(ge=0, description="mean loss over the epoch's batches, nats")
    train_accuracy: pa.float64() = Field(ge=0, le=1, description="accuracy over those batches")
    validation_loss: pa.float64() = Field(
        ge=0, description="mean cross-entropy of the validation samples after the epoch, nats"
    )
    validation_accuracy: pa.float64() = Field(ge=0, le=1, description="their accuracy")

    class Config:
        """Strict: no further columns; one row an epoch of a network."""

        strict = True
        unique = ["member", "epoch"]
