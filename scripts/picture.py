"""Draws what the program prints on a terminal as docs/images/finding.svg.

usage: picture.py PROGRAM [--check]; scripts/pictures.sh calls it. With --check nothing is written,
and the exit code is 1 if the picture is stale.
"""
import io
import os
import pathlib
import pty
import subprocess
import sys

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "finding.svg"
COMMAND = ["check", "docs/example.har", "--only", "schema"]
COLUMNS = 100

# Without the address of a font: a picture must not ask a server when it is looked at.
FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def printed(program: str) -> str:
    """What the program prints where it writes to a terminal."""
    control, terminal = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    subprocess.run(["stty", "cols", str(COLUMNS), "rows", "60"], stdin=terminal, check=True)
    process = subprocess.Popen(
        [program, *COMMAND], cwd=ROOT, stdout=terminal, stderr=subprocess.DEVNULL, env=environment
    )
    os.close(terminal)
    text = b""
    while True:
        try:
            part = os.read(control, 65536)
        except OSError:  # Linux's way of saying that the other side is closed.
            break
        if not part:
            break
        text += part
    process.wait(timeout=60)
    return text.decode().replace("\r\n", "\n")


def svg(text: str) -> str:
    """The text as a picture of a terminal."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_markup(f"[bold green]$[/] memberspec {' '.join(COMMAND)}\n"))
    console.print(Text.from_ansi(text))
    return console.export_svg(
        title="memberspec", theme=MONOKAI, code_format=FORMAT, unique_id="memberspec"
    )


def main() -> int:
    picture = svg(printed(str(pathlib.Path(sys.argv[1]).resolve())))
    if "--check" in sys.argv:
        if not PICTURE.exists() or PICTURE.read_text() != picture:
            print(f"{PICTURE.relative_to(ROOT)} is stale: scripts/pictures.sh draws it again")
            return 1
        return 0
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
