"""How does one picture file become a square of red, green and blue, or is refused by name?

What a file says about itself is followed or told: its orientation, its bits a colour, its transparency, how many
pictures it holds. Its size is held against the free memory before anything of it is decoded.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from netsci_bench.data.own.memory import available_bytes
from netsci_bench.data.sources.errors import SourceError

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "DIB", "PPM", "TIFF", "WEBP")  # none that would run another program
ORIENTATION = 274  # the tag of EXIF
BITS_PER_SAMPLE = 258  # the tag of TIFF
COPIES = 3  # of its pixels that are held at a time: as decoded, in colours, turned or scaled
BYTES_A_PIXEL = 4
DEEP = ("I", "F")  # modes of more than 8 bits
COLOURS = {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV"}

TURNED = "turned upright, as the EXIF orientation says"
UNREADABLE = "left as they are, since their EXIF data cannot be read"
FRAMES = "the first of several in a file (animated, or pages)"
TRANSPARENT = "read without their transparency"
FOUR_INKS = "in CMYK, read without their colour profile"
ENLARGED = "smaller than the square and enlarged"


@dataclass(frozen=True)
class Picture:
    """A square (``3 side side``), the picture's own width and height and mode, and what there is to tell of it."""

    pixels: NDArray[np.uint8]
    size: tuple[int, int]
    mode: str
    notes: tuple[str, ...]


def read_picture(file: Path, side: int) -> Picture:
    """The middle of a picture, scaled until its shorter side fits.

    Raises:
        SourceError: it is damaged, no picture, has more than 8 bits a colour or colours that cannot be converted, or
            needs more memory than there is; the text names the file.
    """
    with _told_by_name(file), Image.open(file, formats=FORMATS) as picture:
        mode, frames = picture.mode, int(getattr(picture, "n_frames", 1))
        _refuse_large(picture, side, file)
        _refuse_deep(picture, file)
        notes = [FRAMES] if frames > 1 else []
        marked = _orientation(picture)
        picture.load()
        upright = _upright(picture)
        notes += [UNREADABLE] if upright is None else [TURNED] if marked not in (None, 1) else []
        colours = _in_colours(upright or picture)
        notes += [TRANSPARENT] if _is_transparent(upright or picture) else []
        notes += [FOUR_INKS] if mode == "CMYK" else []
        notes += [ENLARGED] if min(colours.size) < side else []
        pixels = np.asarray(_middle(colours, side)).transpose(2, 0, 1)
        return Picture(np.ascontiguousarray(pixels), colours.size, mode, tuple(notes))


@contextmanager
def _told_by_name(file: Path) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large or odd files: what matters is checked here
            yield
    except SourceError:
        raise
    except Image.DecompressionBombError as error:
        raise SourceError(f"{file} is implausibly large: {_one_line(error)}") from error
    except Exception as error:  # pillow's readers raise anything at all for damaged pictures
        raise SourceError(f"{file} is damaged or no picture ({_one_line(error)})") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _refuse_large(picture: Image.Image, side: int, file: Path) -> None:
    """Decoded and scaled it must fit into the memory, with room for a copy or two."""
    width, height = picture.size
    scale = side / max(1, min(width, height))
    needed = COPIES * BYTES_A_PIXEL * int(width * height + max(side, width * scale) * max(side, height * scale))
    if needed > (free := available_bytes()):
        raise SourceError(
            f"{file} is {width} by {height} pixels: that takes {needed / 1e9:.3g} GB, {free / 1e9:.3g} GB are free"
        )


def _refuse_deep(picture: Image.Image, file: Path) -> None:
    """More than 8 bits a colour, also where the reader would cut them off without a word."""
    tagged: Any = getattr(picture, "tag_v2", {}).get(BITS_PER_SAMPLE, ())
    bits = [*(tagged if isinstance(tagged, tuple) else (tagged,)), *map(_bits_of_tile, getattr(picture, "tile", []))]
    if picture.mode.startswith(DEEP) or any(number > 8 for number in bits):
        raise SourceError(f"{file} has more than 8 bits a colour ({picture.mode}): save it with 8")
    if picture.mode not in COLOURS:
        raise SourceError(f"{file} is in {picture.mode}, which is not converted to red, green and blue: save it so")


def _bits_of_tile(tile: Any) -> int:
    """Bits a colour as the reader's arguments give them: ``RGB;16B``, or the largest value of a portable pixmap."""
    codec, arguments = tile[0], tile[3] if isinstance(tile[3], tuple) else (tile[3],)
    if codec in ("ppm", "ppm_plain"):
        return max((a.bit_length() for a in arguments if isinstance(a, int)), default=8)
    raw = [a for a in arguments if isinstance(a, str) and not a.startswith("BGR")]  # BGR;16: 5, 6 and 5 bits
    return 16 if any(";16" in a for a in raw) else 8


def _orientation(picture: Image.Image) -> int | None:
    try:
        return picture.getexif().get(ORIENTATION)
    except Exception:
        return None  # told below, where it is needed


def _upright(picture: Image.Image) -> Image.Image | None:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # EXIF may hold anything at all
        return None


def _is_transparent(picture: Image.Image) -> bool:
    if "transparency" in picture.info:
        return True
    return "A" in picture.getbands() and picture.getchannel("A").getextrema() != (255, 255)


def _in_colours(picture: Image.Image) -> Image.Image:
    if "transparency" in picture.info:  # of a palette: only this way is it not guessed
        picture = picture.convert("RGBA")
    if picture.mode in ("La", "RGBa"):
        picture = picture.convert(picture.mode.upper())
    return picture.convert("RGB")


def _middle(colours: Image.Image, side: int) -> Image.Image:
    scale = side / min(colours.size)
    width, height = (max(side, round(length * scale)) for length in colours.size)
    scaled = colours.resize((width, height), Image.Resampling.BILINEAR)
    left, top = (width - side) // 2, (height - side) // 2
    return scaled.crop((left, top, left + side, top + side))
