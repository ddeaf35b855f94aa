"""How do outcomes and verdicts become pages for people?

- content: What is in report.json? The permanent record: every seed's raw values, and all that the pages show.
- first_screen: What does a reader see first? The result in one line, and a table of at most a dozen rows.
- junit: How does a build server read the report? As junit.xml: a test case per claim and one per seed.
- markdown: How is any text or table written in Markdown, whatever special characters it contains?
- pages: How are report.md and report.html made? From templates over one model.
- papers: What does the whole record say about each paper? The scoreboard, and a page per paper.
- plots: Which figures does every report have?
- read: What does a written report say? The reader for `status`, `list`, `record`: standard library only.
- redact: What must never be published? Paths, and the names of the user and the host, in any text.
- report_model: What does a report show?
- rows: What does a report say about each claim? A row of text per claim, without layout.
- tables: Which tables follow the verdicts? Robustness, raw values, params, functions, versions: cells for any page.
- terminal: How does a run show its verdicts? As a table in a terminal, as aligned plain text elsewhere.
- wording: How is a number, a band or a verdict written? The same on the terminal, on pages and in figures.
- write: How is a report written? The figures are drawn, and all pages are made from them and report.json.
"""
