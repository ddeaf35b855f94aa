"""Do the specs of the family share their trainings, so that each network is trained once?"""

import pytest

from netsci_bench.runs.inputs.resolution import make_params
from netsci_bench.runs.plan import ask_about
from netsci_bench.specs import registry
from netsci_bench.storage.home import home

IDS = ["coactivation/per-digit", "coactivation/parity-vs-digits"]


def recipes(name, tier):
    entry = registry.find(name)
    params = make_params(ask_about(entry, tier, home()))
    return [params.text.recipe, params.published.recipe]


@pytest.mark.parametrize("name", IDS)
def test_the_networks_for_ten_digits_are_those_that_are_watched_while_they_learn(name):
    assert recipes(name, "paper") == recipes("coactivation/lenet5-epochs", "paper")


@pytest.mark.parametrize("name", IDS)
def test_the_readings_differ_in_their_loss(name):
    text, published = recipes(name, "paper")
    assert (text.loss, published.loss) == ("mse", "cross_entropy")
    assert text.model_copy(update={"loss": "cross_entropy"}) == published
