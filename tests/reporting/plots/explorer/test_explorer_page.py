"""Does the page hold what the series holds, to the stated precision, and is what cannot be shown refused?"""

import dataclasses
import json
import re

import numpy as np
import pytest
from fake_run import FakeStore
from moving_points import moving_points

from netsci_bench.contract.errors import Mistake
from netsci_bench.contract.point_series import PointSeries
from netsci_bench.measures.embedding.stored_size import compact_bytes
from netsci_bench.reporting.plots.explorer.coding import decode, encode
from netsci_bench.reporting.plots.explorer.page import WEB, Heading, render_explorer
from netsci_bench.reporting.plots.explorer.stored_series import find_series, read_series
from netsci_bench.reporting.report_model import Picture
from netsci_bench.storage.store import Store

HEADING = Heading("Points <b>that</b> move", "toy/points, quick tier")


@pytest.fixture(scope="module")
def series():
    return moving_points()


def changed(series, **update):
    return dataclasses.replace(series, **update)


def test_what_is_decoded_is_what_was_encoded_to_the_stated_precision(series):
    known, texts = encode(series)
    levels = {name: decode(texts[name], known[name], len(series.steps)) for name in texts}
    assert levels["labels"].tolist() == series.labels.tolist()
    assert np.array_equal(levels["answers"].reshape(series.answers.shape), series.answers)
    assert np.array_equal(levels["images"].reshape(series.images.shape), series.images)
    outputs = levels["outputs"].reshape(series.outputs.shape) / 255
    assert np.abs(outputs - series.outputs).max() <= 1 / 510 + 1e-6
    for name, embedding in series.embeddings.items():
        said = known[name]
        places = said["lowest"] + levels[name].reshape(embedding.shape) / said["levels"] * said["range"]
        assert np.abs(places - embedding).max() <= said["range"] / 8190 * 1.01


@pytest.mark.parametrize("low", [-3.0, 2.0])
def test_outputs_of_any_range_are_kept(series, low):
    other = changed(series, outputs=series.outputs * 5 + np.float32(low))
    known, texts = encode(other)
    said = known["outputs"]
    levels = decode(texts["outputs"], said, len(series.steps)).reshape(series.outputs.shape)
    found = said["low"] + levels / 255 * (said["high"] - said["low"])
    assert np.abs(found - other.outputs).max() <= (said["high"] - said["low"]) / 500


def test_constant_outputs_and_embeddings_can_be_shown(series):
    flat = changed(series, outputs=np.full_like(series.outputs, 7), embeddings={"flat": np.zeros((5, 300, 2))})
    known, texts = encode(flat)
    assert not decode(texts["flat"], known["flat"], 5).any()
    assert not decode(texts["outputs"], known["outputs"], 5).any()


def test_more_than_a_browser_holds_is_refused_before_anything_is_computed(series):
    steps, points = 50, 2_000_000
    wide = np.broadcast_to(np.float32(0), (steps, points, 10))  # takes no memory itself
    endless = object.__new__(PointSeries)  # its own checks would read each number
    for name, value in {**vars(series), "outputs": wide}.items():
        object.__setattr__(endless, name, value)
    with pytest.raises(Mistake, match="outputs of this series are 1,000,000,000 numbers") as told:
        encode(endless)
    assert "keep fewer points" in str(told.value)


def test_the_experiments_measure_of_its_size_is_that_of_the_page(series):
    length = 3 / 4 * len(encode(series)[1]["outputs"])
    assert compact_bytes(series.outputs) == pytest.approx(length, abs=40)  # gzip has a longer head


def test_the_page_loads_nothing_and_escapes_its_words(series):
    page = render_explorer(series, HEADING, [Picture("a.png", "A <picture>.", b"png")])
    assert "default-src 'none'" in page
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert "Points &lt;b&gt;that&lt;/b&gt; move" in page
    assert "A &lt;picture&gt;." in page
    meta = json.loads(re.search(r'id="meta">(.*?)</script>', page)[1])
    assert meta["shape"] == {"steps": 5, "points": 300, "outputs": 10}


