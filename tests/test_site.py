"""Do the pages of the site lead to each other? They are put together as for Sphinx, which is not needed for that."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "site"))
import build  # noqa: E402
import links  # noqa: E402
import reference  # noqa: E402

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    source = tmp_path_factory.mktemp("site") / "source"
    build.put_together(source)
    return source


def links_of(page):
    prose = "".join(links.FENCE.split(page.read_text(encoding="utf-8"))[::3])
    found = [link.partition("#")[0] for link in links.LINK.findall(prose)]
    return [link for link in found if link and ":" not in link.partition("/")[0]]


def test_every_link_and_picture_of_the_site_is_there(site):
    pages = sorted(site.rglob("*.md"))
    assert len(pages) > 100
    broken = [(page, to) for page in pages for to in links_of(page) if not (page.parent / to).exists()]
    assert broken == []


def test_every_page_stands_in_a_table_of_contents(site):
    listed = set()
    for page in site.rglob("*.md"):
        for block in re.findall(r"\{toctree\}\n(.*?)\n(?:```|:::)", page.read_text(encoding="utf-8"), re.DOTALL):
            names = [line for line in block.splitlines() if line and not line.startswith(":")]
            listed |= {(page.parent / f"{name}.md").resolve() for name in names}
    own = {page.resolve() for page in site.rglob("*.md") if page.relative_to(site).parts[0] != "source"}
    assert own - listed == {(site / "index.md").resolve()}
    assert all(page.exists() for page in listed)


def test_the_reference_names_every_command_and_every_experiment_of_ours(site):
    from netsci_bench.specs import registry

    commands = (site / "reference" / "commands.md").read_text(encoding="utf-8")
    for name in ("run", "status", "data fetch", "store import", "compare"):
        assert f"## `netsci-bench {name}`" in commands
    assert "`--on " in commands.partition("## `netsci-bench run`")[2].partition("## ")[0]
    experiments = (site / "reference" / "experiments.md").read_text(encoding="utf-8")
    ours = [entry.id for entry in registry.entries() if registry.is_ours(entry)]
    assert len(ours) > 50
    assert [id_ for id_ in ours if f"### `{id_}`" not in experiments] == []


def test_the_reference_of_python_is_that_of_the_functions(site):
    text = (site / "reference" / "contract.md").read_text(encoding="utf-8")
    for name in ("experiments", "run", "load", "compare", "export"):
        assert f"### `nb.{name}`\n\n```text\n{name}(" in text
    assert "#### `run.once`" not in text  # a field, which the attributes describe
    assert "#### `run.log`" in text
    assert "**execution: Execution)" in text


def test_each_paper_has_a_badge_and_a_way_to_reply(site):
    pages = [page for page in (site / "reports" / "papers").glob("*.md") if page.stem != "index"]
    assert len(pages) >= 13
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert f"({page.stem}.svg)" in text
        assert "(../../docs/replies.md)" in text


def test_links_in_code_stay_and_others_lead_to_pages(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("")
    text = (
        "[x](../pyproject.toml) [y](https://e.org) [z](#here)\n\n```\n[x](../pyproject.toml)\n```\n[r](../README.md)"
    )
    new = links.rewritten(text, Path("docs/a.md"), tmp_path, ROOT)
    assert new.startswith("[x](../source/pyproject.toml.md) [y](https://e.org) [z](#here)\n")
    assert "```\n[x](../pyproject.toml)\n```" in new
    assert new.endswith("[r](../index.md)")
    assert "[project]" in (tmp_path / "source" / "pyproject.toml.md").read_text()


def test_a_docstring_becomes_markdown():
    def shout(word, times=2):
        """Shout ``word``.

        Args:
            word: what is shouted,
                and by whom.
            times: how often.

        >>> shout("a")
        """

    text = reference.docstring(shout)
    assert "Shout `word`." in text
    assert "- word: what is shouted, and by whom.\n- times: how often." in text
    assert "```pycon" in text
