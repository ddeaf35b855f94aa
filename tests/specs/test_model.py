"""What does a user read who has misspelt something? File, line, what is wrong, and the nearest right name."""

import json
import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from hypothesis import given
from hypothesis import strategies as st

from netsci_bench.contract.errors import Mistake
from netsci_bench.runs import plan
from netsci_bench.specs import registry, selection
from netsci_bench.specs.flatten import merged
from netsci_bench.specs.model import Accept, ExperimentSpec
from netsci_bench.specs.yaml_lines import read
from netsci_bench.storage.home import home

ROOT = Path(__file__).parents[2]
WALK = (Path(__file__).parents[1] / "toys" / "walk.yaml").read_text(encoding="utf-8")


def check(text, tmp_path):
    """What `check` finds in a spec written to ``my.yaml``, as one text."""
    path = tmp_path / "my.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Mistake) as told:
        check_all(path)
    return str(told.value).replace(str(path), "my.yaml")


def check_all(path):
    for entry in registry.entries_of(path):
        plan.check(entry, home())


def edited(old, new, text=WALK):
    assert old in text
    return text.replace(old, new, 1)


def with_source(place):
    """The toy spec with a source in place of its first statement."""
    return edited("    statement: ozer2025/pagerank-grows\n    role: paper", f"    source: {place}\n    role: check")


