"""What Scrivano ships: sample pages with their true texts, trained models, and words of forms."""

from pathlib import Path

#: Hand-printed sample pages, each with its true text beside it (drawn by Scrivano's generator).
SAMPLE_PAGES = Path(__file__).parent / "pages"

#: Models by the name of their alphabet.
MODELS = Path(__file__).parent / "models"

#: The model that is used unless another is named: capitals and digits.
DEFAULT_MODEL = MODELS / "capitals-digits.safetensors"

#: Words that forms, lists and labels are headed and filled in with, one a line, by language.
CAPTIONS = Path(__file__).parent / "captions"
