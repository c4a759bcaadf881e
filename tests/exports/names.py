"""Names that are more than names where they are not escaped, and the pages whose cards are exported."""

from tests.offered import CHARTED

SHOWN = [page.name for page in CHARTED]
HOSTILE = {
    "script": "<script>fetch('https://evil.example')</script>",
    "script end": '</script></style></title><img src="x" onerror="document.title=\'had\'">',
    "attribute": '" onmouseover="alert(1)" x=\'',
    "comment": "<!-- <script>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "markdown picture": "![x](https://evil.example/x.png)",
    "markdown link": "[x](javascript:alert(1)) https://evil.example www.evil.example a@evil.example",
    "markdown block": "x\n```\n# Heading\n- [ ] item\n| a | b |\n",
    "formula": "=cmd|' /C calc'!A0",
    "full-width formula": "＝1+1",
    "rich text": "<r><t>x</t><oops></r>",
    "bibtex": "}, url = {evil}, x = {\\input{secret} % $ # _ & ~ ^",
    "right to left": "\u202egpj.exe\u2066\u200f",
    "long": "a" * 10_000,
    "line breaks": "a\r\nb\u2028c\x85d",
    "control": "a\x00b\x07c\x1bd\ufffe_x0041_",
    "not a letter": "emoji 🦙 and 通义千问",
}
