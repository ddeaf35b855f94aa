"""A place to do damage in: the real command line in a folder of its own."""

import pytest
from command_line import WalkLine


@pytest.fixture
def site(tmp_path):
    site = WalkLine(tmp_path)
    yield site
    site.end()
