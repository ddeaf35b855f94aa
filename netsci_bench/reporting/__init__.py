"""How do outcomes and verdicts become pages that a person can read?

- content: What does report.json hold? The permanent record: every seed's raw values, and all that the pages show.
- junit: How does a build server read the report? As junit.xml: a test case per claim and one per seed.
- markdown: How does a text or a table stand in Markdown as it is, whatever marks it holds?
- pages: How does a report read?
- plots: Which pictures does every report have?
- read: What does a written report say? The reader for `status`, `list`, `record`: standard library only.
- redact: What must never be published? Paths, the user's name, the host's name, whoever put them into a text.
- report_model: What does a report show?
- rows: What is there to say about each claim, and about all of them in one line? Text only, before any layout.
- scoreboard: How does the whole suite stand? The table of all ids with what their recorded reports say.
- tables: Which tables stand below the verdicts? Raw values, params, functions, versions: cells for any page.
- terminal: How does a run show its verdicts? As a table in a terminal, as aligned plain text elsewhere.
- timing: How did the seeds run, apart from what came out?
- wording: How is a number, a band or a verdict put in words? The same in terminal, page and picture.
- write: How is a report written? The pictures are drawn, and all pages are made from them and report.json.
"""