WRONG = {  # what is wrong: (the file, the line it must name, what must be said)
    "a key at the top": (edited("title:", "titel:"), 1, "did you mean 'title'?"),
    "a key of a tier": (edited("minutes: 0.1, params", "minuts: 0.1, params"), 6, "did you mean 'minutes'?"),
    "a key of a claim": (edited("    because:", "    becuase:"), 13, "did you mean 'because'?"),
    "a key of a band": (edited("{at_least: 10}", "{at_leats: 10}"), 12, "did you mean 'at_least'?"),
    "a key of a source": (with_source("{papr: ozer2025, at: p}"), 14, "did you mean 'paper'?"),
    "a param": (edited("  steps: 20", "  stpes: 20"), 4, "did you mean 'steps'?"),
    "a param of a tier": (edited("params: {steps: 3}", "params: {stepps: 3}"), 6, "did you mean 'steps'?"),
    "a param of a variant": (edited("params: {steps: 5}", "params: {step: 5}"), 28, "did you mean 'steps'?"),
    "a key of a variant": (edited("    params: {steps: 5}", "    parms: {steps: 5}"), 28, "did you mean 'params'?"),
    "a metric": (edited("metric: end", "metric: ends"), 11, "did you mean 'end'?"),
    "the evidence of a claim": (
        edited("    because:", "    evidence: {metric: ends, at_least: 1}\n    because:"),
        13,
        "did you mean 'end'?",
    ),
    "a source": (with_source("{paper: ozer2052, at: p}"), 14, "did you mean 'ozer2025'?"),
    "a paper": (edited("ozer2025/", "ozer2052/"), 14, "did you mean 'ozer2025'?"),
    "a statement": (edited("pagerank-grows", "pagerank-grow"), 14, "did you mean 'pagerank-grows'?"),
    "no statement": (edited("ozer2025/pagerank-grows", "ozer2025"), 14, "claims.it-goes-far.statement"),
    "a role": (edited("role: paper", "role: papers"), 15, "'papers'"),
    "no role": (edited("    role: paper\n", ""), 9, "'claims.it-goes-far.role' is missing"),
    "a reading": (edited("role: paper", "role: paper\n    reading: As Read"), 16, "'As Read'"),
    "statement and source": (edited("role: paper", "role: paper\n    source: {paper: ozer2025, at: p}"), 9, "either"),
    "neither statement nor source": (edited("    statement: ozer2025/pagerank-grows\n", ""), 9, "either"),
    "a tier": (edited("  paper: {seeds", "  papr: {seeds"), 7, "tiers.papr"),
    "a way of judging": (edited("    metric: end", "    judge: meen\n    metric: end"), 11, "'meen'"),
    "a module": (edited("toy_experiment:walk", "toy_experimant:walk"), 2, "no module toy_experimant"),
    "a function": (edited("toy_experiment:walk", "toy_experiment:wallk"), 2, "did you mean 'walk'?"),
    "no function": (edited("toy_experiment:walk", "toy_experiment.walk"), 2, "experiment"),
    "a key is missing": (edited("    because:", "    #"), 9, "'claims.it-goes-far.because' is missing"),
    "the title is missing": (edited("title: A walk with drift\n", ""), 1, "'title' is missing"),
    "a tier is missing": (edited("  smoke: {seeds", "  quick: {seeds"), 1, "smoke"),
    "a number is a word": (edited("  steps: 20", "  steps: many"), 4, "it says 'many'"),
    "seeds are a word": (edited("[0, 1, 2, 3, 4]", "five"), 7, "'five'"),
    "a seed twice": (edited("[0, 1, 2, 3, 4]", "[0, 1, 2, 3, 3]"), 7, "twice"),
    "a negative seed": (edited("[0, 1, 2, 3, 4]", "[0, 1, -2]"), 7, "-2"),
    "no seed": (edited("[0, 1, 2, 3, 4]", "[]"), 7, "tiers.paper.seeds"),
    "no minutes": (edited("4], minutes: 0.1", "4], minutes: 0"), 7, "tiers.paper.minutes"),
    "a mapping is a list": (edited("params:\n  steps: 20", "params: [20]"), 3, "it says [20]"),
    "a key twice": (edited("  steps: 20", "  steps: 20\n  steps: 21"), 5, "written twice"),
    "an alias": (edited("  steps: 20", "  steps: &n 20\n  drift: *n"), None, "aliases are not allowed"),
    "a merge key": (edited("  steps: 20", "  <<: {steps: 20}"), 4, "plain word"),
    "a tag": (edited("  steps: 20", "  steps: !!python/name:os.system x"), 4, "tag"),
    "a tag on a mapping": (edited("params:\n", "params: !include\n"), 3, "tag"),
    "a date": (with_source("{paper: ozer2025, at: 2025-01-01}"), 14, "quotes"),
    "within without reported": (edited("    reported: 0\n", ""), 16, "`reported`"),
    "a statement with within": (edited("{at_least: 10}", "{within: 10}"), 9, "`at_least` / `at_most`"),
    "a number without within": (edited("{within: 5}", "{at_least: 5}"), 16, "`within`"),
    "two kinds of band": (edited("{at_least: 10}", "{at_least: 10, within: 1}"), 12, "either"),
    "no band": (edited("{at_least: 10}", "{}"), 12, "either"),
    "a band upside down": (edited("{at_least: 10}", "{at_least: 10, at_most: 9}"), 12, "above"),
    "a band without width": (edited("{within: 5}", "{within: 0}"), 21, "accept.within"),
    "an infinite band": (edited("{at_least: 10}", "{at_least: 1e999}"), 12, "it says inf"),
    "an infinite word": (edited("{at_least: 10}", "{at_least: .inf}"), 12, "'.inf' is read by some YAML as a number"),
    "smoke judges": (edited("    metric: end", "    judged_at: [smoke]\n    metric: end"), 9, "never judges"),
    "a missing tier judges": (edited("    metric: end", "    judged_at: [quick]\n    metric: end"), 1, "quick"),
    "nothing judges": (edited("    metric: end", "    judged_at: []\n    metric: end"), 11, "judged_at"),
    "units of one number": (edited("    metric: end", "    judge: units\n    metric: end"), 12, "units"),
    "a list as a mean": (edited("metric: end", "metric: path"), 11, "mean"),
    "a name with capitals": (edited("  it-goes-far:", "  It_Goes:"), 9, "it says 'It_Goes'"),
    "nothing in the file": ("", 1, "empty"),
    "only a comment": ("# nothing yet\n", 1, "empty"),
    "a list at the top": ("- a\n- b\n", 1, "no mapping"),
    "a word at the top": ("walk\n", 1, "no mapping"),
    "no YAML": (edited("params:\n", "params: {steps: [\n"), None, "is not YAML"),
    "a tab": (edited("  steps: 20", "\tsteps: 20"), 4, "is not YAML"),
    "two documents": (WALK + "---\ntitle: another\n", None, "is not YAML"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "UTF-8"),
    "zero bytes": (WALK.encode() + b"\x00\x00", 29, "unprintable"),
    "another encoding": (edited("drift", "dr\u00efft").encode("latin-1"), 1, "UTF-8"),
    # Python's limit or the YAML library's is met first
    "too deep": ("a: " + "[" * 5000 + "]" * 5000, 1, ("is nested too deeply", "is not YAML")),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_spec_is_told_with_its_line_and_what_to_do(wrong, tmp_path):
    text, line, said = WRONG[wrong]
    told = check(text, tmp_path)
    assert says(told, said)
    if line is not None:
        assert f"my.yaml:{line}:" in told


def says(told, said):
    """Whether what must be said, or one of several, is told."""
    return any(one in told for one in ([said] if isinstance(said, str) else said))


def test_the_spec_that_the_wrong_ones_are_made_from_is_right(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(WALK)
    for entry in registry.entries_of(path):
        plan.check(entry, home())


def test_several_mistakes_are_told_at_once(tmp_path):
    told = check(edited("title:", "titel:", edited("    because:", "    becuase:")), tmp_path)
    assert "my.yaml:1:" in told
    assert "my.yaml:13:" in told


def test_a_nested_param_is_named_with_its_line(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "nested_toy.py").write_text(
        "from netsci_bench.contract.schema import Metrics, Params\n"
        "from netsci_bench.contract.catalogue_entries import Dataset\n"
        "from netsci_bench.contract.run import Run\n"
        "class Recipe(Params):\n    epochs: int\n    dataset: Dataset | None = None\n"
        "class P(Params):\n    recipe: Recipe\nclass M(Metrics):\n    x: float\n"
        "def measure(p: P, run: Run) -> M:\n    return M(x=1)\n"
    )
    head = "title: t\nexperiment: nested_toy:measure\nclaims: {}\n"
    tiers = "tiers:\n  smoke: {seeds: [0], minutes: 1}\n  paper:\n    seeds: [0]\n    minutes: 1\n"
    told = check(f"{head}params:\n  recipe:\n    epochs: 3\n    epocs: 3\n{tiers}", tmp_path)
    assert "my.yaml:7: unknown key 'params.recipe.epocs'" in told
    assert "did you mean 'epochs'?" in told
    told = check(f"{head}params:\n  recipe:\n    epochs: 3\n    dataset: mnits\n{tiers}", tmp_path)
    assert "my.yaml:7:" in told
    assert "mnist" in told
    told = check(
        f"{head}{tiers}    params:\n      recipe: {{epochs: [1]}}\nparams:\n  recipe: {{epochs: 2}}\n", tmp_path
    )
    assert "my.yaml:10:" in told


@pytest.mark.system
@pytest.mark.parametrize("wrong", ["a param", "a tab", "a picture", "two documents", "too deep", "a module"])
def test_the_command_ends_with_2_and_shows_no_traceback(wrong, tmp_path):
    path = tmp_path / "my.yaml"
    text = WRONG[wrong][0]
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    code, out, err = CommandLine(tmp_path).run("check", path)
    assert (code, out) == (2, "")
    assert says(err, WRONG[wrong][2])


def test_a_file_that_is_not_there_is_the_users_mistake(tmp_path):
    with pytest.raises(Mistake, match="cannot be read"):
        registry.find(str(tmp_path / "nothing.yaml"))


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A registry of our own, with the real catalogues."""
    folder = tmp_path / "registry"
    (folder / "walks").mkdir(parents=True)
    shutil.copytree(registry.folder() / "papers", folder / "papers")
    for name in ("citations.yaml", "datasets.yaml"):
        shutil.copy(registry.folder() / name, folder / name)
    (folder / "walks" / "far.yaml").write_text(WALK)
    monkeypatch.setattr(registry, "folder", lambda: folder)
    return folder


def test_a_path_is_an_id_and_a_variant_is_one_too(shelf):
    assert [entry.id for entry in registry.entries()] == ["walks/far", "walks/far/short"]


def test_a_variant_beside_its_file_has_an_id_beside_that_of_the_file(shelf):
    (shelf / "walks" / "far.yaml").write_text(WALK + "variants_beside: true\n")
    assert [entry.id for entry in registry.entries()] == ["walks/far", "walks/short"]
    assert registry.find("walks/short").spec.params == {"steps": 5}
    assert registry.find("walks/far").spec.params == {"steps": 20}
    with pytest.raises(Mistake, match=r"there is no experiment 'walks/far/short'"):
        registry.find("walks/far/short")
    (shelf / "walks" / "short.yaml").write_text(WALK.partition("variants:")[0])
    with pytest.raises(Mistake, match="the id 'walks/short' is given twice"):
        registry.entries()


def test_a_variant_is_the_base_with_its_differences_laid_over_it(shelf):
    base, short = registry.entries()
    assert short.spec.title == "A shorter walk"
    assert short.spec.params == {"steps": 5}
    assert short.spec.claims == base.spec.claims
    assert registry.find("walks/far/short").spec == short.spec


def test_a_variant_without_words_of_its_own_tells_its_params(shelf):
    assert registry.find("walks/far/short").spec.about.startswith("As walks/far, but steps: 5. Of that one: ")


def test_a_variant_changes_a_tier_in_minutes_and_params_alone(tmp_path):
    changed = "params: {steps: 5}\n    tiers: {paper: {minutes: 7, params: {steps: 9}}}"
    (tmp_path / "far.yaml").write_text(WALK.replace("params: {steps: 5}", changed))
    base, short = (registry.find(f"{tmp_path}/far.yaml{below}") for below in ("", "/short"))
    assert plan.resolve_tier(short, "paper", home()).values["steps"] == 9
    assert short.spec.tiers["paper"].minutes == 7
    assert short.spec.tiers["paper"].seeds == base.spec.tiers["paper"].seeds
    assert short.spec.tiers["smoke"] == base.spec.tiers["smoke"]
    assert base.spec.tiers["paper"].minutes != 7


@pytest.mark.parametrize(
    ("tiers", "says"),
    [
        ("{quick: {minutes: 1}}", "there is no quick tier to change"),
        ("{papre: {minutes: 1}}", "papre"),
        ("{paper: {minutes: 0}}", "greater than 0"),
        ("{paper: {seeds: [1]}}", "seeds"),
        ("{paper: {params: {step: 5}}}", "did you mean 'steps'"),
    ],
)
def test_a_tier_that_a_variant_cannot_change_is_refused_where_it_is_written(tmp_path, tiers, says):
    (tmp_path / "far.yaml").write_text(
        WALK.replace("params: {steps: 5}", f"params: {{steps: 5}}\n    tiers: {tiers}")
    )
    with pytest.raises(Mistake, match=r"(?s)far.yaml:29.*" + says):
        plan.check(registry.find(f"{tmp_path}/far.yaml/short"), home())


def test_a_variant_of_a_file_is_found_below_the_file(tmp_path):
    (tmp_path / "far.yaml").write_text(WALK)
    assert registry.find(f"{tmp_path}/far.yaml/short").spec.params == {"steps": 5}
    with pytest.raises(Mistake, match=r"there is no variant 'shrt'\n  -> did you mean 'short'"):
        registry.find(f"{tmp_path}/far.yaml/shrt")


def test_params_are_merged_mapping_by_mapping():
    base = {"recipe": {"epochs": 3, "layers": [1, 2]}, "steps": 1}
    over = {"recipe": {"layers": [3]}, "more": 1}
    assert merged(base, over) == {"recipe": {"epochs": 3, "layers": [3]}, "steps": 1, "more": 1}
    assert base == {"recipe": {"epochs": 3, "layers": [1, 2]}, "steps": 1}


def test_a_tiers_params_lie_over_a_variants(shelf):
    short = registry.find("walks/far/short")
    assert plan.resolve_tier(short, "paper", home()).values["steps"] == 5
    assert plan.resolve_tier(short, "smoke", home()).values["steps"] == 3


VARIANT = """
  other:
    title: Another walk
    claims:
      it-goes-far:
        says: It goes far
        metric: end
        accept: {at_least: 1}
        because: a test
        statement: ozer2025/pagerank-grows
        role: paper
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("metric: end", "metric: ends", 35, "did you mean 'end'?"),
        ("ozer2025/", "ozer/", 38, "ozer2025"),
        ("ozer2025/pagerank-grows", "ozer2025/pagerank-shrinks", 38, "did you mean 'pagerank-grows'?"),
        ("metric: end", "judged_at: [quick]\n        metric: end", 30, "quick"),
    ],
)
def test_a_variants_claims_are_held_to_the_same_rules(old, new, line, said, tmp_path):
    told = check(WALK.rstrip() + "\n" + VARIANT.replace(old, new), tmp_path)
    assert said in told
    assert f"my.yaml:{line}:" in told


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("walks/fra", "walks/far"), ("walk/far", "walks/far"), ("walks/far/shrt", "walks/far/short")],
)
def test_an_unknown_id_is_told_with_the_nearest(shelf, wrong, right):
    with pytest.raises(Mistake, match=f"did you mean '{right}'"):
        registry.find(wrong)