def test_a_class_name_cannot_end_the_script(series):
    names = ["</script><script>alert(1)</script>", *series.class_names[1:]]
    page = render_explorer(changed(series, class_names=names), HEADING)
    assert "<script>alert" not in page
    assert json.loads(re.search(r'id="meta">(.*?)</script>', page)[1])["classes"] == names


def test_the_built_scripts_come_with_their_licence_and_their_source():
    assert "MIT" in (WEB / "built" / "LICENSE-three").read_text()
    for script in ("explorer", "views"):
        assert (WEB / "built" / f"{script}.js").read_text().startswith("/* three.js, MIT licence")
    wanted = json.loads((WEB / "package.json").read_text())["dependencies"]["three"]
    locked = json.loads((WEB / "package-lock.json").read_text())["packages"]["node_modules/three"]["version"]
    assert locked == wanted


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ({"outputs": np.zeros((5, 300))}, "not of shape"),
        ({"outputs": np.full((5, 300, 10), np.nan)}, "outputs of a series are not finite"),
        ({"labels": np.zeros(7, dtype=int)}, r"labels \(7,\), not \(300,\)"),
        ({"labels": np.full(300, 10)}, "from 0 to 9"),
        ({"steps": range(4)}, r"steps \(4,\), not \(5,\)"),
        ({"embeddings": {"flat": np.zeros((5, 300, 1))}}, "2 and 3 can be shown"),
        ({"embeddings": {"gone": np.full((5, 300, 2), np.inf)}}, "gone of a series are not finite"),
        ({"embeddings": {"PCA": np.zeros((5, 300, 2))}}, "cannot be called PCA"),
        ({"curves": {"loss": [1.0]}}, r"loss \(1,\), not \(5,\)"),
        ({"images": np.zeros((300, 4, 4))}, "grey uint8"),
        ({"units": {"layer 1": np.zeros((3, 4, 4))}}, "pictures of layer 1 are grey uint8"),
    ],
)
def test_a_series_that_does_not_fit_together_is_refused(series, update, why):
    with pytest.raises(ValueError, match=why):
        changed(series, **update)


@pytest.fixture
def kept(series, tmp_path):
    """A store with a seed without embeddings and one with both; the content of their report."""
    store = Store(tmp_path / "store")
    fewer = changed(series, embeddings={}, images=None)
    for seed, offered in enumerate((fewer, series)):
        store.get(
            f"{seed}" * 20,
            lambda folder, offered=offered: FakeStore(folder.parent).run(folder.name).keep_series(offered),
        )
    outcomes = [{"seed": seed, "address": f"{seed}" * 20} for seed in (0, 1)]
    return store, {"id": "toy/points", "tier": "quick", "outcomes": outcomes}


def test_the_seed_with_most_pictures_is_shown_as_it_was_kept(kept, series):
    store, content = kept
    seed, found = find_series(content, store)
    assert seed == 1
    assert encode(found) == encode(series)
    assert found.units.keys() == {"layer 1", "outputs"}
    assert found.curves.keys() == series.curves.keys()
    first = {**content, "outcomes": content["outcomes"][:1]}
    assert find_series(first, store)[1].images is None


def test_results_that_are_elsewhere_or_hold_no_series_are_said_so(kept, tmp_path):
    store, content = kept
    elsewhere = {**content, "outcomes": [{"seed": 0, "address": "9" * 20}], "set": {"lr": 0.1}}
    with pytest.raises(Mistake, match="not in this home") as refused:
        find_series(elsewhere, store)
    assert refused.value.remedy.endswith("--set params.lr=0.1")
    store.get("3" * 20, lambda folder: (folder / "nothing").write_text("x"))
    with pytest.raises(Mistake, match="keeps no series"):
        find_series({**content, "outcomes": [{"seed": 0, "address": "3" * 20}]}, store)
    with pytest.raises(Mistake, match="cannot be read"):
        read_series(tmp_path)
