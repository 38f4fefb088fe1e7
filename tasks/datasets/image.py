"""Images of single characters: decoded, and turned so that ink is 255 and paper 0."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from schemas.errors import DatasetError

Picture = npt.NDArray[np.uint8]

#: A character's image may have so many pixels; more is a mistaken file or a decompression bomb.
MOST_PIXELS = 4096 * 4096
#: A border is told to be paper when so large a share of it is on one side of the middle grey.
CLEAR_BORDER = 0.6
WHITE = 255
#: Grey above which pixels hang together as a mark.
SPECK_LEVEL = 64
#: Marks with a smaller share of all ink are specks.
SPECK_SHARE = 0.02


def decode_image(content: bytes, name: str) -> Picture:
    """Decode an image file to grey levels as seen on white paper.

    Parameters
    ----------
    content : bytes
        The file's content: PNG, JPEG, or another raster format that Pillow reads.
    name : str
        What an error message calls it.

    Returns
    -------
    (H, W) ndarray of uint8
        255 white, 0 black.

    Raises
    ------
    DatasetError
        If it is not an image, is damaged, or is too large for a single character.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content))
        if image.width * image.height > MOST_PIXELS:
            raise DatasetError(
                f"{name}: {image.width} x {image.height} pixels are too many for one character; "
                "cut the image into single characters first"
            )
        return _grey(image)
    except DatasetError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DatasetError(f"{name}: too many pixels for one character") from None
    except Exception as error:  # Pillow's decoders raise nearly anything on damaged input
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DatasetError(
            f"{name}: cannot be decoded as an image ({reason}); replace or remove it"
        ) from None


def read_image(path: Path, name: str) -> Picture:
    """Read and decode an image file; see `decode_image`.

    Raises
    ------
    DatasetError
        If it cannot be read or decoded.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{name}: cannot be read ({error.strerror})") from None
    return decode_image(content, name)


def ink_on_paper(images: Sequence[Picture]) -> list[Picture]:
    """Turn images, black on white or white on black, to 255 ink on 0 paper.

    Which one an image is shows at its border, where paper prevails. Where the border is undecided
    (ink touches it all around, or the image is one even grey), the image is taken to be what most
    of the others are, and black on white if none tells. Paper is then brought to 0 and the
    strongest ink to 255.

    Parameters
    ----------
    images : sequence of (H, W) ndarray of uint8
        Images of one data set.

    Returns
    -------
    list of (H, W) ndarray of uint8
        In the same order.

    Examples
    --------
    >>> black_on_white = np.full((5, 5), 255, np.uint8)
    >>> black_on_white[1:4, 2] = 0
    >>> ink_on_paper([black_on_white])[0][2].tolist()
    [0, 0, 255, 0, 0]
    """
    shares = np.array([_bright_share(image) for image in images])
    bright = int((shares >= CLEAR_BORDER).sum())
    dark = int((shares <= 1 - CLEAR_BORDER).sum())
    fallback = bright >= dark
    turned = []
    for image, share in zip(images, shares, strict=True):
        undecided = 1 - CLEAR_BORDER < share < CLEAR_BORDER
        on_white = fallback if undecided else share >= CLEAR_BORDER
        turned.append(without_specks(_stretched(WHITE - image if on_white else image)))
    return turned


def without_specks(picture: Picture) -> Picture:
    """Clear marks far smaller than the character: dust, grain, remains of neighbours.

    The dot of an i has a twentieth of its letter's ink or more, and stays.

    Parameters
    ----------
    picture : (H, W) ndarray of uint8
        255 ink on 0 paper.

    Returns
    -------
    (H, W) ndarray of uint8

    Examples
    --------
    >>> picture = np.zeros((20, 20), np.uint8)
    >>> picture[2:18, 8:12] = picture[0, 0] = 255
    >>> int(without_specks(picture)[0, 0]), int(without_specks(picture)[10, 10])
    (0, 255)
    """
    marks, count = ndimage.label(picture > SPECK_LEVEL, structure=np.ones((3, 3)))
    if count < 2:
        return picture
    areas = np.bincount(marks.ravel())
    areas[0] = 0
    specks = (areas < SPECK_SHARE * areas.sum()) & (areas > 0)
    if not specks.any():
        return picture
    # The soft rim of a mark lies below the level at which marks are told apart.
    covered = ndimage.grey_dilation(np.where(specks[marks], marks, 0), size=(3, 3))
    return np.where((covered > 0) & ~((marks > 0) & ~specks[marks]), 0, picture).astype(np.uint8)


def _grey(image: Image.Image) -> Picture:
    if image.mode.startswith("I") or image.mode == "F":
        levels = np.asarray(image).astype(np.float64)
        top = 65535 if levels.max(initial=0) > WHITE else WHITE
        return (levels.clip(0, top) * (WHITE / top)).round().astype(np.uint8)
    if image.mode in ("RGBA", "LA", "PA", "P") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, (WHITE, WHITE, WHITE, WHITE))
        image = Image.alpha_composite(paper, image)
    return np.asarray(image.convert("L"))


def _border(image: Picture) -> Picture:
    return np.concatenate([image[0], image[-1], image[1:-1, 0], image[1:-1, -1]])


def _bright_share(image: Picture) -> float:
    """Share of the border that is brighter than the image's middle grey; 0.5 if all is even."""
    low, high = int(image.min()), int(image.max())
    if low == high:
        return 0.5
    return float((_border(image) > (low + high) / 2).mean())


def _stretched(image: Picture) -> Picture:
    """Bring paper, as the border shows it, to 0 and the strongest ink to 255."""
    low, high = int(image.min()), int(image.max())
    if low == high:
        return image
    border = _border(image)
    paper_side = border[border <= (low + high) / 2]
    paper = float(np.median(paper_side)) if paper_side.size else 0.0
    levels = (image - paper) * (WHITE / (high - paper))
    return levels.round().clip(0, WHITE).astype(np.uint8)
