import pytest

from tongxin.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    TongxinError,
    UnavailableError,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [(InputError, 400), (NotFoundError, 404), (ForbiddenError, 403), (ConflictError, 409), (UnavailableError, 503)],
)
def test_error_carries_its_sentence_and_status(error: type[TongxinError], status: int) -> None:
    raised = error("请改正。", field="place")
    assert (raised.message, raised.field, str(raised)) == ("请改正。", "place", "请改正。")
    assert raised.http_status == status
    assert raised.exit_status == 2
