"""How is a table written in LaTeX? With booktabs, in characters that every LaTeX knows."""

import unicodedata
from collections.abc import Sequence

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    **{sign: rf"\{sign}" for sign in "&%$#_{}"},
    "—": "---",
    "–": "--",
    "…": r"\ldots{}",
    "’": "'",
    "“": "``",
    "”": "''",
    "\u00a0": "~",
    "×": r"$\times$",
    "±": r"$\pm$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "≠": r"$\neq$",
    "→": r"$\to$",
    "−": "$-$",
    "∞": r"$\infty$",
    "·": r"$\cdot$",
}
GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "λ": "lambda",
    "μ": "mu",
    "σ": "sigma",
}
LONG, LONGEST = 18, 60  # characters of a cell: from the first on its column breaks lines; more make it no wider
LINE = 0.85  # of the width of a line: for all columns that break lines
PAGE = 25  # rows; a longer table goes on on the next page
UNKNOWN = "?"


def latex_table(cells: Sequence[Sequence[str]]) -> str:
    r"""A table whose first row is the header, for ``\usepackage{booktabs,longtable}``.

    >>> print(latex_table([("claim", "ours"), ("50 % of A_1", "0.5")]), end="")
    % needs \usepackage{booktabs}
    \begin{tabular}{ll}
    \toprule
    claim & ours \\
    \midrule
    50 \% of A\_1 & 0.5 \\
    \bottomrule
    \end{tabular}
    """
    head, *rows = [" & ".join(map(latex_text, row)) + r" \\" for row in cells]
    kind = "longtable" if len(rows) > PAGE else "tabular"
    needs = "booktabs,longtable" if kind == "longtable" else "booktabs"
    opening = [rf"% needs \usepackage{{{needs}}}", rf"\begin{{{kind}}}{{{''.join(_columns(cells))}}}", r"\toprule"]
    repeated = [r"\midrule", r"\endhead"] if kind == "longtable" else [r"\midrule"]
    return "\n".join([*opening, head, *repeated, *rows, r"\bottomrule", rf"\end{{{kind}}}", ""])


def latex_text(text: str) -> str:
    r"""Text that LaTeX prints as it is; a character that no usual font of LaTeX has becomes a question mark.

    >>> print(latex_text("p < 5 % & Özer's {x} → 𝟙"))
    p \textless{} 5 \% \& Özer's \{x\} $\to$ ?
    """
    return "".join(SPECIAL.get(sign) or _letter(sign) for sign in " ".join(text.split()))


def _letter(sign: str) -> str:
    """A sign that is not special."""
    if sign in GREEK:
        return rf"$\{GREEK[sign]}$"
    plain = sign.isascii() or (ord(sign) < 0x180 and unicodedata.category(sign).startswith("L"))
    return sign if plain else UNKNOWN


def _columns(cells: Sequence[Sequence[str]]) -> list[str]:
    """The kind of each column: those with long texts share the width of a line."""
    widest = [min(max(map(len, column)), LONGEST) for column in zip(*cells, strict=True)]
    together = sum(width for width in widest if width > LONG)
    return [rf"p{{{LINE * width / together:.2f}\linewidth}}" if width > LONG else "l" for width in widest]
