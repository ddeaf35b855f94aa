"""What does the whole record say about each paper?

- badge: How does a paper's record look in one line?
- budget: What was run, how long did it take, and which run would decide most for its time?
- findings: Does each statement of a paper hold? The claims of all reports, corrected within the paper, in one word.
- page: How is the page of a paper made? Its statements, what held, what did not, where text and code differ.
- pictures: Is a forest plot still what would be drawn?
- scoreboard: Which statements are reproduced? The table of all papers and experiments, ``reports/README.md``.
"""
