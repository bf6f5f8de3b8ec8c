"""What the command line says to wrong input: one Chinese sentence, exit status 2, never a traceback."""

import pytest

from tongxin.project.cli import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--persons", "x"), "参数 --persons 的内容 'x' 不对，请改正。"),
        (("--persons",), "参数 --persons 后面缺少内容，请补上。"),
        (("--foo",), "不认识的参数 --foo，可用 --help 查看用法。"),
        (("--years", "9"), "年数应在 1 至 6 之间。"),
        (("--province", "43000x"), "区划代码应为六位数字，例如 430000，收到的是「43000x」。"),
    ],
)
@pytest.mark.django_db
def test_wrong_argument_is_answered_in_one_sentence(arguments, said, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["demo", *arguments])
    printed = capsys.readouterr()
    assert (stop.value.code, printed.err.strip(), printed.out) == (2, said, "")