def test_an_unknown_id_is_told_even_beside_a_broken_spec(shelf):
    (shelf / "walks" / "broken.yaml").write_text("title: [")
    with pytest.raises(Mistake, match="did you mean 'walks/far'"):
        registry.find("walks/farr")


@pytest.mark.parametrize(
    "name", ["papers", "papers/ozer2025", "citations", "datasets", "", "/", "..", "walks", "walks/far/"]
)
def test_what_is_no_id_is_never_read_as_a_spec(shelf, name):
    with pytest.raises(Mistake, match="there is no experiment"):
        registry.find(name)


def test_two_files_that_give_the_same_id_are_refused(shelf):
    (shelf / "walks" / "far").mkdir()
    (shelf / "walks" / "far" / "short.yaml").write_text(WALK.partition("variants")[0])
    with pytest.raises(Mistake, match="given twice"):
        registry.entries()


def test_one_broken_spec_hides_no_other_from_check(shelf):
    (shelf / "walks" / "a.yaml").write_text("title: [")
    (shelf / "walks" / "z.yaml").write_text(edited("title:", "titel:"))
    told = []
    for written in selection.select_places([]):
        try:
            told += [entry.id for entry in written()]
        except Mistake as mistake:
            told.append(str(mistake))
    assert any("a.yaml:" in line for line in told)
    assert any("z.yaml:1" in line for line in told)
    assert {"walks/far", "walks/far/short"} <= set(told)


