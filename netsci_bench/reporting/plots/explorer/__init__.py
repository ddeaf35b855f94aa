"""How can the points of a training be watched in a browser, step by step?

The page is one file that loads nothing. Its own source is in ``web/``; ``web/build.mjs`` makes ``web/built/``.

- coding: How do the arrays of a series become short texts that a browser can decode?
- page: How is the page made? From a series, the pictures of its report, and the built script.
- stored_series: Which series has a report, and in which of its seeds?
- views: Which surfaces, graphs, cells and curves can be watched, of what a seed has kept?
"""
