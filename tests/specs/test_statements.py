"""Is every paper written down in full, and which claims may not be made about it?"""

from pathlib import Path

import pytest

from netsci_bench.contract.errors import Mistake
from netsci_bench.runs import plan
from netsci_bench.specs import registry
from netsci_bench.specs.model import ExperimentSpec, Tier
from netsci_bench.specs.statements import cited
from netsci_bench.storage.home import home

WALK = (Path(__file__).parents[1] / "toys" / "walk.yaml").read_text(encoding="utf-8").partition("variants:")[0]
PAPER = """
citation: {authors: A. Walker, year: 2026, title: Walks, where: a journal}
statements:
  walks-go-far: {says: Walks go far, at: section 1}
  walks-are-fun: {says: Walks are fun, at: section 2, untestable: fun has no measure}
  walks-help: {says: Walks help, at: section 3, untestable: "whom, and against what, is not said"}
  walks-will-grow: {says: Walks will grow, at: section 4, untestable: future work}
"""
SEVEN = {"ozer2025", "mocanu2018", "kang2025", "jiang2024", "lu2022", "picha2025", "bosca2025"}


def written(tmp_path, spec, **papers):
    """A spec beside the papers that it cites."""
    path = tmp_path / "my.yaml"
    path.write_text(spec, encoding="utf-8")
    (tmp_path / "papers").mkdir()
    for key, text in {"walker2026": PAPER, **papers}.items():
        (tmp_path / "papers" / f"{key}.yaml").write_text(text, encoding="utf-8")
    return path


def check_all(path):
    for entry in registry.entries_of(path):
        plan.check(entry, home())


def refusal(path):
    """What `check` says of a spec."""
    with pytest.raises(Mistake) as told:
        check_all(path)
    return str(told.value).replace(str(path), "my.yaml")


def claim(**keys):
    """The toy spec whose first claim has other keys; None takes a key away. Lines: says 11, metric 12, ..."""
    known = {
        "says": "The walk ends beyond ten",
        "metric": "end",
        "accept": "{at_least: 10}",
        "because": "a test",
        "statement": "walker2026/walks-go-far",
        "role": "paper",
    }
    lines = [f"    {key}: {value}\n" for key, value in (known | keys).items() if value is not None]
    head = WALK.partition("    says")[0].replace("tiers:\n", "tiers:\n  quick: {seeds: [0], minutes: 0.1}\n")
    return head + "".join(lines)


