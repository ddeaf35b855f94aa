"""Are adversarial images those that the readings say, and are their peaks compared with the right ones?"""

import sys

import numpy as np
import pytest
import torch
from bright_channels import bright_channels
from fake_run import FakeStore
from lu2022_method import modularity_by_networkx
from pydantic import ValidationError
from torch import nn
from toy_dataset import toy_dataset

from netsci_bench.contract.errors import Interrupted, Mistake
from netsci_bench.contract.result import Outcome
from netsci_bench.contract.schema import flat
from netsci_bench.experiments.modularity.adversarial import figures
from netsci_bench.experiments.modularity.adversarial.effects import Compared, CurveOf, effect_of
from netsci_bench.experiments.modularity.adversarial.peaks import Adversarial, adversarial_peaks
from netsci_bench.experiments.modularity.adversarial.samples import (
    AttackReading,
    attacked,
    correct_images,
    cut_normalised,
    target_of,
)
from netsci_bench.experiments.modularity.readings import Graphs
from netsci_bench.nets.attacks.library_attacks import Fgsm, Jsma
from netsci_bench.nets.attacks.local_search import LocalSearch, RandomPixel
from netsci_bench.nets.attacks.target import predict_classes
from netsci_bench.nets.models.deep.vgg import vgg11
from netsci_bench.nets.probes.layer_outputs import layer_outputs
from netsci_bench.nets.training.tensors import Examples, normalise
from netsci_bench.specs.registry import find
from netsci_bench.verdicts.judge import judge_claims

CLASSES = 3
COLOURS = {"mean": (0.4, 0.4, 0.4), "deviation": (0.2, 0.2, 0.2)}
SOME = {"fgsm": {"epsilon": 0.3}, "jsma": {"change": 1.0, "share": 0.01}, "local_search": {"rounds": 1}}
TEXT = {"draw": "random", "unit": "activation", "normalised": False, "attacks": SOME, **COLOURS}
PUBLISHED = {"draw": "consecutive", "normalised": True, "attacks": SOME | {"one_pixel": {"pixels": 3}}, **COLOURS}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return FakeStore(tmp_path_factory.mktemp("store"), bright_channels(60, 300, CLASSES))


@pytest.fixture(scope="module")
def graphs(store):
    data = toy_dataset(store.arrays)
    return {"dataset": data, "classes": CLASSES, "images": 30, "neighbours": 3, "least_gain": 0.01}


@pytest.fixture(scope="module")
def params(graphs):
    model = {"name": "netsci_bench.nets.models.deep.vgg:vgg11"}
    settings = {"architecture": {"width": 4}, "batch": 20, "epochs": 6, "lr": 0.01}
    recipe = {"dataset": graphs["dataset"], "classes": CLASSES, "model": model, **settings}
    return {**graphs, "recipe": recipe, "text": TEXT, "published": PUBLISHED, "least": 8}


@pytest.fixture(scope="module")
def found(params, store):
    return adversarial_peaks(Adversarial(**params), store.run("peaks"))


