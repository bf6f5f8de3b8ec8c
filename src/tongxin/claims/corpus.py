"""Check every document of a test corpus: NAME.json with text and facts in, NAME.json with predictions out."""

import json
from pathlib import Path

from tongxin.claims.check import Check, check
from tongxin.claims.facts import FactsTable
from tongxin.claims.files import clean_text, decode
from tongxin.claims.output import written_json
from tongxin.claims.tables import facts_from_rows
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import parse_date
from tongxin.office.plain_text import has_half_characters
from tongxin.office.sources import read_bytes
from tongxin.office.writing import write_files


def check_document(document: object, *, name: str) -> Check:
    """Check one loaded corpus document; raise `InputError` naming it when a key is missing or wrong."""
    if not isinstance(document, dict):
        raise InputError(f"语料「{name}」应是一个含 text、date、home、facts 的 JSON 对象。", field="corpus")
    text, day, home = document.get("text"), document.get("date"), document.get("home")
    rows = document.get("facts", [])
    if not (isinstance(text, str) and isinstance(day, str) and isinstance(home, str) and isinstance(rows, list)):
        raise InputError(f"语料「{name}」缺少 text、date、home 或 facts，或类型不对。", field="corpus")
    if not all(isinstance(row, dict) for row in rows):
        raise InputError(f"语料「{name}」的 facts 每项应是一个对象。", field="corpus")
    if has_half_characters(home):
        raise InputError(f"语料「{name}」的 home 里有残缺的字符，请重新输入。", field="corpus")
    answers = FactsTable(facts_from_rows(rows, home=home))
    return check(clean_text(text), date=parse_date(day, field="date"), home=home, answers=answers)


def check_corpus(source: Path, target: Path) -> int:
    """Check every document of a folder into another folder; return how many figures were contradicted."""
    paths = sorted(source.glob("*.json"))
    if not paths:
        raise InputError(f"文件夹「{source.name[:40]}」里没有 .json 语料。", field="corpus")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"建不了文件夹「{target.name[:40]}」，请检查路径和权限。", field="out") from error
    contradicted, outputs = 0, {}
    for path in paths:
        try:
            document = json.loads(decode(read_bytes(path), name=path.name), parse_int=str)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"语料「{path.name[:40]}」不是合法的 JSON。", field="corpus") from error
        checked = check_document(document, name=path.name[:40])
        contradicted += sum(finding.verdict == "contradicted" for finding in checked.findings)
        outputs[target / path.name] = written_json(checked).encode()
    write_files(outputs)
    return contradicted
