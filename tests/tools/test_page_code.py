"""The Python of the pages as modules for type checkers."""

import ast
from pathlib import Path

import pytest

from tools.page_code import main, pages, python_lines

PAGE = """Text.

```python
>>> for x in range(2):
...     print(x)
0
1
>>> x

```

```python
y = x
```

```sh
magnesium
```
"""


def test_prompts_are_removed_and_text_and_output_are_blank() -> None:
    assert [line for line in python_lines(PAGE) if line] == ["for x in range(2):", "    print(x)", "x", "y = x"]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_each_page_is_python_with_the_line_numbers_of_the_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = list(python_lines(text))
    ast.parse("\n".join(lines))
    assert len(lines) == len(text.splitlines())
    assert all(line in original for line, original in zip(lines, text.splitlines(), strict=True))


def test_each_page_with_python_becomes_a_module(tmp_path: Path) -> None:
    main(tmp_path)
    with_python = [page for page in pages() if "```python\n" in page.read_text(encoding="utf-8")]
    assert len(list(tmp_path.glob("*.py"))) == len(with_python) > 10
