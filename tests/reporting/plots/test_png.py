"""Is a picture the same whatever the user has set for pictures of their own?"""

import matplotlib as mpl
import pytest
import seaborn
from matplotlib.figure import Figure

from netsci_bench.contract.result import Outcome
from netsci_bench.reporting.plots.curves import draw_curves
from netsci_bench.reporting.plots.png import png
from netsci_bench.reporting.plots.style import styled

pytestmark = pytest.mark.system
KEYS = {
    "axes.formatter.use_locale": True, "axes.formatter.limits": (-1, 1), "axes.titlelocation": "left",
    "axes.titlepad": 20.0, "axes.xmargin": 0.3, "axes.unicode_minus": False,
    "axes.prop_cycle": mpl.cycler(color=["r"]),
    "font.size": 20.0, "font.family": ["serif"], "lines.linestyle": "--", "lines.antialiased": False,
    "image.cmap": "gray", "legend.loc": "center", "mathtext.fontset": "cm", "path.sketch": (1, 100, 2),
    "savefig.dpi": 30, "figure.constrained_layout.h_pad": 0.5, "xtick.minor.visible": True, "ytick.direction": "in",
    "figure.titlesize": 30, "text.hinting": "none", "timezone": "Asia/Tokyo",
}  # fmt: skip


def drawn() -> bytes:
    with styled():
        figure = Figure(layout="constrained")
        axes = figure.subplots(1, 2)
        axes[0].plot([0, 1, 2], [-1e5, 0, 1e5], label="$x^2$")
        axes[0].set_title("ö")
        axes[0].legend()
        axes[1].imshow([[0, 1], [2, 3]])
        figure.suptitle("title")
        curves = draw_curves([Outcome(1, "a", series={"loss": [(0, 1.0), (1, -2.0)]})], "title")
        return png(figure) + png(curves)


@pytest.fixture(scope="module")
def usual():
    return drawn()


def test_all_settings_of_the_users_together_change_no_picture(usual):
    with mpl.rc_context(KEYS):
        assert drawn() == usual


@pytest.mark.nightly
@pytest.mark.parametrize("key", KEYS)
def test_no_setting_of_the_users_changes_a_picture(usual, key):
    with mpl.rc_context({key: KEYS[key]}):
        assert drawn() == usual


def test_the_users_settings_are_put_back():
    with mpl.rc_context({"font.size": 20.0, "lines.linestyle": "--"}):
        drawn()
        assert (mpl.rcParams["font.size"], mpl.rcParams["lines.linestyle"]) == (20.0, "--")


@pytest.mark.parametrize("style", ["whitegrid", "ticks"])
def test_the_settings_are_those_of_seaborn(style):
    """They are written out, so that a report need not import it; the colours of lines and of images are ours."""
    wanted = seaborn.axes_style(style) | seaborn.plotting_context("notebook", font_scale=0.8)
    ours = {"grid.color", "image.cmap", "font.family", "font.sans-serif"}
    with styled(style):
        found = {name: mpl.rcParams[name] for name in wanted}
    for name in wanted.keys() - ours:
        assert found[name] == mpl.rcParams.validate[name](wanted[name]), name
