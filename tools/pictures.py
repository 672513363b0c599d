"""`just pictures`: takes the pictures of the guides and of the README from a running demonstration.

What is taken stands in `docs/pictures/pictures.yaml`, so that no code knows a place or a plan. The demonstration is made
anew in a temporary folder, so that pictures never show what somebody tried out. Arguments are names of pictures; without
any, all are taken. A page that does not answer with 200, or that shows more words than its picture can hold, is a fault.

The page is photographed by Chromium and stored with at most 256 colours: pages are flat, and the pictures stay small
without a library for images.
"""

import base64
import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy
import pypdfium2
import yaml
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("ZHIHENG_CHROMIUM") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--font-render-hinting=none"]  # fmt: skip
STARTS_WITHIN = 180
MOST_BYTES = 120_000
MOST_COLOURS = 256
PAPER = 1.25  # pixels a point
Pixels = NDArray[numpy.uint8]


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, where, at what width, what is done first, and which part of the page is kept.

    Attributes:
        steps: each is one of `fill` {selector: words}, `press` selector, `file` {selector: path beside this list},
            `open` selector of a <details>, `wait` selector.
        part: selectors; the picture holds the smallest box around the first element of each. None: the first screen.
        paper: printed on A4 instead; more than one sheet is a fault.
        margin: pixels kept around that box.
        most: pixels of height at most; a longer part is cut.
    """

    name: str
    page: str
    reader: str = ""
    width: int = 1366
    height: int = 768
    paper: bool = False
    steps: list[dict[str, Any]] = field(default_factory=list)
    part: list[str] = field(default_factory=list)
    margin: int = 8
    most: int = 2000


def listed() -> list[Shot]:
    found = yaml.safe_load((PICTURES / "pictures.yaml").read_text(encoding="utf-8"))
    return [Shot(**one) for one in found]


def main(names: list[str]) -> int:
    shots = [shot for shot in listed() if not names or shot.name in names]
    unknown = set(names) - {shot.name for shot in shots}
    if unknown:
        print(f"docs/pictures/pictures.yaml names no picture {', '.join(sorted(unknown))}")
        return 1
    faults = 0
    with demonstration() as (address, people), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for shot in shots:
            fault = taken(browser, address, people, shot)
            faults += bool(fault)
            size = (PICTURES / f"{shot.name}.png").stat().st_size if not fault else 0
            print(f"{shot.name}: {fault or f'{size / 1000:.0f} kB'}", flush=True)
        browser.close()
    return 1 if faults else 0


@contextlib.contextmanager
def demonstration() -> Iterator[tuple[str, Mapping[str, str]]]:
    """A demonstration of our own on a free port: its address, and the password of each sign-in code."""
    with tempfile.TemporaryDirectory(prefix="zhiheng-pictures-") as scratch:
        home = Path(scratch) / "demo"
        port = _free_port()
        address = f"http://127.0.0.1:{port}"
        command = [str(Path(sys.executable).parent / "zhiheng"), "demo", "--port", str(port)]
        environment = {**os.environ, "ZHIHENG_DEMO": str(home), "ZHIHENG_PLANS": str(ROOT / "plans")}
        with (Path(scratch) / "log").open("w+", encoding="utf-8") as log:
            server = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            try:
                _wait(server, f"{address}/sign-in")
                yield address, _passwords(home / "demo.json")
            except ConnectionError:
                log.seek(0)
                print(log.read())
                raise
            finally:
                os.killpg(server.pid, signal.SIGTERM)  # the server of pages is a child of its own
                server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait(server: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise ConnectionError(f"The demonstration did not start at {address}.")


def _passwords(stamp: Path) -> dict[str, str]:
    people = yaml.safe_load(stamp.read_text(encoding="utf-8"))["people"]
    return {person["code"]: person["password"] for person in people}


def taken(browser: Browser, address: str, people: Mapping[str, str], shot: Shot) -> str:
    """Take one picture; returns what is wrong with it, "" when nothing is."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, locale="zh-CN", reduced_motion="reduce", base_url=address
    )
    try:
        page = context.new_page()
        if shot.reader:
            sign_in(page, shot.reader, people[shot.reader])
        answer = page.goto(shot.page)
        if answer is None or answer.status != 200:
            return f"{shot.page} answers {answer.status if answer else 'nothing'}"
        for step in shot.steps:
            done(page, step)
        page.wait_for_load_state("networkidle")
        if shot.paper:
            sheets, width, colours = printed(page)
        else:
            sheets, (width, colours) = 1, pixels(context.new_page(), _photograph(page, shot))
    finally:
        context.close()
    if sheets != 1:
        return f"{shot.page} takes {sheets} sheets of paper"
    small = png(width, colours)
    if len(small) > MOST_BYTES:
        return f"{len(small)} bytes; at most {MOST_BYTES}"
    (PICTURES / f"{shot.name}.png").write_bytes(small)
    return ""


