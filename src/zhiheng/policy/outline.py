"""From paragraphs to a tree of clauses, each with the text that stands in it.

The tree is kept flat, in the order of the document; a clause's path says where it hangs. Boxes (专栏) and tables open
no clause of their own: their text belongs to the clause before them, rows have the path 表/NUMBER.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from zhiheng.policy.canonical import Run
from zhiheng.policy.lines import Paragraph
from zhiheng.policy.model import ANNEX, PREAMBLE, TABLE, WHOLE, Clause
from zhiheng.policy.numbering import RANKS, Mark, depth, mark_at, run_in_cuts, title_length
from zhiheng.policy.tables import Row, Table, table_at

_ANNEX = re.compile(r"附(?:件|表)(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})?(?P<rest>[::.].{0,40}|[-].{0,40})?")
_BOX = re.compile(r"专栏(?:\d{1,2}|[一二三四五六七八九十]{1,3})")
_NOTE = re.compile(r"\*?(?:备?注(?:释)?|说明|指标解释)(?::|(?=[①1][.、]?))")
_CONTENTS = re.compile(r"目录|目次")
_DOTS = re.compile(r"[.·…\-\d]+$")
_DECIMAL_START = re.compile(r"\d{1,2}\.\d{1,2}(?!\d*[%‰万亿])(?:\.\d{1,2})*[^\d.%]")
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff)])(\d{1,2})、(?=[\u4e00-\u9fff])")
_HEADS = ("han", "chapter", "formal")
_WINDOW = 400  # characters in which a heading must end
_AHEAD = 6000  # how far the second item of a run-in list may be
_LEVELS = {1: "chapter", 2: "section", 3: "item"}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one clause's own text: a heading with what runs on from it, a paragraph, a table row."""

    clause: int
    run: Run
    kind: str = "prose"  # prose box row note
    row: Row | None = None
    head: int = 0  # characters of the run that are mark and heading


@dataclass(slots=True)
class Outline:
    clauses: list[Clause] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    mark: Mark
    piece: str


