"""How long reading a policy paper takes, beside a segmenter alone and a plain regular-expression pass, in one run.

usage: python bench/policy.py [FILE]   (without a file: an invented paper of 11 000 characters)

The neighbours do less: a segmenter only cuts words, the plain pass only lists candidates without clauses, comparators,
bodies or offsets. jieba is measured where it is installed; else a segmenter of the same kind (forward longest match
over a word list) stands in and says so.
"""

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from zhiheng.policy.lexis import ACHIEVE, AT_LEAST
from zhiheng.policy.reader import read
from zhiheng.policy.rereading import Edit, reread

LENGTH = 11_000
SENTENCES = (
    "到2025年，重点产品质量监督抽查合格率稳定在95%以上，新增著名商标15个以上。（{o}牵头，{p}、{q}配合落实）",
    "大中型工程竣工验收合格率达到100%，其他工程达到98%以上。（{o}、{p}按各自职责分工负责）",
    "重点用能单位计量器具配备率超过90%，量值溯源覆盖率达到95%以上。（{o}负责）",
    "对获得质量奖的企业给予50万元奖励，建设公共检测平台，初步建立质量风险监测体系。（责任单位：{o}、{p}，各区人民政府）",
    "完善质量工作机制，推动企业落实主体责任，营造重视质量的社会氛围，持续提升人民群众的质量获得感和满意度。",
)
PLAIN = (  # real papers hold about four targets and six brackets in a thousand characters
    "坚持质量第一、效益优先，深入开展重点产品、重点工程、重点领域质量专项整治，完善质量风险监测和预警处置机制。",
    "鼓励企业加强全面质量管理，推广先进质量管理方法，支持企业开展技术改造和工艺创新，提高产品的安全性、可靠性和适用性。",
    "加强质量人才队伍建设，建立健全多部门协作的工作机制，推动形成政府主导、部门联合、企业主责、社会参与的质量工作格局。",
)
BODIES = (
    "市市场监管局",
    "市住房城乡建设局",
    "市交通运输局",
    "市生态环境局",
    "市工业和信息化局",
    "市农业农村局",
    "市商务局",
)
NUMERALS = "一二三四五六七八九十"
CANDIDATE = re.compile(
    r"(达到|超过|不低于|稳定在|新增)?([^，。；（）%\d]{0,12})(\d+(?:\.\d+)?)(%|个|家|万元|次|项)?(以上|以内)?"
)
CLAUSE = re.compile(r"[^。；\n]+[。；]?(?:（[^）]*(?:负责|落实)）)?")
YEAR = re.compile(r"(20\d\d)年")
BRACKET = re.compile(r"（([^）]*?)(?:牵头|负责)[^）]*）")


def invented(length: int) -> str:
    """A paper with chapters, sections and items."""
    lines = ["平川市质量提升行动方案（2023—2025年）"]
    size = n = 0
    while size < length:
        chapter, section = divmod(n, 9)
        if section == 0:
            lines.append(f"{NUMERALS[chapter % 10]}、第{chapter + 1}部分工作任务")
        pick = {key: BODIES[(n * 3 + at) % 7] for at, key in enumerate("opq")}
        body = PLAIN[n % 3] + PLAIN[(n + 1) % 3] + SENTENCES[n % 5].format(**pick)
        lines.append(f"（{NUMERALS[section]}）提升质量水平。{body}")
        size += len(lines[-1])
        n += 1
    return "\n".join(lines)[:length]


def plain_pass(text: str) -> list[object]:
    return [
        (m.start(), CANDIDATE.findall(m[0]), YEAR.findall(m[0]), BRACKET.findall(m[0])) for m in CLAUSE.finditer(text)
    ]


def segmenter() -> tuple[str, Callable[[str], object]]:
    try:
        import jieba  # type: ignore[import-not-found]
    except ImportError:
        words = {re.sub(r"\\", "", w) for w in (*ACHIEVE.split("|"), *AT_LEAST.split("|"), *BODIES)}
        return "longest_match", lambda text: cut(text, words)
    jieba.setLogLevel(60)
    jieba.initialize()
    return "jieba", lambda text: list(jieba.cut(text))


def cut(text: str, words: set[str]) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(text):
        size = next((n for n in range(8, 1, -1) if text[at : at + n] in words), 1)
        out.append(text[at : at + size])
        at += size
    return out


def median_ms(work: Callable[[], object], times: int = 15) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return round(statistics.median(took) * 1000, 3)


def main() -> None:
    text = Path(sys.argv[1]).read_text("utf-8") if len(sys.argv) > 1 else invented(LENGTH)
    reading = read(text)
    at = max(text.rfind(sign) for sign in "%％") - 1
    name, segment = segmenter()
    edits = [Edit(at, at + 1, digit) for digit in "123456789"]
    for edit in edits:
        assert reread(reading, edit) == read(text[: edit.start] + edit.words + text[edit.end :])
    ratio = [median_ms(partial(read, text * times), 5) for times in (1, 4, 16)]
    print(
        json.dumps(
            {
                "characters": len(text),
                "targets": len(reading.targets),
                "duties": len(reading.duties),
                "read_ms": median_ms(lambda: read(text)),
                "reread_ms": median_ms(lambda: reread(reading, edits[0])),
                "plain_pass_ms": median_ms(lambda: plain_pass(text)),
                f"segmenter_{name}_ms": median_ms(lambda: segment(text)),
                "read_1_4_16_copies_ms": ratio,
            }
        )
    )


if __name__ == "__main__":
    main()
