"""What does a user see in the MLflow UI after runs of two versions of the code? Looked at in a real browser."""

import signal
import subprocess
import sys
import urllib.parse
from contextlib import nullcontext

import pytest
from command_line import EditedWalk, WalkInside, say_how_it_ended
from mlflow_server import free_port

pytestmark = [pytest.mark.system, pytest.mark.browser]
VERDICTS = ["1 contradicted, 1 undecided", "1 reproduced, 1 contradicted"]  # of both versions
SEEDS = "paper, 5 seeds, code "  # how the names of runs begin


class EditedInside(EditedWalk, WalkInside):
    """The toy experiment may be edited, and is run by commands in this process, which then forgets it."""

    pictures = nullcontext  # they are looked at

    def run(self, *words, **how):
        done = super().run(*words, **how)
        sys.modules.pop("strolling", None)
        return done


def measure(bench):
    done = bench.run("run", "walk.yaml", "--tier", "paper", "--quiet")
    assert done.code == 0, done
    assert "not mirrored" not in done.out + done.err


@pytest.fixture(scope="module")
def link(tmp_path_factory, browser):
    """The address that `netsci-bench ui` prints, after runs of two versions."""
    bench = EditedInside(tmp_path_factory.mktemp("two versions"))
    measure(bench)
    bench.edit("SCALE = 1.0", "SCALE = 0.30")
    measure(bench)
    shown = bench.start("ui", "--port", free_port(), stderr=subprocess.STDOUT)
    try:
        first = shown.stdout.readline()
        assert first.startswith("file/walk: "), first
        yield first.partition(": ")[2].strip()
        say_how_it_ended(shown, signal.SIGINT)
        assert shown.returncode == 0
    finally:
        bench.end()


@pytest.fixture(scope="module")
def visited(fresh, link):
    """A page that was opened where anybody would, and remembers which hosts it has ``asked``."""
    with fresh() as page:
        page.asked = []
        page.on("request", lambda request: page.asked.append(urllib.parse.urlsplit(request.url).hostname))
        page.goto(plain(link))
        runs(page).first.wait_for()
        yield page


def opened(page, link, **query):
    """The page of the runs."""
    more = "".join(f"&{name}={urllib.parse.quote(value)}" for name, value in query.items())
    page.goto(link + more)
    runs(page).first.wait_for()
    return page


def runs(page):
    return page.get_by_role("link", name=SEEDS)


CHATBOTS = ("Prompts", "Judges", "Token Usage", "Sessions", "Agent versions", "Evaluation runs")


def plain(link):
    """The address of the experiment as anybody would write it."""
    return link.partition("/runs?")[0]


def shared(link):
    """The address of the view that is kept with the experiment."""
    return f"{plain(link)}/runs?viewStateShareKey=netsci-bench"


def is_of_runs(page):
    """The page is of trainings, and names its runs."""
    runs(page).nth(1).wait_for()
    names = [name.strip() for name in runs(page).all_inner_texts()]
    assert sorted(name.partition(": ")[2] for name in names) == VERDICTS
    codes = page.locator("[role=gridcell][col-id*='run.code']").all_inner_texts()
    assert sorted(name.partition(": ")[0] for name in names) == sorted(f"{SEEDS}{code[:7]}" for code in codes)
    assert page.get_by_role("heading", name="Runs").is_visible()
    assert page.get_by_role("heading", name="A walk with drift").is_visible()
    assert not any(page.get_by_text(word, exact=True).count() for word in CHATBOTS)


def has_verdicts_and_no_assistant(page):
    cells = page.locator("[role=gridcell][col-id*=verdicts]")
    cells.nth(1).wait_for()
    assert page.locator("[role=columnheader][col-id*=verdicts]").is_visible()
    assert sorted(cells.all_inner_texts()) == VERDICTS
    assert not page.get_by_placeholder("Ask a question").count()


def test_at_first_sight_an_experiment_has_its_runs_with_verdicts_as_a_column(visited, link):
    visited.goto(plain(link))
    is_of_runs(visited)
    has_verdicts_and_no_assistant(visited)
    visited.goto(link)
    is_of_runs(visited)