class _Builder:
    def __init__(self, source: str, fold: str, paragraphs: Sequence[Paragraph]) -> None:
        self.source = source
        self.fold = fold
        self.paragraphs = paragraphs
        self.out = Outline()
        self.stack: list[_Open] = []
        self.annex = ""
        self.box: int | None = None  # number of the last item in an open box
        self.box_is_open = False
        self.current = 0
        self.note = 0  # number of the last item in an open note
        self.item = 0  # number of the last item 1. 2. 3., which may run on through chapters
        self.decimals = sum(1 for p in paragraphs if _DECIMAL_START.match(p.text)) >= 2
        self.han_is_used = any((mark := mark_at(p.run)) is not None and mark.kind in _HEADS for p in paragraphs)
        start = paragraphs[0].start if paragraphs else 0
        self._open_clause((PREAMBLE,), "preamble", "", start, start, start)

    # --- the walk -------------------------------------------------------------------------------------------

    def build(self) -> Outline:
        n = self._contents_end()
        for piece in self.paragraphs[:n]:
            self._add(piece.run)
        while n < len(self.paragraphs):
            n = self._take(n)
        self._close_all()
        return self.out

    def _take(self, n: int) -> int:
        piece = self.paragraphs[n]
        if self._is_annex(n):
            self._begin_annex(piece)
            return n + 1
        if _BOX.match(piece.text) and len(piece.text) <= 60:
            self.box_is_open, self.box = True, 0
            self._add(piece.run, "box")
            return n + 1
        table = table_at(self.source, self.fold, self.paragraphs, n)
        if table is not None:
            self._add_table(table[0])
            return max(table[1], n + 1)
        if self._explains(n):
            self._add(piece.run, "note")
            return n + 1
        if piece.text.startswith("--"):
            self._add(piece.run, "box" if self.box_is_open else "prose")
            return n + 1
        mark = mark_at(piece.run, bare_decimals=self.decimals) or self._next_in_count(piece)
        if mark is not None and self.box_is_open and self._belongs_to_box(mark):
            self._add(piece.run, "box")
            return n + 1
        if mark is None or not self._opens(mark):
            self._add_run_in(piece.run, "box" if self.box_is_open else "prose")
            return n + 1
        self.box_is_open = False
        self._open_marked(piece.run, mark)
        return n + 1

    # --- contents, annexes, boxes ---------------------------------------------------------------------------

    def _contents_end(self) -> int:
        """Behind a table of contents: where its first entry comes again."""
        for n, piece in enumerate(self.paragraphs[:80]):
            if not _CONTENTS.fullmatch(piece.text):
                continue
            entries = [_DOTS.sub("", p.text) for p in self.paragraphs[n + 1 : n + 4]]
            found = [
                at
                for place, entry in enumerate(entries)
                if len(entry) >= 2
                for at in range(n + 2 + place, len(self.paragraphs))
                if self.paragraphs[at].text == entry
            ]
            return min(found) if found else 0
        return 0

    def _explains(self, n: int) -> bool:
        """注：① … and the paragraphs ② ③ that go on with it: how the numbers of a table are counted."""
        text = self.paragraphs[n].text
        begins = _NOTE.match(text)
        number = re.match(r"[①-⑳]|\d{1,2}[.、]", text)
        if begins:
            self.note = 1
        elif self.note and number and mark_number(number[0]) == self.note + 1:
            self.note += 1
        else:
            self.note = 0
        return self.note > 0

    def _is_annex(self, n: int) -> bool:
        text = self.paragraphs[n].text
        found = _ANNEX.fullmatch(text)
        if found is None:
            return False
        if not found["rest"]:
            return n + 1 < len(self.paragraphs)
        if len(found["rest"]) <= 1:
            # 附件: alone heads a list of annexes when the annex itself begins further down.
            follows = [_ANNEX.fullmatch(p.text) for p in self.paragraphs[n + 1 :]]
            return not any(follows) and n + 2 < len(self.paragraphs)
        if text.startswith("附表"):
            return False
        return bool(found["number"]) and not self._is_list_of_annexes(n)

    def _is_list_of_annexes(self, n: int) -> bool:
        """附件1:甲, 附件2:乙 in the next lines are a list; an annex has a text of its own."""
        near = self.paragraphs[max(0, n - 1) : n + 3]
        return sum(1 for p in near if _ANNEX.match(p.text) or re.match(r"\d{1,2}[.、]", p.text)) >= 2

    def _begin_annex(self, piece: Paragraph) -> None:
        found = _ANNEX.fullmatch(piece.text)
        number = (found["number"] or "") if found else ""
        self.stack.clear()
        self.box_is_open = False
        if not self.out.numbered:
            # A covering notice without numbered clauses: what it brings is the document itself.
            self._add(piece.run)
            return
        self.annex = ANNEX + number
        self._open_clause((self.annex,), "annex", number, piece.start, piece.start, piece.end)
        self._add(piece.run, head=len(piece.text))

    def _belongs_to_box(self, mark: Mark) -> bool:
        """Items of a box count from one; a mark that goes on with the clauses outside closes the box."""
        if mark.kind not in ("arabic", "bracket_arabic", "half_bracket", "circled"):
            return False
        same = next((o.mark for o in reversed(self.stack) if o.mark.kind == mark.kind), None)
        expected = (self.box or 0) + 1
        if same is not None and mark.number == same.number + 1 and mark.number != expected:
            return False
        if mark.kind == "arabic":
            self.box = mark.number
        return True

    def _add_table(self, table: Table) -> None:
        self.out.tables.append(table)
        prefix = (self.annex,) if self.annex else ()
        current = len(self.out.clauses) - 1
        for row in table.rows:
            path = (*prefix, TABLE, row.number)
            whole = Run("".join(c.run.text for c in row.cells), [p for c in row.cells for p in c.run.places])
            title = next((c.run for c in row.cells if c.kind in ("name", "task") and c.run.text), whole)
            self.out.clauses.append(
                Clause(path, "row", row.number, row.start, row.end, title.start(0), title.end(len(title.text)))
            )
            self.out.blocks.append(Block(len(self.out.clauses) - 1, whole, "row", row))
        # What follows a table goes on with the clause that it stands in.
        if self.out.clauses[current].level != "row":
            self.current = current

    # --- clauses --------------------------------------------------------------------------------------------

    def _next_in_count(self, piece: Paragraph) -> Mark | None:
        """11.121人才项目: a dot before a digit, where 11 is the number that comes next."""
        last = next((one.mark for one in reversed(self.stack) if one.mark.kind == "arabic"), None)
        if last is None or self.decimals:
            return None
        printed = str(last.number + 1)
        return (
            Mark("arabic", last.number + 1, printed, len(printed) + 1) if piece.text.startswith(printed + ".") else None
        )

    def _opens(self, mark: Mark) -> bool:
        if mark.kind == "decimal" and not self.decimals:
            return False
        if mark.kind == "circled":
            return bool(self.stack)
        return mark.number > 0

    def _open_marked(self, run: Run, mark: Mark) -> None:
        """Open the clause that a paragraph begins, and those that begin inside it."""
        self._add_run_in(run, "prose", self._open_titled(run.cut(0, _WINDOW), mark))

    def _open_titled(self, run: Run, mark: Mark) -> int:
        """Open a clause; returns how many characters are its mark and heading."""
        self._pop(mark)
        self.stack.append(_Open(mark, mark.piece))
        pieces = [self.annex] if self.annex else []
        pieces += [one.piece for one in self.stack]
        words = run.text[mark.length :]
        length = title_length(words)
        inner = [cut for cut in run_in_cuts(run.text) if cut > mark.length]
        if inner and inner[0] < mark.length + length:
            length = inner[0] - mark.length
        length = self._before_glued_item(mark, words, length, run.start(0))
        if mark.kind == "arabic":
            self.item = mark.number
        title = run.cut(mark.length, mark.length + length)
        level = "article" if mark.kind == "article" else _LEVELS.get(len(self.stack), "item")
        if title.text:
            start, end = title.start(0), title.end(length)
        else:
            start = end = run.end(len(run.text))
        self._open_clause(tuple(pieces), level, mark.printed, run.start(0), start, end)
        self.out.numbered = True
        if not self.annex and self._is_chapter(mark):
            self.out.chapters.append(_without_tail(self.source[start:end]))
        return mark.length + length

    def _before_glued_item(self, mark: Mark, words: str, length: int, at: int) -> int:
        """一、促进学前教育发展1、发展目标。: a heading that lost its line end stops where the next item begins."""
        if mark.kind not in _HEADS:
            return length
        for found in _GLUED.finditer(words, 4, length):
            number = int(found[1])
            if number == self.item + 1 and (
                number > 1 or re.search(rf"(?<!\d){number + 1}、", self.fold[at : at + _AHEAD])
            ):
                return found.start()
        return length

    def _is_chapter(self, mark: Mark) -> bool:
        if len(self.stack) != 1:
            return False
        if mark.kind == "decimal":
            return depth(mark) == 0 and not self.han_is_used
        return mark.kind in _HEADS

    def _pop(self, mark: Mark) -> None:
        kinds = [one.mark.kind for one in self.stack]
        if mark.kind == "decimal":
            deep = depth(mark)
            while self.stack and (
                RANKS[self.stack[-1].mark.kind] > RANKS["decimal"]
                or (self.stack[-1].mark.kind == "decimal" and depth(self.stack[-1].mark) >= deep)
            ):
                self.stack.pop()
            if deep == 0:
                self.stack.clear()
            return
        if mark.kind in kinds:
            del self.stack[kinds.index(mark.kind) :]
            return
        if mark.number == 1 and kinds and not set(_HEADS) & set(kinds) and mark.kind == "bracket_han":
            return
        while self.stack and RANKS[self.stack[-1].mark.kind] >= RANKS[mark.kind]:
            self.stack.pop()

    def _open_clause(self, path: tuple[str, ...], level: str, number: str, start: int, title: int, end: int) -> None:
        self._close(start)
        self.out.clauses.append(Clause(path, level, number, start, start, title, end))
        self.current = len(self.out.clauses) - 1

    def _close(self, at: int) -> None:
        del at

    def _close_all(self) -> None:
        """Each clause's own text ends where its last block ends."""
        last: dict[int, int] = {}
        for block in self.out.blocks:
            if block.run.text:
                last[block.clause] = max(last.get(block.clause, 0), block.run.end(len(block.run.text)))
        self.out.clauses = [
            Clause(c.path, c.level, c.number, c.start, max(last.get(n, c.start), c.start), c.title_start, c.title_end)
            for n, c in enumerate(self.out.clauses)
        ]

    # --- text -----------------------------------------------------------------------------------------------

    def _add(self, run: Run, kind: str = "prose", head: int = 0) -> None:
        self.out.blocks.append(Block(self.current, run, kind, None, head))

    def _add_run_in(self, run: Run, kind: str, head: int = 0) -> None:
        """A paragraph; where marks inside it go on with the count, the next clause begins there."""
        start = 0
        glued = head if _GLUED.match(run.text, head) else -1
        for cut in sorted({*run_in_cuts(run.text), *([glued] if glued > 0 else [])}) if kind != "box" else ():
            if cut == 0 or cut - start < head:
                continue
            rest = run.cut(cut, cut + _WINDOW)
            mark = mark_at(rest)
            if mark is None or not (cut == glued or self._goes_on(mark, run.text[cut : cut + _AHEAD])):
                continue
            self._add(run.cut(start, cut), kind, head)
            head = self._open_titled(rest, mark)
            start = cut
        self._add(run.cut(start, len(run.text)) if start else run, kind, head)

    def _goes_on(self, mark: Mark, text: str) -> bool:
        same = next((o.mark for o in reversed(self.stack) if o.mark.kind == mark.kind), None)
        if same is not None:
            return mark.number == same.number + 1
        if mark.number != 1 or not self.stack or mark.kind not in ("bracket_han", "arabic", "circled"):
            return False
        if mark.kind == "circled":
            return "②" in text
        following = "(二)" if mark.kind == "bracket_han" else "2."
        return following in text or (mark.kind == "arabic" and "2、" in text)


def mark_number(text: str) -> int:
    return ord(text) - ord("①") + 1 if "①" <= text[0] <= "⑳" else int(re.sub(r"\D", "", text))


def _without_tail(title: str) -> str:
    """A heading without the spaces of the printed page and without a bracket that names bodies."""
    plain = "".join(title.split())
    found = re.search(r"[（(][^（）()]*(?:负责|負責|牵头|牽頭|单位[：:]|單位[：:])[^（）()]*[）)]$", plain)
    return plain[: found.start()] if found else plain


def outline(source: str, fold: str, paragraphs: Sequence[Paragraph]) -> Outline:
    """The clauses of a document; without a single number the whole is one clause 正文."""
    if not paragraphs:
        return Outline(clauses=[Clause((WHOLE,), "preamble", "", 0, 0, 0, 0)])
    out = _Builder(source, fold, paragraphs).build()
    if not out.numbered:
        out.clauses = [
            Clause((WHOLE,), c.level, c.number, c.start, c.end, c.title_start, c.title_end)
            if c.path == (PREAMBLE,)
            else c
            for c in out.clauses
        ]
    return out