SOURCE = "{paper: walker2026, at: section 1}"
COMPETITOR = "{name: a run, value: VALUE}"
REFUSED = {  # what is wrong: the claim's keys, the line, what is said, what to do
    "a paper claim without a statement": (
        [{"statement": None, "source": SOURCE, "role": role, "judge": judge} for role, judge in
         (("paper", "mean"), ("control", "mean"), ("paper", "each"))],
        15, "needs a statement", "-> write `statement: <paper>/<slug>`"),
    "a statement that does not exist": (
        [{"statement": "walker2026/walks-go-fast"}, {"statement": "walker2026/walk-go-far", "role": "control"},
         {"statement": "walker2026/far", "role": "check"}],
        15, "walker2026 has no statement", "-> "),
    "a paper that does not exist": (
        [{"statement": "walker2025/walks-go-far"}, {"statement": "wanderer/x", "role": "extension"},
         {"statement": "ozer/pagerank-grows", "role": "control"}],
        15, "no paper or citation has the key", "-> "),
    "a source without statements": (
        [{"statement": "lecun1998/digits-are-easy"}, {"statement": "he2016/deeper", "role": "control"},
         {"statement": "clauset2009/tails", "role": "extension"}],
        15, "has no statement", "-> write papers/"),
    "an untestable statement": (
        [{"statement": "walker2026/walks-are-fun"}, {"statement": "walker2026/walks-help", "role": "control"},
         {"statement": "walker2026/walks-will-grow", "role": "extension"}],
        15, "cannot be tested", "-> name another statement"),
    "a competitor inside a one-sided band": (
        [{"competitor": COMPETITOR.replace("VALUE", value)} for value in ("10", "10.5", "1e6")],
        17, "of the competitor 'a run', too", "-> narrow the band, or say in competitor.because"),
    "a competitor inside a band of two sides": (
        [{"kind": "number", "reported": 3, "accept": "{within: 2}", "competitor": COMPETITOR.replace("VALUE", value)}
         for value in ("1", "4.9", "5")],
        19, "of the competitor 'a run', too", "-> narrow the band"),
    "a paper claim judged on a small scale": (
        [{"judged_at": "[quick]", **more} for more in ({}, {"judge": "each"}, {"null": "end"})],
        16, "does not fit a claim judged at quick only", "-> write `role: extension`"),
    "an exact claim that counts": (
        [{"role": role, "judge": "exact", "replicate": "none"} for role in ("paper", "control", "extension")],
        16, "`judge: exact` does not fit the role", "-> write `role: check`"),
    "an exact claim that varies": (
        [{"role": "check", "judge": "exact"}, {"role": "check", "judge": "exact", "replicate": "draw"},
         {"judge": "exact", "replicate": "training", "exact_because": "it may differ"}],
        17, "nothing varies between the values", "-> write `replicate: none`"),
    "a claim in which nothing varies": (
        [{"replicate": "none"}, {"replicate": "none", "judge": "each"}, {"replicate": "none", "role": "check"}],
        17, "equal values have no interval", "-> write `judge: exact`"),
    "a null that is not measured": (
        [{"null": "ends"}, {"null": "random_end", "judge": "each"}, {"null": "start", "role": "control"}],
        17, "measures no", "-> "),
    "a null of another kind": (
        [{"null": "path"}, {"null": "path", "judge": "each"}, {"null": "path", "role": "extension"}],
        17, "cannot judge a", ""),
    "a correlation of one metric": (
        [{"judge": "pearson", "accept": "{at_least: 0}"}, {"judge": "spearman", "accept": "{at_most: 0}"},
         {"against": "end"}],
        10, "a correlation is of two metrics: write `against`", ""),
    "a correlation beyond one": (
        [{"judge": way, "against": "end", "accept": accept} for way, accept in
         (("pearson", "{at_least: 10}"), ("spearman", "{at_most: -2}"), ("pearson", "{at_least: 0, at_most: 1.5}"))],
        10, "a correlation lies between -1 and 1", ""),
    "a correlation with what only means have": (
        [{"judge": "spearman", "against": "end", "accept": "{at_least: 0}", **more}
         for more in ({"resolution": 0.1}, {"null": "end"}, {"null": 0.05})],
        10, "neither `resolution` nor `null`", ""),
    "a correlation with what is not measured": (
        [{"judge": "pearson", "accept": "{at_least: 0}", "against": other} for other in ("ends", "start", "loss")],
        18, "measures no", ""),
    "a correlation of a number with a list": (
        [{"judge": "pearson", "accept": "{at_least: 0}", "metric": metric, "against": other} for metric, other in
         (("end", "path"), ("path", "end"), ("path", "end"))],
        18, "two numbers or of two lists", ""),
    "a censored value under Pearson": (
        [{"censored_from": 9, **more} for more in
         ({}, {"judge": "pearson", "against": "end", "accept": "{at_least: 0}"}, {"judge": "exact"})],
        10, "a censored value has no mean", ""),
    "a chance that is none": (
        [{"null": 1.5}, {"null": -0.1}, {"null": "[end]"}], 17, "null", ""),
}  # fmt: skip


@pytest.mark.parametrize(("wrong", "which"), [(wrong, n) for wrong in REFUSED for n in range(3)])
def test_check_refuses_a_claim_with_its_line_and_what_to_do(wrong, which, tmp_path):
    cases, line, said, remedy = REFUSED[wrong]
    told = refusal(written(tmp_path, claim(**cases[which])))
    assert told.startswith(f"my.yaml:{line}: ")
    assert said in told
    assert remedy in told


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"role": "extension", "statement": None, "source": SOURCE},
        {"role": "check", "statement": None, "source": "{paper: lecun1998, at: nowhere}"},
        {"competitor": COMPETITOR.replace("VALUE", "9.9")},
        {"competitor": "{name: a run, value: 11, because: one run has no spread}"},
        {"role": "check", "judge": "exact", "replicate": "none"},
        {"judge": "exact", "replicate": "none", "exact_because": "no seed enters the code"},
        {"null": "end", "reading": "a-reading-of-ours", "replicate": "draw", "added_after_results": "true"},
        {"null": 0.22, "judge": "each"},
        {"judge": "pearson", "against": "end", "accept": "{at_least: 0.5}", "no_effect": 0},
        {"judge": "spearman", "against": "path", "metric": "path", "accept": "{at_most: 0}", "censored_from": 9},
    ],
)
def test_check_takes_a_claim_that_says_what_it_may(keys, tmp_path):
    check_all(written(tmp_path, claim(**keys)))


