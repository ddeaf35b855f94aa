"""Are params checked once, kept, and never served when something that they depend on has changed?"""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from netsci_bench.contract.errors import Failure, Mistake
from netsci_bench.runs.inputs import resolution, resolver
from netsci_bench.runs.inputs.resolution import FOLDER, make_params, resolve, resolve_once
from netsci_bench.runs.plan import ask_about, implementation_of, resolve_tier
from netsci_bench.specs import registry

MODULE = """from netsci_bench.contract.run import Run
from netsci_bench.contract.schema import Metrics, Params


class Leap(Params):
    height: float = {height}
    times: int = 2


class Landed(Metrics):
    x: float
    path: list[float]


def leap(p: Leap, run: Run) -> Landed:
    return Landed(x=p.height, path=[p.height])
"""
SPEC = """title: t
experiment: {module}:leap
params: {{times: {times}}}
tiers: {{smoke: {{seeds: [0], minutes: 1}}, paper: {{seeds: [0], minutes: 1, params: {{times: 5}}}}}}
claims: {{}}
"""


@pytest.fixture
def entry(tmp_path, request):
    """An experiment of one's own, in a module that no other test imports."""
    name = f"leap_{abs(hash(request.node.name))}"
    (tmp_path / f"{name}.py").write_text(MODULE.format(height=1.5))
    spec = tmp_path / "leap.yaml"
    spec.write_text(SPEC.format(module=name, times=3))
    found = registry.find(str(spec))
    return SimpleNamespace(entry=found, code=tmp_path / f"{name}.py", spec=spec, module=name)


def counted(answers):
    def ask(question):
        answers.append(question)
        return resolve(question)

    return ask


def once(entry, home, answers):
    question = ask_about(entry, "smoke", home)
    return resolve_once(question, implementation_of(entry).code, home, counted(answers))


def test_the_answer_is_plain_data_with_defaults_and_metrics(entry, home):
    resolved = resolve_tier(entry.entry, "paper", home)
    assert resolved.values == {"height": 1.5, "times": 5}
    assert resolved.explicit == {"times": 5}
    assert resolved.metrics == {"x": "number", "path": "list"}
    assert make_params(ask_about(entry.entry, "paper", home)).model_dump() == resolved.values


def test_a_second_question_imports_nothing(entry, home):
    answers = []
    first = once(entry.entry, home, answers)
    assert once(entry.entry, home, answers) == first
    assert len(answers) == 1


@pytest.mark.parametrize("content", ["", "[]", "{", '{"code": 1}', "null"])
def test_a_damaged_answer_is_asked_for_again(entry, home, content):
    answers = []
    first = once(entry.entry, home, answers)
    (kept,) = (home / FOLDER).iterdir()
    kept.write_text(content)
    assert once(entry.entry, home, answers) == first
    assert len(answers) == 2


def test_other_params_are_another_question(entry, home):
    answers = []
    once(entry.entry, home, answers)
    entry.spec.write_text(SPEC.format(module=entry.module, times=4))
    assert once(registry.find(str(entry.spec)), home, answers).values["times"] == 4
    assert len(answers) == 2


@pytest.mark.parametrize("kind", ["datasets", "weights", "models"])
def test_an_answer_that_names_what_has_changed_is_not_served(entry, home, monkeypatch, kind):
    answers = []
    first = once(entry.entry, home, answers)
    (kept,) = (home / FOLDER).iterdir()
    name = f"{entry.module}:leap" if kind == "models" else "gone"
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {kind: {name: "an older digest"}}))
    assert once(entry.entry, home, answers) == first
    assert len(answers) == 2


def test_code_that_was_edited_after_its_import_is_refused_here(entry, home):
    resolve_tier(entry.entry, "smoke", home)
    entry.code.write_text(MODULE.format(height=9.5))
    with pytest.raises(Failure, match=resolution.EDITED):
        resolve_tier(entry.entry, "smoke", home)


def test_the_other_process_begins_anew_when_the_code_was_edited(entry, home):
    question = ask_about(entry.entry, "smoke", home)
    assert resolver.resolve_apart(question).values["height"] == 1.5
    entry.code.write_text(MODULE.format(height=9.5))
    assert resolver.resolve_apart(question).values["height"] == 9.5
    assert entry.module not in sys.modules


def test_a_mistake_comes_back_from_the_other_process_with_its_line(entry, home):
    entry.spec.write_text(SPEC.format(module=entry.module, times="many"))
    question = ask_about(registry.find(str(entry.spec)), "smoke", home)
    with pytest.raises(Mistake, match=r"leap\.yaml:3: "):
        resolver.resolve_apart(question)


def test_a_module_that_ends_its_process_is_a_mistake_and_the_next_question_is_answered(entry, home, tmp_path):
    (tmp_path / "fatal.py").write_text("import os\nos._exit(7)\n" + MODULE.format(height=1))
    fatal = tmp_path / "fatal.yaml"
    fatal.write_text(SPEC.format(module="fatal", times=1))
    with pytest.raises(Mistake, match="ended with code 7"):
        resolver.resolve_apart(ask_about(registry.find(str(fatal)), "smoke", home))
    assert resolver.resolve_apart(ask_about(entry.entry, "smoke", home)).values["times"] == 3


@pytest.mark.system
def test_a_plan_imports_no_torch(tmp_path):
    script = (
        "import sys; from pathlib import Path; from netsci_bench.specs import registry\n"
        "from netsci_bench.runs.plan import RunRequest, make_plan\n"
        f"plan = make_plan(registry.find('pruning/resnet56'), RunRequest(tier='smoke'), Path({str(tmp_path)!r}))\n"
        "assert plan.resolved.models and 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)