class BrightestChannel(nn.Module):
    """Knows the classes of the made images without any training."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, images):
        return self.scale * images.mean((2, 3))


def outcome(found, run):
    pairs = dict(flat(found))
    lists = {name: value for name, value in pairs.items() if isinstance(value, list)}
    scalars = {name: value for name, value in pairs.items() if not isinstance(value, list)}
    return Outcome(seed=0, address="", scalars=scalars, lists=lists, folder=run.folder)


def test_only_images_that_are_classified_correctly_are_attacked(store, graphs):
    net, reading = BrightestChannel(), AttackReading(**PUBLISHED)
    target = target_of(net, reading, CLASSES)
    wrong = {**store.arrays, "test_labels": np.where(np.arange(300) % 4 == 0, 0, store.arrays["test_labels"])}
    run = FakeStore(store.folder, wrong).run("correct")
    chosen = correct_images(target, reading, Graphs(**graphs), run, 40)
    right = np.flatnonzero(wrong["test_labels"] == store.arrays["test_labels"])[:40]
    np.testing.assert_array_equal(chosen.labels, wrong["test_labels"][right])
    np.testing.assert_allclose(chosen.images, wrong["test_images"][right] / np.float32(255))
    random = correct_images(target, AttackReading(**TEXT), Graphs(**graphs), run, 40)
    assert len(random) == 40
    assert not torch.equal(random.images, chosen.images)
    assert (predict_classes(target, random.images) == random.labels).all()
    assert len(correct_images(target, reading, Graphs(**graphs), run, 5000)) < 300


def test_a_net_that_is_never_right_is_refused(store, graphs):
    reading = AttackReading(**PUBLISHED)
    never = {**store.arrays, "test_labels": (store.arrays["test_labels"] + 1) % CLASSES}
    run = FakeStore(store.folder, never).run("never")
    with pytest.raises(ValueError, match="classifies no image correctly"):
        correct_images(target_of(BrightestChannel(), reading, CLASSES), reading, Graphs(**graphs), run, 4)


def test_as_published_numbers_are_cut_after_normalisation_and_jsma_does_nothing_else():
    reading = AttackReading(**PUBLISHED)
    target = target_of(BrightestChannel(), reading, CLASSES)
    images = torch.rand((6, 3, 8, 8), generator=torch.Generator().manual_seed(0))
    examples, rng = Examples(images, predict_classes(target, images)), np.random.default_rng(0)
    cut = cut_normalised(images, reading)
    torch.testing.assert_close(cut, images.clamp(0.4, 0.6))
    torch.testing.assert_close(attacked(target, reading, examples, Jsma(change=1.0, share=1.0), rng), cut)
    for how in (Fgsm(epsilon=0.3), LocalSearch(rounds=2, afresh=True, trials_count=True)):
        scaled = normalise(attacked(target, reading, examples, how, rng), reading.mean, reading.deviation)
        assert float(scaled.min()) >= -1e-5
        assert float(scaled.max()) <= 1 + 1e-5
    pixel = attacked(target, reading, examples, RandomPixel(pixels=2), rng)
    assert int((pixel - images).abs().gt(1e-5).any(1).sum((1, 2)).max()) <= 1


def test_as_the_text_says_images_are_attacked_between_0_and_1():
    reading = AttackReading(**TEXT)
    target = target_of(BrightestChannel(), reading, CLASSES)
    images = torch.rand((6, 3, 8, 8), generator=torch.Generator().manual_seed(0))
    examples = Examples(images, predict_classes(target, images))
    after = attacked(target, reading, examples, Fgsm(epsilon=0.3), np.random.default_rng(0))
    assert float((after - images).abs().max()) == pytest.approx(0.3, abs=1e-6)
    assert float(after.min()) >= 0.0
    assert float(after.max()) <= 1.0


def by_brightness(images, *labels):
    """Made curves whose peak is the mean of the images, and less where labels are given a second time."""
    return [[0.0, float(images.mean()) - 0.5 * number, 0.1] for number in range(len(labels))]


def made(level, count=6):
    return Examples(torch.full((count, 3, 2, 2), level), torch.arange(count) % 2)


def test_the_change_is_from_the_peak_of_the_same_images_before_the_attack():
    clean = made(0.8)
    clean.images[3:] = 0.0  # these do not fool the net, and must not be looked at
    compared = Compared(clean, made(0.3).images, made(0.7).images, made(0.75))
    fooled = torch.tensor([True, True, True, False, False, False])
    effect = effect_of(compared, fooled, 3, by_brightness, np.random.default_rng(0))
    assert (effect.attacked, effect.successes, effect.success_rate) == (6, 3, 50)
    changes = [effect.peak, effect.change, effect.noise_change, effect.beyond_noise, effect.redrawn_change]
    assert changes == pytest.approx([0.3, -0.5, -0.1, 0.4, -0.05], abs=1e-6)
    assert effect.modularity == pytest.approx([0.0, 0.3, 0.1])


def test_an_attack_that_changes_nothing_has_no_change_of_the_peak():
    compared = Compared(made(0.6), made(0.6).images, made(0.6).images, made(0.6))
    effect = effect_of(compared, torch.ones(6, dtype=torch.bool), 3, by_brightness, np.random.default_rng(0))
    assert (effect.change, effect.beyond_noise, effect.length, effect.largest) == (0.0, 0.0, 0.0, 0.0)


def test_too_few_successes_give_no_curve():
    compared = Compared(made(0.8), made(0.3).images, made(0.7).images, made(0.75))
    fooled = torch.tensor([True, True, False, False, False, False])
    effect = effect_of(compared, fooled, 3, by_brightness, np.random.default_rng(0))
    assert (effect.successes, effect.change, effect.modularity, effect.clean) == (2, 0.0, [], [])


def test_a_curve_at_changed_images_is_the_authors():
    torch.manual_seed(0)
    net, reading = vgg11(CLASSES, width=2).eval(), AttackReading(**PUBLISHED)
    images, labels = torch.rand((25, 3, 32, 32)), np.arange(25) % CLASSES
    ours = CurveOf(net, reading, 3)(images, labels)[0]
    places = [name for name, module in net.named_modules() if type(module) is nn.Conv2d]
    seen = normalise(images, reading.mean, reading.deviation)
    theirs = layer_outputs(net, seen, places, lambda output: modularity_by_networkx(output.numpy(), labels, 3))
    np.testing.assert_allclose(ours, list(theirs.values()), atol=1e-6)


def test_one_class_alone_has_a_modularity_of_0():
    torch.manual_seed(0)
    curve = CurveOf(vgg11(CLASSES, width=2).eval(), AttackReading(**PUBLISHED), 3)
    assert curve(torch.rand((9, 3, 32, 32)), np.zeros(9, int)) == [[0.0] * 8]


def test_an_experiment_attacks_in_both_readings_and_compares_with_other_images(found, params):
    for reading in (found.text, found.published):
        assert reading.fgsm.attacked == reading.jsma.attacked == reading.cw.attacked
        assert reading.fgsm.successes <= params["images"]
        assert len(reading.clean) == len(reading.cut) == 8
        assert reading.cut_change == pytest.approx(max(reading.cut) - max(reading.clean))
    assert found.text.fgsm.largest == pytest.approx(0.3, abs=1e-5)
    assert found.text.fgsm.successes >= params["least"]
    assert found.text.fgsm.change == pytest.approx(max(found.text.fgsm.modularity) - max(found.text.fgsm.clean))
    assert len(found.text.fgsm.redrawn) == len(found.text.fgsm.permuted) == len(found.text.fgsm.noise) == 8
    assert found.text.pgd.modularity == []
    assert (found.text.pgd.successes, found.text.pgd.length) == (0, 0)


def test_the_same_seed_gives_the_same_numbers(found, params, store):
    again = adversarial_peaks(Adversarial(**params), store.run("again"))
    assert dict(flat(again)) == dict(flat(found))


def test_a_run_that_was_stopped_between_attacks_ends_with_the_same_numbers(found, params, store):
    asked = iter(["", "", "", "time is over", "time is over"])
    with pytest.raises(Interrupted):
        adversarial_peaks(Adversarial(**params), store.run("stopped", stopping=lambda: next(asked, "")))
    resumed = adversarial_peaks(Adversarial(**params), store.run("stopped"))
    assert dict(flat(resumed)) == dict(flat(found))


def test_without_the_library_nothing_is_trained(params, store, monkeypatch):
    monkeypatch.setitem(sys.modules, "art.attacks", None)
    empty = FakeStore(store.folder / "without", store.arrays)
    with pytest.raises(Mistake, match="adversarial-robustness-toolbox"):
        adversarial_peaks(Adversarial(**params), empty.run("seed"))
    assert empty.asked == []


@pytest.mark.parametrize("net", ["vgg16", "resnet18"])
def test_a_claim_needs_as_many_successes_as_the_experiment_does(net):
    spec = find(f"adversarial/{net}").spec
    needed = {claim.evidence for claim in spec.claims.values() if claim.evidence}
    assert {one.at_least for one in needed if one.metric.endswith("successes")} == {spec.params["least"]}
    assert spec.tiers["quick"].params["least"] == spec.params["least"]
    peaks = [claim for claim in spec.claims.values() if claim.metric.endswith((".change", ".beyond_noise"))]
    assert len(peaks) == 18
    for claim in peaks:
        assert claim.evidence.metric == f"{claim.metric.rpartition('.')[0]}.successes"


@pytest.mark.parametrize("net", ["vgg16", "resnet18"])
def test_an_attack_without_a_success_is_never_judged(net, found, store):
    spec = find(f"adversarial/{net}").spec
    one = outcome(found, store.run("judged"))
    values = {name: -0.9 for name in one.scalars if name.endswith(("change", "beyond_noise"))}
    rates = {name: 100.0 for name in one.scalars if name.endswith(("successes", "success_rate"))}
    seeds = [Outcome(n, "", scalars={**one.scalars, **values, **rates}) for n in range(5)]
    words = {v.claim: v.word for v in judge_claims(spec.claims, "paper", spec.tiers["paper"], seeds)}
    assert words["pgd-lowers-the-peak"] == words["published-jsma-lowers-the-peak"] == "reproduced"
    seeds[3].scalars.update({"text.pgd.successes": 0.0, "published.jsma.successes": 29.0})
    verdicts = {v.claim: v for v in judge_claims(spec.claims, "paper", spec.tiers["paper"], seeds)}
    for claim in ("pgd-lowers-the-peak", "pgd-is-more-than-noise", "published-jsma-lowers-the-peak"):
        assert verdicts[claim].word == "not judged"
        assert "no evidence in 1 of 5 seeds" in verdicts[claim].why
    assert verdicts["fgsm-lowers-the-peak"].word == "reproduced"


@pytest.mark.parametrize("net", ["vgg16", "resnet18"])
def test_an_attack_that_was_not_made_is_no_failure_and_one_that_failed_is(net, found, store):
    spec = find(f"adversarial/{net}").spec
    one = outcome(found, store.run("rates"))
    rates = {"text.fgsm.success_rate": 40.0, "text.one_pixel.success_rate": 0.0, "text.cw.success_rate": 0.0}
    sizes = {"text.fgsm.length": 3.0, "text.one_pixel.length": 0.0, "text.cw.length": 0.1}
    seeds = [Outcome(n, "", scalars={**one.scalars, **rates, **sizes}) for n in range(5)]
    words = {v.claim: v.word for v in judge_claims(spec.claims, "paper", spec.tiers["paper"], seeds)}
    assert words["fgsm-always-succeeds"] == words["cw-always-succeeds"] == "contradicted"
    assert words["one-pixel-always-succeeds"] == "not judged"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"least": 3}, "`least` must be more than `neighbours`"),
        ({"least": 31}, "not more than `images`"),
        ({"text": TEXT | {"attacks": {"fgsm": {"epsilon": 0.0}}}}, "greater than 0"),
        ({"published": PUBLISHED | {"attacks": {"one_pixel": {"pixels": 0}}}}, "greater than or equal to 1"),
        ({"text": TEXT | {"attacks": {"fgsn": {"epsilon": 0.1}}}}, "fgsn"),
    ],
)
def test_a_budget_of_0_and_too_few_images_are_refused(params, changed, said):
    with pytest.raises(ValidationError, match=said):
        Adversarial(**params | changed)


def test_figures_show_what_was_made_and_say_what_was_not(found, store, drawn):
    curves, changes = figures.draw_vgg16([outcome(found, store.run("figures"))] * 2).values()
    shown = drawn(curves)
    assert "mean of 2 trainings" in shown
    assert "cut to [0, 1], no attack" in shown
    assert "LocalSearch" in shown
    assert "not made" in drawn(changes)
    assert "The peak falls by" in drawn(changes)


def test_a_figure_says_by_how_much_peaks_fall_and_of_no_attack_that_was_not_made(found, store):
    one = outcome(found, store.run("falls"))
    falls = {"text.fgsm.change": -0.7, "text.fgsm.noise_change": -0.2, "published.pgd.change": -0.32}
    lists = {name: [] for name in one.lists if name.endswith(".modularity")}
    lists |= {"text.fgsm.modularity": [0.1], "published.pgd.modularity": [0.1]}
    first = Outcome(0, "", scalars={**one.scalars, **falls, "published.pgd.noise_change": 0.06}, lists=lists)
    second = Outcome(1, "", scalars={**first.scalars, "text.fgsm.change": -0.9}, lists=lists)
    said = figures.fall_of_the_peak([first, second])
    assert (
        said == "The peak falls by 0.32 to 0.80 at adversarial images, by -0.06 to 0.20 with noise of the same size"
    )
    none = Outcome(0, "", scalars=one.scalars, lists={name: [] for name in lists})
    assert figures.fall_of_the_peak([none]) == "No attack has fooled enough images for a curve"


def test_the_published_peaks_are_those_that_the_bands_rest_on():
    """Facts about Fig. 6a: of the last layer, and how much lower than that of normal images a peak is."""
    vgg, resnet = figures.published_curves("VGG16"), figures.published_curves("ResNet18")
    last = {name: curve[-1] for name, curve in vgg.items()}
    assert last == {"normal": 0.823, "OnePixel": 0.579, "CW": 0.319, "PGD": 0.272, "LocalSearch": 0.204,
                    "JSMA": 0.171, "FGSM": 0.095}  # fmt: skip
    changes = {name: round(max(curve) - max(vgg["normal"]), 2) for name, curve in vgg.items()}
    assert changes["OnePixel"] == -0.25
    assert changes["FGSM"] == -0.66
    assert round(max(resnet["OnePixel"]) - max(resnet["normal"]), 2) == -0.32
    assert len(resnet["CW"]) == 9