def test_all_faults_of_a_spec_are_told_at_once(tmp_path):
    told = refusal(written(tmp_path, claim(statement="walker2026/fast", competitor="{name: a run, value: 11}")))
    assert "my.yaml:15: " in told
    assert "my.yaml:17: " in told


BROKEN = {  # a paper's text: the line, what is said
    "a key": (PAPER.replace("citation:", "citatoin:"), 2, "did you mean 'citation'?"),
    "a key of a statement": (PAPER.replace("untestable: fun", "untestabel: fun"), 5, "did you mean 'untestable'?"),
    "a rule": (PAPER.replace("at: section 1}", "at: section 1, combine: most}"), 4, "'most'"),
    "no place": (PAPER.replace(", at: section 1", ""), 4, "'statements.walks-go-far.at' is missing"),
    "an empty place": (PAPER.replace("at: section 1", "at: ''"), 4, "statements.walks-go-far.at"),
    "a name with capitals": (PAPER.replace("walks-go-far", "Walks"), 4, "'Walks'"),
    "a year in words": (PAPER.replace("2026, title", "last, title"), 2, "'last'"),
    "no statements": (PAPER.partition("statements")[0] + "statements: {}", 3, "move the citation to citations.yaml"),
}


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_broken_paper_is_told_with_its_line(wrong, tmp_path):
    text, line, said = BROKEN[wrong]
    told = refusal(written(tmp_path, claim(), walker2026=text))
    assert f"walker2026.yaml:{line}: " in told
    assert said in told


@pytest.mark.parametrize("name", ["Walker2026", "walker_2026", "-"])
def test_a_paper_whose_file_cannot_be_cited_is_told(name, tmp_path):
    assert f"{name}.yaml: " in refusal(written(tmp_path, claim(), **{name: PAPER}))


@pytest.mark.parametrize("text", ["", "walker2026: {}\n", "title: ["])
def test_the_former_catalogue_is_refused_with_what_to_do(text, tmp_path):
    path = written(tmp_path, claim())
    (tmp_path / "papers.yaml").write_text(text)
    assert "-> write papers/KEY.yaml for each paper with its statements" in refusal(path)


@pytest.mark.parametrize("key", ["walker2026", "ozer2025", "lecun1998"])
def test_a_source_is_written_down_once(key, tmp_path):
    path = written(tmp_path, claim())
    citation = f"{key}: {{authors: B. Walker, year: 2020, title: Other walks, where: a book}}\n"
    (tmp_path / "citations.yaml").write_text(citation)
    told = refusal(path)
    assert "citations.yaml: " in told
    assert key in told


def test_a_claim_cites_the_place_of_its_statement_or_its_own(tmp_path):
    (entry,) = registry.entries_of(written(tmp_path, claim()))
    found = registry.citation_of(entry.spec.claims["it-goes-far"], entry.document.path)
    assert (found.paper, found.citation.authors, found.at) == ("walker2026", "A. Walker", "section 1")
    assert found.statement is not None
    assert found.statement.says == "Walks go far"
    other = entry.spec.claims["it-goes-far"].model_copy(
        update={"statement": None, "source": registry.find("pruning/choice").spec.claims[
            "the-checkpoint-has-its-accuracy"].source}
    )  # fmt: skip
    found = cited(other, registry.papers())
    assert (found.paper, found.statement) == ("idelbayev2018", None)
    assert "README" in found.at


LATE = {
    "coactivation/lenet5-epochs": {"all-pairs-pagerank-grows", "pagerank-grows-late"},
    "lottery/degrees-lenet300": {"tails-beat-the-exponential", "mean-weight-peaks-before-the-decay"},
    "modularity/depth": {"deeper-nets-have-more-plateaus"},
    "regions/fiedler-two-circles": {"edges-align", "edges-align-better-late"},
    "regions/fiedler-two-moons": {"edges-align", "edges-align-better-late"},
    "sparse/set-mlp": {"no-decrease-in-accuracy"},
    "topology/betti-loss-spikes": {"after-spikes-b1-rises-as-index", "after-spikes-b1-rises-as-fraction"},
}


def test_the_seven_papers_and_those_that_they_rest_on_state_at_least_ninety_things():
    papers = {key: paper for key, paper in registry.papers().items() if paper.statements}
    assert papers.keys() >= SEVEN | {"frankle2019", "pons2024"}
    assert sum(len(paper.statements) for paper in papers.values()) >= 90
    assert all(len(papers[key].statements) >= 8 for key in SEVEN)


