"""Where do the links of a page lead on the site? To another page, or to a page with the text of a file."""

import os
import re
import shutil
from pathlib import Path

FENCE = re.compile(r"(^ *(`{3,}).*?^ *\2`*$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<=\]\()<?([^)\s>]+)>?(?=\))")
LANGUAGES = {".py": "python", ".yaml": "yaml", ".toml": "toml", ".yml": "yaml"}


def rewritten(text: str, page: Path, source: Path, root: Path) -> str:
    """A page with its links; files that one leads to, and that are no pages, get one.

    Args:
        text: Markdown.
        page: its place on the site.
        source: what Sphinx reads, in the shape of the repository.
        root: of the repository.
    """
    parts = FENCE.split(text)
    # of a split with two groups, every third part is prose, and the last of a group is the fence's own mark
    return "".join(
        LINK.sub(lambda match: target(match[1], page, source, root), part) if number % 3 == 0 else part
        for number, part in enumerate(parts)
        if number % 3 != 2
    )


def target(link: str, page: Path, source: Path, root: Path) -> str:
    """The link on the site that stands for one in the repository."""
    if ":" in link.partition("/")[0] or link.startswith(("#", "//")):
        return link
    path, sign, anchor = link.partition("#")
    place = Path(os.path.normpath(page.parent / path))
    if place == Path("README.md"):
        return relative(Path("index.md"), page)
    if place == Path("docs/python.ipynb"):
        return relative(Path("docs/python.md"), page)
    if (source / place).is_file():
        return relative(place, page) + sign + anchor
    if not (root / place).exists():
        return link  # Sphinx will say that it leads nowhere
    if place.suffix in (".json", ".csv"):  # to be downloaded
        (source / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / place, source / place)
        return relative(place, page)
    return relative(text_page(place, source, root), page)


def text_page(place: Path, source: Path, root: Path) -> Path:
    """A page with the text of a file, or with the names in a folder; its place on the site."""
    made = Path("source", *place.parts[:-1], f"{place.name}.md")
    if not (source / made).exists():
        (source / made).parent.mkdir(parents=True, exist_ok=True)
        content = folder_text(root / place) if (root / place).is_dir() else file_text(root / place)
        head = "---\norphan: true\n---\n"
        (source / made).write_text(f"{head}# `{place.as_posix()}`\n\n{content}\n", encoding="utf-8")
    return made


def file_text(file: Path) -> str:
    """The text of a file as a block of code."""
    text = file.read_text(encoding="utf-8")
    return f"``````{LANGUAGES.get(file.suffix, 'text')}\n{text}\n``````"


def folder_text(folder: Path) -> str:
    """The names in a folder as a list."""
    names = sorted(
        path.name + "/" * path.is_dir() for path in folder.iterdir() if not path.name.startswith(("_", "."))
    )
    return "\n".join(f"- `{name}`" for name in names)


def relative(to: Path, page: Path) -> str:
    """A place on the site, seen from a page."""
    return Path(os.path.relpath(to, page.parent)).as_posix()
