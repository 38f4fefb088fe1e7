"""Study: every number that the study of the reference network finds, one row a number."""

import pyarrow as pa
from pandera.pyarrow import DataFrameModel, Field

CLAIMS = (
    "data",
    "softmax",
    "deep linear",
    "activations",
    "linear gradients",
    "vanishing gradients",
    "variance",
    "symmetry",
    "learning rate",
    "weights",
    "confusion",
    "comparison",
)

#: Bounds of finite numbers: a study holds no others.
LEAST, MOST = float("-inf"), float("inf")


class Study(DataFrameModel):
    """Numbers of a study, in long form.

    =================== ============================ =========================== ===================
    claim               subject                      series                      x
    =================== ============================ =========================== ===================
    data                data set                     train, validation, test     0
    softmax             translation, range, overflow what was measured           shift, or size of
                                                                                 the inputs
    deep linear         precision, or with sigmoids  largest difference          linear layers
    activations         sigmoid, tanh                value, derivative;          input; 0
                                                     differences from proofs
    linear gradients    weight, input, bias          relative errors             0
    vanishing gradients activation and initialiser   root mean square gradient   layer, or depth
    variance            initialiser                  of activations, gradients   layer
    symmetry            initialiser                  spread of hidden units,     epoch
                                                     accuracy
    learning rate       the rate                     loss, accuracy; best epoch, epoch; 0
                                                     test accuracy
    weights             before, after, and of zeros  unit of the hidden layer    pixel, row by row
    confusion           true character               what it was read as         0
    comparison          model                        parameters, accuracies;     0; epoch
                                                     curves
    =================== ============================ =========================== ===================
    """

    claim: str = Field(isin=CLAIMS, description="what the number is about")
    subject: str = Field(description="which case of the claim")
    series: str = Field(str_length={"min_value": 1}, description="what was measured")
    x: pa.float64() = Field(
        gt=LEAST, lt=MOST, description="where: epoch, layer, input ...; 0 for a single number"
    )
    value: pa.float64() = Field(gt=LEAST, lt=MOST, description="the number; shares as fractions")

    class Config:
        """Strict: no further columns; a number stands once."""

        strict = True
        unique = ["claim", "subject", "series", "x"]