def test_reports_and_figures_are_there_as_artifacts(visited, link):
    opened(visited, link)
    runs(visited).first.click()
    visited.get_by_text("the interval of the mean").first.wait_for()  # the verdicts in words
    visited.get_by_role("tab", name="Artifacts").click()
    visited.get_by_text("verdicts.png").first.click()
    picture = visited.locator("img[src^=blob]").first
    picture.wait_for()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
    visited.get_by_text("report.md", exact=True).click()
    visited.get_by_text("A walk with drift").first.wait_for()
    names = {"report.html", "report.json", "report.md", "series.png", "verdicts.png"}
    assert all(visited.get_by_text(name, exact=True).count() for name in names)


def test_telemetry_is_shown_as_off_and_no_other_host_is_asked(visited, link):
    visited.goto(link.partition("#")[0] + "#/settings/general")
    visited.get_by_text("Enable telemetry").wait_for()
    switches = visited.get_by_role("switch")
    assert "true" not in switches.evaluate_all("all => all.map(one => one.getAttribute('aria-checked'))")
    assert visited.get_by_text("Off", exact=True).is_visible()
    assert set(visited.asked) - {None} == {"127.0.0.1"}


@pytest.mark.nightly
@pytest.mark.parametrize("address", [str, shared])
def test_other_addresses_show_the_same_at_first_sight(page, link, address):
    page.goto(address(link))
    is_of_runs(page)
    has_verdicts_and_no_assistant(page)


@pytest.mark.nightly
def test_a_run_opened_by_its_own_address_is_one_of_training(page, visited, link):
    opened(visited, link)
    page.goto(plain(link) + "/runs/" + runs(visited).first.get_attribute("href").rpartition("/")[2])
    page.get_by_text("Child runs", exact=True).wait_for()
    assert page.get_by_text("verdict.it-goes-far").is_visible()
    assert page.get_by_text("run.tier").is_visible()
    assert not any(page.get_by_text(word, exact=True).count() for word in CHATBOTS)


@pytest.mark.nightly
def test_the_verdict_on_each_claim_can_be_shown_as_a_column(page, link):
    opened(page, link)
    page.get_by_role("button", name="Columns").click()
    page.get_by_text("verdicts", exact=True).first.wait_for()
    assert page.get_by_text("verdict.it-goes-nowhere", exact=True).count()


@pytest.mark.nightly
def test_the_seeds_lie_below_their_run(page, link):
    opened(page, link)
    assert not page.get_by_role("link", name="seed 0").count()
    page.locator("[role=row]", has=runs(page).first).get_by_role("button").first.click()
    page.get_by_role("link", name="seed 4").wait_for()
    names = page.get_by_role("link", name="seed ").all_inner_texts()
    assert sorted(name for name in names if name.startswith("seed ")) == [f"seed {i}" for i in range(5)]


@pytest.mark.nightly
def test_the_curves_of_two_versions_are_compared(page, link):
    opened(page, link, compareRunsMode="CHART")
    chart = page.locator("[data-testid=experiment-view-compare-runs-card]", has_text="series/walk.position")
    chart.scroll_into_view_if_needed()
    curves = chart.locator("path.js-line")
    curves.nth(1).wait_for()
    colours = curves.evaluate_all(
        "lines => lines.filter(l => l.getAttribute('d')).map(l => getComputedStyle(l).stroke)"
    )
    assert len(set(colours)) == 2


@pytest.mark.nightly
@pytest.mark.parametrize(("word", "count"), [("reproduced", 1), ("contradicted", 1), ("not judged", 0)])
def test_runs_are_found_by_their_verdicts(page, link, word, count):
    opened(page, link)
    search = page.get_by_role("textbox", name="search").or_(page.get_by_placeholder("metrics.rmse")).first
    search.fill(f"tags.`verdict.it-goes-far` = '{word}'")
    search.press("Enter")
    page.get_by_text(f"{count} matching run").wait_for()
    assert runs(page).count() == count
