"""Does the same series of shorter nets lose more accuracy where the data are more complex?

Lu et al. (2022), section 5.2, Fig. 10b: VGG11 without the same layers loses more on CIFAR-100 than on CIFAR-10.
"""

from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params
from netsci_bench.experiments.pruning.series import Series, SeriesResult, measure_series


class TwoSeries(Params):
    """The same series on two data sets."""

    plain: Series
    complex: Series


class TwoResults(Metrics):
    """Both series, and what is lost without the same layers on complex data less that on plain data.

    ``text_growth``, ``published_growth``: beside the whole net, by reading; ``trained_on_growth``: beside the whole
    net that is trained on for as long.
    """

    plain: SeriesResult
    complex: SeriesResult
    text_growth: float
    published_growth: float
    trained_on_growth: float


def series_by_data(p: TwoSeries, run: Run) -> TwoResults:
    """Both series, and how much more the shortest net of the second one loses."""
    plain, complex_ = measure_series(p.plain, "plain_", run), measure_series(p.complex, "complex_", run)
    return TwoResults(
        plain=plain,
        complex=complex_,
        text_growth=complex_.text.loss_of_shortest - plain.text.loss_of_shortest,
        published_growth=complex_.published.loss_of_shortest - plain.published.loss_of_shortest,
        trained_on_growth=complex_.loss_beside_trained_on - plain.loss_beside_trained_on,
    )