def sign_in(page: Page, code: str, password: str) -> None:
    page.goto("/sign-in")
    page.fill("#code", code)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def done(page: Page, step: Mapping[str, Any]) -> None:
    for verb, what in step.items():
        if verb == "fill":
            for selector, words in what.items():
                page.fill(selector, words)
        elif verb == "file":
            for selector, name in what.items():
                page.set_input_files(selector, PICTURES / name)
        elif verb == "press":
            page.click(what)
            page.wait_for_load_state("networkidle")
        elif verb == "open":
            page.eval_on_selector(what, "element => { element.open = true }")
        elif verb == "wait":
            page.wait_for_selector(what)
        else:
            raise ValueError(f"pictures.yaml: found the step {verb}; there are fill, file, press, open and wait")


def _photograph(page: Page, shot: Shot) -> bytes:
    if not shot.part:
        return page.screenshot(animations="disabled", caret="hide")
    boxes = page.evaluate(
        """selectors => selectors.map(one => {
            const box = document.querySelector(one).getBoundingClientRect();
            return [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY];
        })""",
        shot.part,
    )
    left, top = (max(0, min(box[side] for box in boxes) - shot.margin) for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) + shot.margin for side in (2, 3))
    clip = {"x": left, "y": top, "width": min(right, shot.width) - left, "height": min(bottom - top, shot.most)}
    return page.screenshot(animations="disabled", caret="hide", full_page=True, clip=clip)  # type: ignore[arg-type]


def printed(page: Page) -> tuple[int, int, Pixels]:
    """Number of sheets, and width and colours of the first, from the file that a printer would get."""
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    drawn = document[0].render(scale=PAPER, rev_byteorder=True).to_numpy()
    return len(document), drawn.shape[1], drawn[:, :, :3].reshape(-1, 3)


def pixels(blank: Page, photograph: bytes) -> tuple[int, Pixels]:
    """Width and colours (rows of red, green, blue) of a photograph; Chromium reads it for us."""
    width, plain = blank.evaluate(
        """async encoded => {
            const answer = await fetch("data:image/png;base64," + encoded);
            const drawing = await createImageBitmap(await answer.blob());
            const canvas = new OffscreenCanvas(drawing.width, drawing.height);
            const pen = canvas.getContext("2d");
            pen.drawImage(drawing, 0, 0);
            const bytes = pen.getImageData(0, 0, drawing.width, drawing.height).data;
            let text = "";
            for (let at = 0; at < bytes.length; at += 30000) text += String.fromCharCode(...bytes.subarray(at, at + 30000));
            return [drawing.width, btoa(text)];
        }""",
        base64.b64encode(photograph).decode("ascii"),
    )
    return width, numpy.frombuffer(base64.b64decode(plain), dtype=numpy.uint8).reshape(-1, 4)[:, :3]


def palette(colours: Pixels) -> tuple[Pixels, Pixels]:
    """At most 256 colours and, for each pixel, which of them it takes.

    Neighbouring colours share a box; a box shows its most frequent colour, so that paper and lamps keep theirs exactly.
    """
    whole = colours.astype(numpy.uint32)
    exact = (whole[:, 0] << 16) | (whole[:, 1] << 8) | whole[:, 2]
    for bits in range(8, 2, -1):
        cut = whole >> (8 - bits)
        box = (cut[:, 0] << (2 * bits)) | (cut[:, 1] << bits) | cut[:, 2]
        boxes, index = numpy.unique(box, return_inverse=True)
        if len(boxes) <= MOST_COLOURS:
            break
    pairs, counts = numpy.unique((index.astype(numpy.uint64) << numpy.uint64(24)) | exact, return_counts=True)
    shown = numpy.zeros(len(boxes), dtype=numpy.uint32)
    for pair in pairs[numpy.argsort(counts, kind="stable")].tolist():
        shown[pair >> 24] = pair & 0xFFFFFF
    chosen = numpy.stack([(shown >> shift) & 0xFF for shift in (16, 8, 0)], axis=1)
    return chosen.astype(numpy.uint8), index.astype(numpy.uint8)


def png(width: int, colours: Pixels) -> bytes:
    """An indexed PNG."""
    chosen, index = palette(colours)
    rows = index.reshape(-1, width)
    lines = numpy.hstack([numpy.zeros((len(rows), 1), dtype=numpy.uint8), rows])
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    chunks = [
        (b"IHDR", head),
        (b"PLTE", chosen.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
