r"""A lossless escape for text that databases refuse.

PostgreSQL refuses U+0000, and both databases refuse lone surrogates; a person may type either. `\` is doubled, NUL
and surrogates become `\uXXXX`; everything else, emoji and right-to-left marks too, stays as it was typed.
"""

from __future__ import annotations

import re

_REFUSED = re.compile("[\\\\\0\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(\\|u[0-9a-f]{4})")


def escape(text: str) -> str:
    r"""Return `text` in a form every database takes; `unescape` gives the exact original back.

    Args:
        text: any Python string, lone surrogates and NUL included.
    """
    return _REFUSED.sub(lambda found: "\\\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}", text)


def unescape(stored: str) -> str:
    """Return the text that `escape` was given.

    Args:
        stored: what came out of the database. A lone backslash that `escape` never writes is left as it is.
    """
    return _ESCAPED.sub(lambda found: "\\" if found[1] == "\\" else chr(int(found[1][1:], 16)), stored)
