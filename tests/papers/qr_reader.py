"""A decoder of QR codes for the tests: finds the one black code in a picture and reads the bytes in it (versions 1 to 6, correction level M, no
damage to mend). No test stands here."""

from __future__ import annotations

from PIL import Image

DARK = 40
# version -> (blocks, data bytes in each, correction bytes in each) at level M; the place of the alignment pattern
BLOCKS = {1: (1, 16, 10), 2: (1, 28, 16), 3: (1, 44, 26), 4: (2, 32, 18), 5: (2, 43, 24), 6: (4, 27, 16)}
ALIGNED = {2: 18, 3: 22, 4: 26, 5: 30, 6: 34}
MASKS = (
    lambda r, c: (r + c) % 2 == 0, lambda r, c: r % 2 == 0, lambda r, c: c % 3 == 0, lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0, lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0, lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)


def read_qr(image: Image.Image) -> str:
    """The text of the code that consists of the picture's black pixels."""
    grid = _grid(image)
    size = len(grid)
    version = (size - 17) // 4
    assert size == 17 + 4 * version and version in BLOCKS, f"{size} modules"
    level, mask = _format(grid)
    assert level == 0, "not level M"
    bits = [grid[r][c] ^ MASKS[mask](r, c) for r, c in _way(size, version)]
    words = [int("".join("01"[bit] for bit in bits[n:n + 8]), 2) for n in range(0, len(bits) - 7, 8)]
    count, long, _correction = BLOCKS[version]
    data = [words[n + block] for block in range(count) for n in range(0, count * long, count)]
    stream = "".join(f"{word:08b}" for word in data)
    assert stream[:4] == "0100", "not bytes"
    length = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * n:20 + 8 * n], 2) for n in range(length)).decode()


def _grid(image: Image.Image) -> list[list[bool]]:
    grey = image.convert("RGB").point(lambda value: 255 if value < DARK else 0)
    red, green, blue = grey.split()
    black = Image.merge("RGB", (red, green, blue)).convert("L").point(lambda value: 255 if value == 255 else 0)
    box = black.getbbox()
    assert box, "no code"
    left, top, right, _bottom = box
    run = 0
    while black.getpixel((left + run, top)):
        run += 1
    module = run / 7
    size = round((right - left) / module)
    return [[bool(black.getpixel((int(left + (c + 0.5) * module), int(top + (r + 0.5) * module)))) for c in range(size)] for r in range(size)]


def _format(grid: list[list[bool]]) -> tuple[int, int]:
    """(correction level, mask) as the strip at the upper left says."""
    places = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8), (5, 8), (4, 8), (3, 8), (2, 8), (1, 8), (0, 8)]
    said = int("".join("01"[grid[r][c]] for r, c in places), 2) ^ 0b101010000010010
    return said >> 13, (said >> 10) & 7


def _way(size: int, version: int) -> list[tuple[int, int]]:
    """The places of the data in their order: two columns at a time from the right, up and down."""
    def taken(r: int, c: int) -> bool:
        corner = (r < 9 and c < 9) or (r < 9 and c >= size - 8) or (r >= size - 8 and c < 9)
        middle = ALIGNED.get(version, -9)
        return corner or r == 6 or c == 6 or (abs(r - middle) <= 2 and abs(c - middle) <= 2)
    found, up, column = [], True, size - 1
    while column > 0:
        if column == 6:
            column -= 1
        rows = range(size - 1, -1, -1) if up else range(size)
        found += [(r, c) for r in rows for c in (column, column - 1) if not taken(r, c)]
        up, column = not up, column - 2
    return found
