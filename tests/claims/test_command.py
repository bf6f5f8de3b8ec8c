import io
import json
import subprocess
import sys

import pytest

from tongxin.claims import command
from tongxin.claims.command import main
from tongxin.kernel.errors import UnavailableError

FACTS = "指标,单位,止,数值\n会员人数,人,2022-09-20,312\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    (tmp_path / "right.txt").write_text("会员312人。", encoding="utf-8")
    (tmp_path / "wrong.md").write_text("会员313人。", encoding="utf-8")
    return tmp_path


def run(folder, *words):
    return main([str(folder / word) if (folder / word).exists() else word for word in words])


def test_a_report_that_fits_exits_0_and_one_that_does_not_1(folder, capsysbinary):
    assert run(folder, "right.txt", "--facts", "facts.csv", "--date", "2022-09-26") == 0
    (claim,) = json.loads(capsysbinary.readouterr().out)["claims"]
    assert (claim["verdict"], claim["fact"]) == ("fit", "第2行")
    assert run(folder, "wrong.md", "--facts", "facts.csv") == 1


def test_text_is_read_from_standard_input(folder, monkeypatch, capsysbinary):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("会员312人。".encode())))
    assert run(folder, "-", "--facts", "facts.csv", "--home", "长沙市") == 0
    assert json.loads(capsysbinary.readouterr().out)["home"] == "长沙市"


def test_results_are_written_beside(folder):
    from docx import Document

    document = Document()
    document.add_paragraph("会员313人。")
    document.save(folder / "report.docx")
    targets = {name: folder / name for name in ("out.json", "out.html", "out.docx")}
    options = ["--json", targets["out.json"], "--html", targets["out.html"], "--annotate", targets["out.docx"]]
    assert run(folder, "report.docx", "--facts", "facts.csv", *map(str, options)) == 1
    assert json.loads(targets["out.json"].read_text(encoding="utf-8"))["claims"][0]["text"] == "313人"
    assert "核数结果" in targets["out.html"].read_text(encoding="utf-8")
    assert len(list(Document(targets["out.docx"]).comments)) == 1


def test_a_corpus_is_checked_whole(folder, tmp_path):
    source = tmp_path / "corpus"
    source.mkdir()
    fact = {"id": "f1", "measure": "会员人数", "unit": "人", "to": "2022-09-20", "value": "312"}
    document = {"text": "会员312人。", "date": "2022-09-26", "home": "湖南省", "facts": [fact]}
    (source / "a.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["--corpus", str(source), "--out", str(tmp_path / "out")]) == 0
    document["text"] = "会员313人。"
    (source / "a.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["--corpus", str(source), "--out", str(tmp_path / "out")]) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "请给出要核对的报告文件"),
        (["--nonsense"], "命令写法有误"),
        (["--corpus", "x"], "要同时给出 --corpus 和 --out"),
        (["right.txt", "--corpus", "x", "--out", "y"], "要同时给出 --corpus 和 --out"),
        (["none.txt", "--facts", "facts.csv"], "打不开文件「none.txt」"),
        (["right.txt", "--facts", "none.csv"], "打不开文件「none.csv」"),
        (["right.txt", "--facts", "right.txt"], "事实表请用"),
        (["right.txt", "--facts", "facts.csv", "--date", "昨天"], "日期应写成"),
        (["right.txt", "--facts", "facts.csv", "--home", "火星"], "不认识地区「火星」"),
        (["right.txt", "--template", "x.xlsx"], "请不要同时给出报告"),
        (["--template", "x.doc"], "事实表模板是 .xlsx 文件"),
        (["right.txt", "--facts", "facts.csv", "--json", "/nowhere/x.json"], "写不了文件"),
    ],
)
def test_every_mistake_is_one_sentence_and_exit_2(folder, capsys, words, sentence):
    assert run(folder, *words) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_without_facts_the_register_is_asked(folder, monkeypatch, capsys):
    def closed(*, home):
        raise UnavailableError(f"{home}还没有快照。")

    monkeypatch.setattr(command, "register_answers", closed)
    assert run(folder, "right.txt") == 2
    assert capsys.readouterr().err == "湖南省还没有快照。\n"


def test_the_stand_alone_check_never_imports_django(folder):
    program = (
        "import sys; from tongxin.claims.command import main; "
        "status = main(sys.argv[1:]); sys.exit(9 if any(name.split('.')[0] in ('django', 'duckdb', 'pyarrow') for name in sys.modules) else status)"
    )
    words = [str(folder / "right.txt"), "--facts", str(folder / "facts.csv"), "--json", str(folder / "out.json")]
    finished = subprocess.run(
        [sys.executable, "-c", program, *words], check=False, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert finished.returncode == 0


def test_the_template_is_written_and_read_back(folder):
    target = folder / "模板.xlsx"
    assert main(["--template", str(target)]) == 0
    assert run(folder, "right.txt", "--facts", str(target), "--date", "2022-09-26", "--home", "全国") == 0


def test_a_text_report_comes_back_as_a_new_word_file(folder):
    from docx import Document

    target = folder / "out.docx"
    assert run(folder, "wrong.md", "--facts", "facts.csv", "--annotate", str(target)) == 1
    document = Document(target)
    assert [paragraph.text for paragraph in document.paragraphs] == ["会员313人。"]
    assert [comment.text[:4] for comment in document.comments] == ["【不符】"]
