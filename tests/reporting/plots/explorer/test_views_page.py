"""Does the page hold the surfaces, graphs, cells and curves that were kept, and is what is damaged refused?"""

import json
import re

import numpy as np
import pytest
from fake_run import FakeStore

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.surface_view import SurfaceView
from netsci_bench.maintenance.exchange.opened import explorer_of
from netsci_bench.maintenance.exchange.sources import find_report
from netsci_bench.reporting.plots.explorer.page import Heading, render_views
from netsci_bench.reporting.plots.explorer.views import MOST_EDGES, find_views, read_views
from netsci_bench.storage.artifacts import ARRAYS
from netsci_bench.storage.store import Store

AXIS = np.linspace(-1, 1, 5)
BOWL = AXIS[:, None] ** 2 + 2 * AXIS**2 + 0.5
PATH = np.array([[0.9, 0.5, 2.4], [0.2, 0.1, 0.7], [0, 0, 0.5]])


def surface(**update):
    return SurfaceView(
        **{"name": "a bowl, plane 1", "across": AXIS, "along": AXIS, "heights": BOWL, "path": PATH, **update}
    )


@pytest.fixture
def run(tmp_path):
    return FakeStore(tmp_path).run("kept")


def keep_graph(run, start="text_", nodes=60, epochs=3):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(epochs, nodes, nodes))
    layers = np.tile(np.repeat([1, 3, 4], nodes // 3), (epochs, 1))
    kept = {"weights": weights + weights.transpose(0, 2, 1), "layers": layers, "labels": layers % 2,
            "pagerank": np.full((epochs, nodes), 1 / nodes), "epochs": np.array([0, 1, 5])}  # fmt: skip
    for name, array in kept.items():
        run.keep(f"{start}{name}", array)
    return kept


def keep_cells(run, start="grokked_"):
    kept = {
        "weights": np.ones((2, 3 * 4 + 5)),
        "steps": np.array([0, 100]),
        "points": np.zeros((7, 2)),
        "labels": np.ones(7),
    }
    for name, array in kept.items():
        run.keep(f"{start}{name}", array)
    run.keep("window", np.array([[-1.0, -1], [1, 1]]))
    run.keep("widths", np.array([4]))


def test_a_surface_is_read_as_it_was_kept(run):
    run.keep_surface(surface())
    (view,) = read_views(run.folder / ARRAYS)
    assert (view["kind"], view["name"], view["heightName"]) == ("surface", "a bowl, plane 1", "loss")
    assert np.array(view["heights"]) == pytest.approx(BOWL, rel=1e-4)
    assert np.array(view["path"]) == pytest.approx(PATH, rel=1e-4)
    assert view["steps"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ({"heights": BOWL[:3]}, "do not fit 5 rows"),
        ({"heights": BOWL * np.inf}, "heights of the surface 'a bowl, plane 1' are not finite"),
        ({"path": np.zeros((3, 2))}, "points 3"),
        ({"across": AXIS[::-1]}, "do not ascend"),
    ],
)
def test_a_surface_that_cannot_be_shown_is_refused(update, why):
    with pytest.raises(ValueError, match=why):
        surface(**update)


def test_graphs_and_cells_are_found_by_the_names_of_what_is_kept_for_figures(run):
    kept = keep_graph(run)
    keep_cells(run)
    graph, cells = read_views(run.folder / ARRAYS)
    assert (graph["kind"], graph["name"], graph["steps"]) == ("graph", "graph, text", [0, 1, 5])
    assert sorted(set(graph["layers"])) == [0, 1, 2]
    edges = graph["edges"][1]
    assert len(edges) == MOST_EDGES
    strongest = np.sort(np.abs(np.triu(kept["weights"][1], 1)), axis=None)[::-1]
    a, b, weight = edges[-1]  # drawn last, over the others
    assert abs(weight) == 1
    assert abs(kept["weights"][1][a, b]) == strongest[0]
    assert min(abs(w) for _, _, w in edges) == pytest.approx(strongest[MOST_EDGES - 1] / strongest[0], abs=1e-3)
    assert (cells["kind"], cells["widths"], cells["steps"]) == ("cells", [4], [0, 100])


def test_arrays_of_other_experiments_are_no_views(run):
    run.keep("weights", np.ones((2, 17)))
    run.keep("text_epochs", np.arange(3))
    assert read_views(run.folder / ARRAYS) == []


def test_curves_are_read_from_the_report_and_a_seed_with_a_gap_is_left_out(tmp_path):
    lists = [{"text.modularity": [0.1, 0.2, 0.5], "text.rank": [1]}, {"text.modularity": [0.1, None, 0.4]}]
    content = {"id": "a/b", "tier": "quick", "outcomes": [{"seed": n, "lists": some} for n, some in enumerate(lists)]}
    seed, views = find_views(content, Store(tmp_path))
    assert seed == 0
    assert [(view["kind"], view["name"], view["curves"]) for view in views] == [
        ("curves", "modularity, text", [[0.1, 0.2, 0.5]])
    ]


def test_results_are_looked_for_in_all_seeds_and_nothing_to_watch_is_said(tmp_path, run):
    store = Store(tmp_path / "store")
    for seed, offer in ((0, lambda _: None), (1, lambda run: run.keep_surface(surface()))):
        store.get(f"{seed}" * 20, lambda folder, offer=offer: offer(FakeStore(folder.parent).run(folder.name)))
    content = {
        "id": "a/b",
        "tier": "quick",
        "outcomes": [{"seed": s, "address": f"{s}" * 20, "lists": {}} for s in (0, 1)],
    }
    assert find_views(content, store)[0] == 1
    explored = {**content, "outcomes": content["outcomes"][:1], "set": {"lr": 0.1}}
    with pytest.raises(Mistake, match="neither surfaces, graphs, cells nor curves") as refused:
        find_views(explored, store)
    assert refused.value.remedy == "netsci-bench run a/b --tier quick --set params.lr=0.1"


def test_a_damaged_part_is_refused_in_words(run):
    run.keep_surface(surface())
    (run.folder / ARRAYS / "surface.a bowl, plane 1.path.npy").unlink()
    with pytest.raises(Mistake, match="cannot be read"):
        read_views(run.folder / ARRAYS)
    keep_graph(run, nodes=9)
    weights = np.load(run.folder / ARRAYS / "text_weights.npy")
    run.keep("text_pagerank", weights[:, 0] * np.nan)
    for file in run.folder.glob("arrays/surface*"):
        file.unlink()
    with pytest.raises(Mistake, match="not finite"):
        read_views(run.folder / ARRAYS)


def test_the_page_loads_nothing_and_a_name_cannot_end_its_script(run):
    run.keep_surface(surface())
    (view,) = read_views(run.folder / ARRAYS)
    evil = "</script><script>alert(1)</script>"
    page = render_views([{**view, "name": evil}], Heading("A <b>title</b>", "toy"))
    assert "<script>alert" not in page
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert json.loads(re.search(r'id="meta">(.*?)</script>', page)[1])["views"][0]["name"] == evil


def test_the_curves_of_a_recorded_report_can_be_explored_without_its_results(tmp_path, monkeypatch):
    monkeypatch.setenv("NETSCI_BENCH_HOME", str(tmp_path / "home"))
    page = explorer_of(find_report("modularity/curve/resnet20"), tmp_path / "here" / "curves.html")
    views = json.loads(re.search(r'id="meta">(.*?)</script>', page.read_text(encoding="utf-8"))[1])["views"]
    assert [view["name"] for view in views] == ["modularity, text", "modularity, published"]
    assert {len(curve) for view in views for curve in view["curves"]} == {10}  # the first convolution and nine blocks