def test_a_pattern_stands_for_every_id_it_matches(shelf):
    assert [e.id for e in selection.select_entries(["walks/*"])] == ["walks/far", "walks/far/short"]
    assert [e.id for e in selection.select_entries(["*short", "walks/far/short"])] == ["walks/far/short"]
    with pytest.raises(Mistake, match="no id matches"):
        selection.select_entries(["runs/*"])


@pytest.mark.parametrize(("text", "meant"), [("0", (0,)), ("0-4", (0, 1, 2, 3, 4)), ("0,3-4", (0, 3, 4)), ("", None)])
def test_seeds_are_numbers_and_spans(text, meant):
    assert selection.select_seeds(text) == meant


@pytest.mark.parametrize("text", ["a", "0,", "4-0", "-1", "0-", "1.5", "0;1", "0-99999999999"])
def test_other_seeds_are_the_users_mistake(text):
    if text == "0-":
        assert selection.select_seeds(text) == (0,)
        return
    with pytest.raises(Mistake, match="write 0-4 or 0,3,7"):
        selection.select_seeds(text)


def test_figures_that_do_not_exist_are_told_before_anything_runs(tmp_path):
    told = check(edited("params:\n", "figures: toy_experiment:drawww\nparams:\n"), tmp_path)
    assert "drawww" in told


