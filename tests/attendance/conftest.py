from tests.attendance.cast import cast  # noqa: F401 - a fixture
