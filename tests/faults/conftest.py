"""A place to do damage in: the real command line in a folder of its own."""

import pytest
from command_line import WalkInside


@pytest.fixture
def site(tmp_path):
    site = WalkInside(tmp_path)
    yield site
    site.end()
