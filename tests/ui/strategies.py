"""Texts that try to be more than text."""

from hypothesis import strategies as st

HOSTILE = [
    "$",
    "$5 and $6",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![](http://127.0.0.1:9/leak)",
    "[a](javascript:alert(1))",
    "# Heading",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    ":material/home:",
    ":red[danger]",
    ":smile:",
    "`code` **bold** _it_ ~~gone~~",
    "1. one",
    "- item",
    "&amp; &lt;b&gt;",
    "</p></article><style>*{display:none}</style>",
    "http://example.org/x www.example.org a@example.org",
    "a -> b <- c -- d >= e <= f ~= g <-> h",
    "\\",
    "<!-- -->",
    "'\"",
]

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(),
    st.lists(st.sampled_from([*HOSTILE, "a", " ", "\n", "word"])).map("".join),
)
