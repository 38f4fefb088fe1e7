"""What Scrivano ships: sample pages with their true texts, and trained models."""

from pathlib import Path

#: Hand-printed sample pages, each with its true text beside it (drawn by Scrivano's generator).
SAMPLE_PAGES = Path(__file__).parent / "pages"

#: Models by the name of their alphabet.
MODELS = Path(__file__).parent / "models"

#: The model that is used unless another is named: capitals and digits.
DEFAULT_MODEL = MODELS / "capitals-digits.safetensors"
