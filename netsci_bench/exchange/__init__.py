"""How do results leave the bench, as tables, files and Python objects?

- api: What can a program ask for? ``import netsci_bench as nb``: experiments, run, load, export.
- files: How does a table become a file? The end of its name says: CSV, Parquet, LaTeX.
- frames: How does a report become tables for analysis? As pandas frames: a row per value, per claim, per seed.
- latex: How is a table written in LaTeX? With booktabs, in characters that every LaTeX knows.
- loaded: What is a report in Python? Its verdicts, raw values and seeds as pandas frames.
- opened: Which file shows a report in a browser? Its own page, or one that is made in the home.
- sources: Which report is meant? ``ID``, ``ID/TIER``, ``ID@recorded``, ``ID@COMMIT``, or a folder.
- statements: What does the whole record say, as a table? A row per statement of a paper.
"""