@pytest.mark.system
def test_every_id_of_the_registry_is_right():
    for entry in registry.entries():
        plan.check(entry, home())


def test_the_schema_for_editors_names_every_key():
    schema = json.loads(json.dumps(ExperimentSpec.model_json_schema()))
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(ExperimentSpec.model_fields)
    assert {"title", "experiment", "tiers", "claims"} == set(schema["required"])
    assert set(schema["$defs"]["Accept"]["properties"]) == set(Accept.model_fields)


@pytest.mark.parametrize(
    ("accept", "reported", "interval"),
    [
        ({"within": 2}, 10, (8, 12)),
        ({"at_least": 1}, None, (1, float("inf"))),
        ({"at_most": 1}, None, (float("-inf"), 1)),
        ({"at_least": 1, "at_most": 1}, None, (1, 1)),
    ],
)
def test_a_band_has_a_lowest_and_a_highest_value(accept, reported, interval):
    assert Accept(**accept).interval(reported) == interval


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("steps: 20", "steps: on", 4),
        ("steps: 20", "steps: 1_000", 4),
        ("steps: 20", "steps: 017", 4),
        ("steps: 20", "steps: 0o17", 4),
        ("steps: 20", "steps: 0x1F", 4),
        ("steps: 20", "steps: 1:30", 4),
        ("steps: 20", "steps: 2.5", 4),
        ("steps: 20", "steps: true", 4),
        ("steps: 20", 'steps: "20"', 4),
        ("steps: 20", "steps: y", 4),
        ("steps: 20", "drift: .inf", 4),
        ("steps: 20", "drift: 1e999", 4),
        ("steps: 20", "drift: yes", 4),
        ("steps: 20", "drift: ~", 4),
        ("steps: 20", "fails: [1, true]", 4),
        ("steps: 20", "fails: [1, '2']", 4),
        ("seeds: [0, 1, 2, 3, 4]", "seeds: [no, yes]", 7),
        ("seeds: [0, 1, 2, 3, 4]", "seeds: [false, true]", 7),
        ("seeds: [0, 1, 2, 3, 4]", 'seeds: ["0", 1, 2]', 7),
        ("seeds: [0, 1, 2, 3, 4], minutes: 0.1", "seeds: [0, 1, 2, 3, 4], minutes: True", 7),
        ("params:\n", "threads: yes\nparams:\n", 3),
        ("params:\n", "threads: true\nparams:\n", 3),
        ("at_least: 10", "at_least: off", 12),
        ("at_least: 10", "at_least: false", 12),
        ("within: 5", "within: '5'", 21),
        ("reported: 0", "reported: No", 20),
        ("role: paper", "role: paper\n    added_after_results: 1", 16),
        ("title: A walk with drift", "title: no", 1),
    ],
)
def test_what_is_no_plain_number_or_truth_value_is_refused_with_its_line(old, new, line, tmp_path):
    assert f"my.yaml:{line}: " in check(WALK.replace(old, new, 1), tmp_path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1000.0), ("-2.5E-1", -0.25), ("+5", 5), (".5", 0.5), ("5.", 5.0), ("0", 0), ("-0.0", 0.0),
        ("true", True), ("false", False), ("y", "y"), ("0o17", "0o17"), ("1.2.3", "1.2.3"), ("'on'", "on"),
        ('"017"', "017"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_one_way(text, value, tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(f"a: {text}")
    found = read(path).data["a"]
    assert (found, type(found)) == (value, type(value))


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_is_read_as_python_writes_it(tmp_path_factory, number):
    path = tmp_path_factory.getbasetemp() / "number.yaml"
    path.write_text(f"a: {number!r}")
    found = read(path).data["a"]
    assert (found, type(found)) == (number, type(number))


def test_a_whole_float_is_an_integer(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(WALK.replace("steps: 20", "steps: 1e1"))
    assert plan.resolve_tier(registry.find(str(path)), "paper", home()).values["steps"] == 10
