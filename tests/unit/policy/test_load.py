"""Every format comes in as the same text; what cannot be read is told in one sentence."""

import pytest

from tests.unit.policy.files import docx_with_lists, pdf
from zhiheng.policy.load import load, load_bytes
from zhiheng.policy.model import Reading
from zhiheng.policy.reader import read
from zhiheng.policy.unreadable import SENTENCES, UnreadableError

TEXT = "一、工作目标\n产品合格率达到95%以上。（市市场监管局负责）\n二、保障措施\n加强领导。\n"


def found(reading: Reading) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(t.place, t.comparator, str(t.value), t.lead) for t in reading.targets]


def refused(data: bytes, name: str = "甲.txt") -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        load_bytes(data, name)
    return caught.value


WANTED = [("一", ">=", "95", ("市市场监管局",))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_of_plain_text(encoding):
    assert load_bytes(TEXT.encode(encoding), "甲.txt").text.strip() == TEXT.strip()


def test_another_encoding_is_told_as_a_note():
    notes = load_bytes(TEXT.encode("gb18030"), "甲.txt").notes
    assert [(note.code, dict(note.values)) for note in notes] == [("encoding", {"found": "GB18030"})]


def test_numbers_that_word_makes_are_written_out():
    data = docx_with_lists(
        [
            (0, "工作目标"),
            (1, "产品质量"),
            (2, "合格率达到95%以上（市市场监管局负责）"),
            (2, "抽查300批次"),
            (1, "服务质量"),
            (0, "保障措施"),
        ]
    )
    reading = read(load_bytes(data, "甲.docx").text)
    assert reading.chapters == ("工作目标", "保障措施")
    assert [t.place for t in reading.targets] == ["一/(一)/1", "一/(一)/2"]
    assert "一/(二)" in [c.place for c in reading.clauses]


def test_a_table_of_word_gives_its_rows():
    rows = [["序号", "重点任务", "牵头单位", "配合单位"], ["1", "新增学位500个", "市教育局", "市财政局、各区政府"]]
    reading = read(load_bytes(docx_with_lists([(0, "任务")], rows), "甲.docx").text)
    assert found(reading) == [("表/1", ">=", "500", ("市教育局",))]
    assert [b.name for b in reading.duties[0].support] == ["市财政局", "各区政府"]


def test_a_page_with_tables_inside_tables():
    page = """<html><head><title>x</title><script>var a = "达到99%";</script></head><body><table><tr><td>
      <p>一、主要指标</p><table><tr><th>序号</th><th>指标</th><th>2025年</th><th>责任单位</th></tr>
      <tr><td>1</td><td>产品合格率（%）</td><td>≥95</td><td rowspan="2">市市场监管局</td></tr>
      <tr><td>2</td><td>食品合格率（%）</td><td>98</td></tr></table>
      <p>二、<b>保障</b>措施</p></td></tr></table></body></html>"""
    reading = read(load_bytes(page.encode(), "甲.html").text)
    assert reading.chapters == ("主要指标", "保障措施")
    assert found(reading) == [("表/1", ">=", "95", ("市市场监管局",)), ("表/2", ">=", "98", ("市市场监管局",))]


def test_a_pdf_with_text():
    source = load_bytes(pdf(["一、工作目标", "产品合格率达到95%以上。（市市场监管局负责）", "二、保障措施"]), "甲.pdf")
    reading = read(source.text)
    assert reading.chapters == ("工作目标", "保障措施")
    assert found(reading) == WANTED


def test_two_readers_of_pdf_that_agree_say_nothing():
    assert load_bytes(pdf(["一、工作目标是质量第一的方针"]), "甲.pdf").notes == ()


def test_two_readers_of_pdf_that_differ_are_told(monkeypatch):
    monkeypatch.setattr("zhiheng.policy.load._by_pdfminer", lambda data: "一、工作")
    notes = load_bytes(pdf(["一、工作目标是质量第一的方针"]), "甲.pdf").notes
    assert [(n.code, dict(n.values)) for n in notes] == [("pdf_readers_differ", {"pypdfium2": "14", "pdfminer": "4"})]


@pytest.mark.parametrize(
    ("data", "code", "values"),
    [
        (b"", "empty", {}),
        ("\ufeff \r\n".encode(), "empty", {}),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "binary", {}),
        (b"abc\x00\x01\x02" * 40, "binary", {}),
        (pdf([]), "scanned_pdf", {"pages": 1}),
        (pdf(["一、目标"], locked=True), "encrypted_pdf", {}),
        (b"%PDF-1.4 nothing of the kind", "damaged", {"kind": "pdf"}),
        (b"PK\x03\x04 nothing of the kind", "damaged", {"kind": "docx"}),
        (TEXT.encode() + b"\xff\xfe\xff" * 3, "mixed_encoding", {"offset": len(TEXT.encode()), "first": "UTF-8"}),
        (TEXT.encode() + TEXT.encode("gbk"), "mixed_encoding", {"offset": len(TEXT.encode()), "first": "UTF-8"}),
        (b"\xff\xff\xff plain words \xff", "wrong_encoding", {"offset": 0}),
    ],
)
def test_what_cannot_be_read(data, code, values):
    problem = refused(data)
    assert problem.code == code
    assert {key: problem.values[key] for key in values} == values


def test_utf_8_behind_gb18030_names_the_byte():
    head = ("第一部分。" + TEXT * 3).encode("gb18030")
    problem = refused(head + (TEXT * 4).encode())
    assert problem.code == "mixed_encoding"
    assert abs(int(problem.values["offset"]) - len(head)) <= 2


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_each_refusal_is_one_sentence_in_both_languages(code):
    values = dict.fromkeys(("name", "found", "offset", "first", "pages", "kind", "size", "limit"), "7")
    problem = UnreadableError(code, **values)
    assert problem.sentence("zh").endswith("。")
    assert problem.sentence("zh").count("。") == 1
    assert problem.sentence("en").endswith(".")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableError) as caught:
        load(tmp_path / "没有.txt")
    assert caught.value.code == "not_found"