def test_every_claim_of_a_paper_has_a_statement():
    bases = [entry for entry in registry.entries() if registry.is_ours(entry) and not entry.variant]
    claims = [claim for entry in bases for claim in entry.spec.claims.values()]
    assert all(claim.statement for claim in claims if claim.role in ("paper", "control"))


FIRST_TIMES = ("leads_dense_from", "leads_published_dense_from", "grokking_delay", "delay", "fit_step")


def test_a_time_that_may_never_come_is_judged_as_censored():
    """A seed in which it never comes has a number beyond the last time, and no mean may hold that."""
    claims = [(e.id, name, claim) for e in registry.entries() for name, claim in e.spec.claims.items()]
    times = {(id_, name): claim for id_, name, claim in claims if claim.metric.rpartition(".")[2] in FIRST_TIMES}
    assert ("sparse/set-mlp/cifar10", "leads-from") in times
    assert [where for where, claim in times.items() if claim.censored_from is None] == []


@pytest.mark.parametrize(("id_", "names"), LATE.items())
def test_a_claim_that_came_after_results_says_so_for_good(id_, names):
    """Only deleting it ends that; which claims came late later on, the store knows (see ``first_claims``)."""
    claims = registry.find(id_).spec.claims
    assert names <= claims.keys()
    assert all(claims[name].added_after_results for name in names)


def test_a_variant_added_after_results_says_so_of_all_its_claims():
    longer = registry.find("regions/fiedler-two-circles/longer")
    assert all(claim.added_after_results for claim in longer.spec.claims.values())
    base = registry.find("regions/fiedler-two-circles")
    assert not base.spec.claims["masses-align"].added_after_results


@pytest.mark.parametrize(
    ("tier", "looks", "last"),
    [
        ({"seeds": (0, 1, 2)}, (3,), (0, 1, 2)),
        ({"seeds": (0, 1), "looks": (2, 4)}, (2, 4), (0, 1, 2, 3)),
        ({"seeds": (3, 9), "looks": (5,)}, (2, 5), (3, 9, 10, 11, 12)),
        ({"seeds": (3, 9), "looks": (4,), "later_seeds": (0, 7)}, (2, 4), (3, 9, 0, 7)),
    ],
)
def test_later_looks_take_the_next_seeds(tier, looks, last):
    planned = Tier(minutes=1, **tier)
    assert planned.planned_looks == looks
    assert planned.seeds_at(looks[-1]) == last
    assert planned.seeds_at(len(planned.seeds)) == planned.seeds


@pytest.mark.parametrize(
    ("tier", "said"),
    [
        ("looks: [4, 10]", "growing numbers of seeds, 5"),
        ("looks: [5, 5]", "growing"),
        ("looks: [10, 8]", "growing"),
        ("looks: [5.5]", "looks"),
        ("looks: [7], later_seeds: [4, 8]", "twice"),
        ("looks: [8], later_seeds: [5, 6]", "the last look"),
        ("later_seeds: [5]", "the last look"),
    ],
)
def test_looks_that_cannot_be_a_plan_are_told(tier, said, tmp_path):
    told = refusal(written(tmp_path, claim().replace("[0, 1, 2, 3, 4],", f"[0, 1, 2, 3, 4], {tier},")))
    assert "my.yaml:8: " in told
    assert said in told


def test_the_schema_for_editors_knows_the_new_keys():
    known = ExperimentSpec.model_json_schema()["$defs"]
    assert {"statement", "reading", "role", "replicate", "null", "added_after_results", "competitor"} <= set(
        known["Claim"]["properties"]
    )
    assert "role" in known["Claim"]["required"]
    assert "looks" in known["Tier"]["properties"]


def test_every_paper_that_is_measured_has_a_picture_of_an_experiment_about_it():
    citing = {entry.id: {(claim.statement or "").partition("/")[0] for claim in entry.spec.claims.values()}
                for entry in registry.entries()}  # fmt: skip
    for key, paper in registry.papers().items():
        pictured = {picture.id for picture in paper.pictures}
        assert all(key in citing[id_] for id_ in pictured)
        assert pictured or not any(key in cited for cited in citing.values()), f"the page of {key} has no picture"


def test_every_statement_has_a_claim_or_says_why_it_has_none():
    claims = (
        claim for entry in registry.entries() if registry.is_ours(entry) for claim in entry.spec.claims.values()
    )
    claimed = {claim.statement for claim in claims}
    for key, paper in registry.papers().items():
        for slug, statement in paper.statements.items():
            name = f"{key}/{slug}"
            assert name in claimed or statement.untestable or statement.unmeasured, name
            assert not (name in claimed and statement.unmeasured), f"{name} is measured by now"
