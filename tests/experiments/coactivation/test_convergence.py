"""Is a training called converged where its loss has settled, and not where it still falls?"""

import numpy as np
import pytest
from drawn_figures import fitting_figures

from netsci_bench.experiments.coactivation.convergence import TwoLosses, convergence, describe_course
from netsci_bench.experiments.coactivation.figures.convergence import draw
from netsci_bench.nets.training.trained import read_history

EPOCHS = np.arange(16)
ACCURACY = (100 - 90 * np.exp(-EPOCHS)).tolist()


@pytest.fixture(scope="module")
def losses(digit_recipe):
    longer = digit_recipe.model_copy(update={"epochs": 7, "keep_epochs": ()})
    return TwoLosses(text=longer.model_copy(update={"loss": "mse"}), published=longer)


@pytest.mark.parametrize(
    ("constant", "settles", "done"), [(0.3, 1, True), (1.5, 5, True), (4.0, 11, False), (50.0, 15, False)]
)
def test_a_fast_fall_is_done_by_epoch_five_and_a_slow_one_is_not(losses, constant, settles, done):
    found = describe_course((0.1 + np.exp(-EPOCHS / constant)).tolist(), ACCURACY, losses)
    assert found.settling_epoch == settles
    assert (found.by_stage >= 0.95) == done
    assert (found.by_first >= 0.95) == (settles == 1)


def test_what_the_accuracy_gains_after_the_stage_is_that_of_the_last_epoch(losses):
    loss = np.exp(-EPOCHS / 2).tolist()
    assert describe_course(loss, ACCURACY, losses).later_accuracy == pytest.approx(90 * (np.exp(-5) - np.exp(-15)))
    assert describe_course(loss, [10.0] * 5 + [98.0] * 11, losses).later_accuracy == 0
    assert describe_course(loss, [10.0] * 6 + [98.0] * 10, losses).later_accuracy == 88


def test_a_loss_that_rises_again_has_converged_at_its_lowest(losses):
    loss = [2.0, 1.0, 0.5, 0.1, 0.3, 0.9, *[1.5] * 10]
    found = describe_course(loss, ACCURACY, losses)
    assert (found.settling_epoch, found.by_stage) == (3, pytest.approx(1.1 / 1.9))


@pytest.fixture(scope="module")
def measured(losses, shared):
    run = shared.run("convergence")
    return convergence(losses, run), run.folder, shared


def test_each_loss_has_its_training_whose_test_losses_are_followed(measured, losses):
    metrics, _, shared = measured
    assert {name: shared.names[name] for name in ("text", "published")} == {
        "text": losses.text,
        "published": losses.published,
    }
    history = read_history(shared.once(lambda *_: None, losses.published, "published")).series
    loss = np.array(list(history["test_loss"].values()))
    assert metrics.published.shares == pytest.approx(((loss[0] - loss) / (loss[0] - loss.min())).tolist())
    assert metrics.published.accuracy == list(history["test_accuracy"].values())
    assert len(metrics.text.shares) == 8


@pytest.mark.parametrize("change", [{"epochs": 5}, {"test_every": 2}])
def test_a_training_without_later_tests_is_refused(losses, shared, change):
    short = losses.model_copy(update={"text": losses.text.model_copy(update=change)})
    with pytest.raises(ValueError, match="later epochs to compare"):
        convergence(short, shared.run("short"))


def test_the_figure_says_how_much_is_done_at_the_stage(measured, as_outcome, drawn):
    metrics, folder, _ = measured
    outcomes = [as_outcome(metrics, folder)] * 2
    ((caption, figure),) = fitting_figures(draw, outcomes).items()
    assert caption.startswith("Convergence: ")
    assert f"{100 * metrics.text.by_stage:.1f} %" in drawn(figure)
    assert all(len(axes.lines) == 1 + 2 + 1 for axes in figure.axes)
