"""A program for one file of a stranger: bytes on stdin, then pages on stdout, and its end.

Started anew for each file by opening.py, it imports nothing of the project. It gives up what it does not need before
it looks at a byte: memory and time beyond the limits, writing files, opening connections. Its one argument is the limits
as JSON. It answers with a line of JSON, ``{"pages": [[width, height], …]}`` followed by the pages' RGB bytes, or
``{"cannot": reason}``.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pillow_heif
import pypdfium2
import pypdfium2.raw
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

PLUGINS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
"""Imported by name, because Pillow would import them while it opens a file."""
FORMATS = ("AVIF", "BMP", "GIF", "HEIF", "JPEG", "PNG", "TIFF", "WEBP")
POINTS_PER_INCH, FINEST_SCAN = 72, 300
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


class Cannot(Exception):
    """The file cannot be opened; the message names the reason."""


def give_up(limits: dict[str, int], open_files: int) -> None:
    """Bound what this process can still do. Its own network, without any connection, it gets where the system lets it."""
    for what, most in (
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, open_files),
    ):
        resource.setrlimit(what, (most, most))
    ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK)


def pictures(data: bytes, limits: dict[str, int]) -> Iterator[Image.Image]:
    """A picture as it is seen: turned as EXIF says, on white, no larger than asked for; every page of a TIFF, else one."""
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if frames > limits["pages"]:
            raise Cannot("too_many_pages")
        for frame in range(frames):
            if frames > 1:
                image.seek(frame)
            if image.width * image.height > limits["pixels"]:
                raise Cannot("too_many_pixels")
            page = image.copy() if frames > 1 else image
            page.thumbnail((limits["side"], limits["side"]), Image.Resampling.LANCZOS, reducing_gap=2.0)
            yield on_white(ImageOps.exif_transpose(page))


def on_white(image: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white paper."""
    if image.mode.startswith("I;16"):
        # convert() cuts off what is lighter than 255 of 65,535.
        return image.convert("I").point(lambda value: value / 256).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    paper.alpha_composite(clear)
    return paper.convert("RGB")


def printed(data: bytes, limits: dict[str, int]) -> Iterator[Image.Image]:
    """The pages of a PDF, with what was filled in and stamped."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = pypdfium2.raw.FPDF_GetLastError() == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Cannot("encrypted" if locked else "broken") from error
    if len(document) > limits["pages"]:
        raise Cannot("too_many_pages")
    if len(document) == 0:
        raise Cannot("broken")
    document.init_forms()
    for page in document:
        longest = max(page.get_size())
        scale = min(limits["side"] / max(longest, 1.0), FINEST_SCAN / POINTS_PER_INCH)
        yield page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")


def answer(data: bytes, limits: dict[str, int]) -> tuple[dict[str, Any], list[bytes]]:
    """The line of JSON, and the pages' bytes."""
    is_pdf = b"%PDF-" in data[:1024]
    # PDFs name fonts that they do not carry, and pdfium opens them; a picture needs no file beyond the three pipes.
    give_up(limits, 32 if is_pdf else 3)
    try:
        pages = list((printed if is_pdf else pictures)(data, limits))
    except Cannot as error:
        return {"cannot": str(error)}, []
    except Image.DecompressionBombError:
        return {"cannot": "too_many_pixels"}, []
    except MemoryError:
        return {"cannot": "too_heavy"}, []
    except Exception:  # whatever a decoder says of broken bytes
        return {"cannot": "broken"}, []
    return {"pages": [page.size for page in pages]}, [page.tobytes() for page in pages]


def main() -> None:
    """Read, answer, end."""
    limits = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    Image.preinit()
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener()
    line, pages = answer(sys.stdin.buffer.read(), limits)
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
    for page in pages:
        sys.stdout.buffer.write(page)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
