"""What is said when a file cannot be read: one sentence, in Chinese and in English."""

SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (
        "文件《{name}》是空的：请确认是否选对了文件。",
        "The file {name} is empty: check that it is the right one.",
    ),
    "binary": (
        "文件《{name}》不是文字材料（前几个字节是 {found}）：可读取 txt、docx、html 和带文字层的 pdf。",
        "The file {name} holds no text (it begins with {found}): txt, docx, html and pdf with a text layer can be read.",
    ),
    "wrong_encoding": (
        "文件《{name}》第 {offset} 字节处（{found}）既不是 UTF-8 也不是 GB18030 文字：请用其中一种编码重新保存。",
        "The file {name} is neither UTF-8 nor GB18030 at byte {offset} ({found}): save it again in one of them.",
    ),
    "mixed_encoding": (
        "文件《{name}》前面是 {first} 编码，从第 {offset} 字节（{found}）起换成了别的编码：请统一用 UTF-8 重新保存。",
        "The file {name} begins in {first} and changes its encoding at byte {offset} ({found}): save all of it as UTF-8.",
    ),
    "scanned_pdf": (
        "文件《{name}》共 {pages} 页，都是扫描图像，没有文字层：请先做文字识别，或录入全文。",
        "All {pages} pages of {name} are scanned images without a text layer: recognise the text first, or type it.",
    ),
    "encrypted_pdf": (
        "文件《{name}》设有打开密码：请取消密码后再读取。",
        "The file {name} asks for a password: remove it, then read the file again.",
    ),
    "damaged": (
        "文件《{name}》是 {kind} 文件，但内容已损坏，无法打开：请重新取得原件。",
        "The file {name} is a damaged {kind} file and does not open: fetch the original again.",
    ),
    "not_found": (
        "没有找到文件《{name}》：请核对路径。",
        "There is no file {name}: check the path.",
    ),
    "too_large": (
        "文件《{name}》有 {size} MB，超过 {limit} MB：请只保留正文后再读取。",
        "The file {name} has {size} MB, more than {limit} MB: keep only the document itself.",
    ),
}


class UnreadableError(Exception):
    """A file that holds no text that can be read: a code and its values."""

    def __init__(self, code: str, **values: str | int) -> None:
        self.code = code
        self.values = values
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "zh") -> str:
        chinese, english = SENTENCES[self.code]
        return (english if language.startswith("en") else chinese).format(**self.values)


Unreadable = UnreadableError
