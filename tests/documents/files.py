"""Files that citizens send, or that somebody sends to do harm; all made here."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

import pillow_heif
import pypdfium2
from PIL import Image, ImageDraw

RED, BLUE, WHITE = (220, 30, 30), (30, 30, 220), (255, 255, 255)


def scene(size: tuple[int, int] = (640, 400)) -> Image.Image:
    """White, red in the upper left quarter, blue in the lower right."""
    image = Image.new("RGB", size, WHITE)
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), RED)
    draw.rectangle((width // 2, height // 2, width, height), BLUE)
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    kept = BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()


def heic(image: Image.Image, orientation: int = 1) -> bytes:
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, "HEIF", exif=exif.tobytes())


def turned_by_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(scene(), "JPEG", quality=95, exif=exif)


def animated(kind: str) -> bytes:
    frames = [scene(), Image.new("RGB", (640, 400), "black"), Image.new("RGB", (640, 400), "green")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def pdf(pages: int, size: tuple[float, float] = (595, 842)) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*size)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def pdf_of(*pages: Image.Image) -> bytes:
    # Saving leaves its options behind in a picture.
    pages = tuple(page.copy() for page in pages)
    return saved(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=150)


def locked_pdf() -> bytes:
    """A page behind a password: what opens it is not in the file."""
    marks = b"<" + b"3c" * 32 + b">"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O " + marks + b"/U " + marks + b">>",
    ]
    return pdf_from(objects, b"/Encrypt 4 0 R/ID[<" + b"00" * 16 + b"><" + b"00" * 16 + b">]")


def pdf_from(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its root."""
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return b"%s%s%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        *(content, head, table),
        *(size, trailer, len(content)),
    )


def pdf_with_picture(width: int, height: int, pages: int = 1) -> bytes:
    """Pages that each show a white picture of that size, squeezed to nearly nothing."""
    row = zlib.compressobj(9)
    pixels = b"".join(row.compress(b"\xff" * width * 3) for _ in range(height)) + row.flush()
    picture = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB" % (width, height)
    picture += b"/BitsPerComponent 8/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(pixels), pixels)
    shown = b"200 0 0 200 0 0 cm /P Do"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 3 0 R/Resources<</XObject<</P 4 0 R>>>>>>"
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    return pdf_from(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
            b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
            picture,
            *[page] * pages,
        ]
    )


def png(width: int, height: int) -> bytes:
    """A white picture of that size, squeezed to nearly nothing."""
    rows = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * ((width + 7) // 8)
    pixels = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
            (b"IDAT", pixels),
            (b"IEND", b""),
        )
    )


def zipped(*names: str) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, "样本")
    return kept.getvalue()
