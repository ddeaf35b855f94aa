"""How do results leave the bench, and how are two reports compared? Tables, files, Python objects.

- api: What can a program ask for? ``import netsci_bench as nb``: experiments, run, load, compare, export.
- comparison: How do two reports differ? Claim by claim, seeds paired; spec, params, code, environment.
- comparison_page: How is a comparison shown? As lines on a terminal, and as one HTML page.
- files: How does a table become a file? The end of its name says: CSV, Parquet, LaTeX.
- frames: How does a report become tables for analysis? As pandas frames: a row per value, per claim, per seed.
- latex: How is a table written in LaTeX? With booktabs, in characters that every LaTeX knows.
- loaded: What is a report in Python? Its verdicts, raw values and seeds as pandas frames.
- opened: Which file shows a report in a browser? Its own page, or one that is made in the home.
- replay: Does this machine measure what a report says? Each seed is measured again, and compared bit by bit.
- seed_drawing: Where do the seeds of two reports lie on one axis? As signs, and as a drawing with pairs.
- sources: Which report is meant? ``ID``, ``ID/TIER``, ``ID@recorded``, ``ID@COMMIT``, or a folder.
- statements: What does the whole record say, as a table? A row per statement of a paper.
"""
