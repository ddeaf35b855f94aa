"""What can a user type, and what is printed?

- choices: What may be written where a command asks for ids or for a tier?
- data: What can a user do with data sets and weights? List them, fetch them, check them.
- decisions: Which of many ids is measured next, until all are decided? The look that may decide most claims for ...
- endings: How does a command end? Errors are told in words; a reader that is gone is no error.
- exchange: What can a user do with a report that is there? Open it, compare it, replay it, export its numbers.
- listing: What is there, and what does it say? The texts behind ``list`` and ``show``.
- main: What can a user type? The commands; each asks the bench for one thing and prints it.
- maintenance: What can a user ask about the state of things?
- own_data: How is data of the user's own added from the command line, and what is printed about it?
- progress: What does a user see while it runs? Bars on a terminal, plain lines elsewhere, nothing with ``--quiet``.
- records: What can a user do with recorded reports? Record and compare them, certify them, judge them again.
- run: What does ``run`` do with one id? Run it, print its verdicts, and give its exit code.
- time_left: How long will a run still take? From the seeds that have ended, else from the spec's minutes.
- transfer: How does a user take work to another machine? ``store export`` writes one file, ``store import`` takes ...
"""
