"""Makes the image files that cases of ops read, and keeps their bytes: another Pillow packs the same pixels otherwise.

    python tests/golden/record_case_files.py        (a Python that has NumPy and Pillow)

Writes tests/golden/case_files.json: name -> the file in base64. What is there stays as it is, since the values recorded
for a case are found by what goes into it: remove an entry to have it made again, then record those values again too.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

STORE = Path(__file__).with_name("case_files.json")


def png(mode):
    pixels = np.random.default_rng(3).integers(0, 256, (5, 6, 3)).astype(np.uint8)
    return packed(Image.fromarray(pixels).convert(mode), "PNG")


def smooth(kind, frames=1, **options):
    y, x = np.mgrid[:24, :32]
    pixels = np.stack([x * 5, y * 7, x + y], -1).astype(np.uint8)
    first, *more = [Image.fromarray(np.roll(pixels, 5 * i, 1)) for i in range(frames)]
    return packed(first, kind, **({"save_all": True, "append_images": more} if more else {}), **options)


def webp():
    y, x = np.mgrid[:6, :8]
    return packed(Image.fromarray(np.stack([x * 20, y * 30, x + y], -1).astype(np.uint8)), "WEBP", lossless=True)


def packed(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


MADE = {
    **{f"{mode}.png": (png, (mode,), {}) for mode in ("RGB", "RGBA", "L", "LA", "P", "1")},
    "smooth.jpeg": (smooth, ("JPEG",), {}),
    "quality90.jpeg": (smooth, ("JPEG",), {"quality": 90}),
    "full_chroma.jpeg": (smooth, ("JPEG",), {"quality": 90, "subsampling": 0}),
    "smooth.gif": (smooth, ("GIF",), {}),
    "three_frames.gif": (smooth, ("GIF", 3), {}),
    "smooth.bmp": (smooth, ("BMP",), {}),
    "lossless.webp": (webp, (), {}),
}


if __name__ == "__main__":
    kept = json.loads(STORE.read_text()) if STORE.exists() else {}
    made = {n: base64.b64encode(make(*a, **k)).decode() for n, (make, a, k) in MADE.items() if n not in kept}
    kept = {name: text for name, text in {**kept, **made}.items() if name in MADE}
    STORE.write_text(json.dumps(kept, indent=1) + "\n")
    print(f"{STORE.name}: {len(made)} made, {len(kept) - len(made)} kept")
