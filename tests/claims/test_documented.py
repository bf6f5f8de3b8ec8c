"""The example of `docs/claims.md` does what the page says."""

import contextlib
import io
import re
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")


def test_the_documented_example_prints_what_the_page_says():
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (printed,) = re.findall(r"```\n(8期.*?)```", PAGE, re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(program, "docs/claims.md", "exec"), {})
    assert said.getvalue() == printed


def test_every_module_the_walk_names_is_there():
    walk = PAGE.partition("## One claim")[2]
    folder = Path(__file__).resolve().parents[2] / "src" / "tongxin" / "claims"
    named = re.findall(r"`([a-z_]+)`", walk)
    assert len(named) > 15
    assert [name for name in named if not (folder / f"{name}.py").is_file()] == []
