"""How is the site built? ``python docs/site/build.py OUT``: pages are put together, and Sphinx makes HTML of them.

The pages stay where they are in the repository. They are copied into a folder of the same shape, so that links
between them hold; a link to anything else gets a page with the text of that file. What a reader looks up is generated
from types and from the registry. Every warning of Sphinx is an error, such as for a link that leads nowhere.
"""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
import links
import reference

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
FIRST = ("tutorial", "python", "compare", "scale", "api", "data", "mlflow", "replies", "verdicts", "identity")
LISTED = {*FIRST, "architecture", "what-was-run"}  # pages that index.md names; all others explain a family
ANCHOR = re.compile(r'^<a id="([^"]+)"></a>$', re.MULTILINE)
HEADLINE = re.compile(r"^\*\*\d+ reproduced.*$", re.MULTILINE)


def build(out: Path) -> int:
    """Build the site into a folder; Sphinx's exit code."""
    from sphinx.cmd.build import main

    with TemporaryDirectory() as folder:
        source = Path(folder, "source")
        put_together(source)
        words = ["-W", "--keep-going", "-q", "-j", "auto", "-b", "html", "-d", str(Path(folder, "doctrees"))]
        return main([*words, str(source), str(out)])


def put_together(source: Path) -> None:
    """Everything that Sphinx reads, in the shape of the repository."""
    for name in ("conf.py", "static"):
        copy(HERE / name, source / name)
    for path in (
        *ROOT.glob("docs/**/*"),
        *ROOT.glob("reports/**/*"),
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
    ):
        if path.suffix in (".md", ".png", ".svg") and not path.is_relative_to(HERE):
            copy(path, source / path.relative_to(ROOT))
    (source / "docs" / "python.md").write_text(notebook(ROOT / "docs" / "python.ipynb"), encoding="utf-8")
    (source / "index.md").write_text(front_page(), encoding="utf-8")
    (source / "reports" / "papers" / "index.md").write_text(papers_page(source), encoding="utf-8")
    (source / "reports" / "index.md").write_text(reports_page(source), encoding="utf-8")
    for name, text in reference.pages(ROOT).items():
        (source / "reference").mkdir(exist_ok=True)
        (source / "reference" / f"{name}.md").write_text(text, encoding="utf-8")
    for page in sorted(source.rglob("*.md")):
        text = ANCHOR.sub(r"(\1)=", page.read_text(encoding="utf-8"))
        page.write_text(links.rewritten(text, page.relative_to(source), source, ROOT), encoding="utf-8")


def copy(path: Path, target: Path) -> None:
    """Copy a file or a folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(path, target) if path.is_dir() else shutil.copyfile(path, target)


def front_page() -> str:
    """The first page, with the headline of the scoreboard and the pages that explain a family."""
    headline = HEADLINE.search((ROOT / "reports" / "README.md").read_text(encoding="utf-8"))
    others = sorted(path.stem for path in (ROOT / "docs").glob("*.md") if path.stem not in LISTED)
    text = (HERE / "index.md").read_text(encoding="utf-8")
    text = text.replace("{{ explanations }}", "\n".join(f"docs/{name}" for name in others))
    return text.replace("{{ headline }}", headline.group() if headline else "")


def notebook(path: Path) -> str:
    """A notebook as Markdown; its code is run by the tests."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    return "\n\n".join(text if kind == "markdown" else f"```python\n{text}\n```" for kind, text in texts) + "\n"


def papers_page(source: Path) -> str:
    """The list of papers, each with its badge."""
    keys = sorted(path.stem for path in (source / "reports" / "papers").glob("*.md"))
    badges = "\n".join(f"- [![{key}]({key}.svg)]({key}.md)" for key in keys)
    return f"# Papers\n\nA page for each paper; the badges are made from the record.\n\n{badges}\n\n{toctree(keys)}"


def reports_page(source: Path) -> str:
    """The list of recorded reports."""
    folder = source / "reports"
    found = sorted(path.relative_to(folder) for path in folder.rglob("report.md"))
    rows = "\n".join(
        f"- [{path.parent.parent.as_posix()}, {path.parent.name} tier]({path.as_posix()})" for path in found
    )
    names = [path.with_suffix("").as_posix() for path in found]
    rows += "\n\n[How fast it is](performance.md), against what one would use instead."
    return f"# Reports\n\nEvery recorded report, by experiment.\n\n{rows}\n\n{toctree(['performance', *names])}"


def toctree(names: Iterator[str] | list[str]) -> str:
    """A hidden table of contents."""
    return "\n".join(["```{toctree}", ":hidden:", *names, "```", ""])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
