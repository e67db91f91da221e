"""What the tests of the launcher share."""

import os

import pytest

from instances import Instance
from tools import database
from tools.home import Home


@pytest.fixture(scope="session")
def session_home() -> Home:
    """The home of this test run."""
    if "CCHC_TEST_TEMPLATE" not in os.environ:
        pytest.skip("the launcher's tests are started by ./cchc test")
    return Home.current()


@pytest.fixture
def instance(tmp_path, session_home):
    """An instance that is not set up."""
    result = Instance(tmp_path / "home", session_home)
    yield result
    result.call("stop")
    for name in database.named_like(result.pg, result.name):
        database.drop(result.home, result.pg, name)


@pytest.fixture
def filled(instance, session_home):
    """An instance whose run database is there."""
    instance.fill(session_home)
    return instance
