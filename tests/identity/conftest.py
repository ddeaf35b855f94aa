"""What the tests of the watch share: a program that tries many ways in one process."""

import json

import pytest
from command_line import TOYS, CommandLine


@pytest.fixture(scope="module")
def found(request, tmp_path_factory):
    """Of each way, what the watch says; the ``PROGRAM`` of the module tries them all."""
    folder = tmp_path_factory.mktemp("ways")
    (folder / "mine").mkdir()
    return json.loads(CommandLine(folder).python(TOYS / request.module.PROGRAM, folder / "mine"))
