"""Does every metric of a claim have one unit, and is a unit that belongs to nothing refused where it is written?"""

from pathlib import Path

import pytest

from netsci_bench.contract.errors import Mistake
from netsci_bench.runs.plan import check
from netsci_bench.specs import registry
from netsci_bench.specs.units import shown, unit_of, unit_of_claim

WALK = (Path(__file__).parents[1] / "toys" / "walk.yaml").read_text(encoding="utf-8")
UNITS = "units:\n  end: steps\n"
OTHERS = "    claims: {back: {says: b, metric: path, judge: units, accept: {at_least: 0}, because: c, role: check,"
OF_VARIANT = f"{OTHERS} source: {{paper: ozer2025, at: p. 1}}}}}}\n"


def _read(tmp_path, units, variant=""):
    path = tmp_path / "walk.yaml"
    path.write_text(WALK.replace("claims:\n", f"{units}claims:\n", 1) + variant, encoding="utf-8")
    return registry.entries_of(path)


def _check(tmp_path, units, variant=""):
    for entry in _read(tmp_path, units, variant):
        check(entry, tmp_path)


@pytest.mark.parametrize(
    ("units", "unit"),
    [
        ("units: {end: steps}\n", "steps"),
        ('units: {"e*": nats}\n', "nats"),
        ('units: {"*": points, end: "% of images"}\n', "% of images"),
        ('units: {"?nd": "1", "*d": "1"}\n', "1"),
    ],
)
def test_a_name_comes_before_a_pattern_and_a_variant_has_the_units_of_its_base(tmp_path, units, unit):
    _check(tmp_path, units)
    for entry in _read(tmp_path, units):
        assert unit_of("end", entry.spec.units) == unit


def test_a_pattern_may_belong_to_a_metric_that_only_a_variant_claims(tmp_path):
    units = 'units: {end: steps, "p*": nats}\n'
    _check(tmp_path, units, OF_VARIANT)
    assert unit_of("path", _read(tmp_path, units, OF_VARIANT)[1].spec.units) == "nats"


@pytest.mark.parametrize(
    ("units", "line", "what"),
    [
        ("units:\n  end: steps\n  edn: nats\n", 10, "'edn', which is the metric of no claim.*did you mean 'end'"),
        ('units:\n  "start.*": nats\n  end: steps\n', 9, r"'start\.\*', which is the metric of no claim"),
        ('units:\n  "e*": nats\n  "*d": steps\n', 10, "'end' has two units, by 'e.*a line of its own"),
        ("units: {End: steps}\n", 8, "'End', which is the metric of no claim"),
        ("units:\n  end: 1\n", 9, "units.end.*valid string"),
        ("units:\n  end: ' '\n", 9, "units.end"),
        ("units:\n  end: ''\n", 9, "units.end"),
        ('units:\n  end: "two\\nlines"\n', 9, "units.end"),
        (f"units:\n  end: {'s' * 41}\n", 9, "units.end"),
        ("units: [end]\n", 8, "units"),
        ("unit:\n  end: steps\n", 8, "unknown key 'unit'.*did you mean 'units'"),
    ],
)
def test_a_wrong_unit_is_refused_with_its_line_and_a_remedy(tmp_path, units, line, what):
    with pytest.raises(Mistake, match=f"(?s)walk.yaml:{line}: .*{what}"):
        _check(tmp_path, units)


def test_a_spec_that_names_units_forgets_no_claim_not_even_of_a_variant(tmp_path):
    with pytest.raises(Mistake, match=r"(?s)'path' has no unit.*write it under `units`, such as `path: "):
        _check(tmp_path, UNITS, OF_VARIANT)


def test_a_metric_that_is_not_measured_is_told_as_such_before_its_unit(tmp_path):
    (entry, _) = _read(tmp_path, UNITS)
    path = entry.document.path
    path.write_text(path.read_text(encoding="utf-8").replace("metric: end", "metric: edn"), encoding="utf-8")
    with pytest.raises(Mistake, match=r"(?s)measures no 'edn'.*did you mean 'end'"):
        check(registry.entries_of(path)[0], tmp_path)


def test_the_unit_of_a_correlation_is_not_that_of_its_metric(tmp_path):
    claim = _read(tmp_path, UNITS)[0].spec.claims["it-goes-far"]
    assert unit_of_claim(claim, {"end": "steps"}) == "steps"
    assert unit_of_claim(claim.model_copy(update={"against": "start"}), {"end": "steps"}) == "correlation"


def test_a_spec_of_ours_without_units_is_refused_and_one_of_the_users_is_not(tmp_path, monkeypatch):
    _check(tmp_path, "")
    monkeypatch.setattr(registry, "is_ours", lambda entry: True)
    with pytest.raises(Mistake, match=r"(?s)walk.yaml:11: the metric 'end' has no unit"):
        _check(tmp_path, "")


def test_every_claim_of_ours_says_its_unit_in_few_words():
    claims = [(entry, claim) for entry in registry.entries() for claim in entry.spec.claims.values()]
    units = {f"{entry.id}: {claim.metric}": shown(unit_of_claim(claim, entry.spec.units)) for entry, claim in claims}
    assert {where: unit for where, unit in units.items() if not 1 <= len(unit) <= 30} == {}
