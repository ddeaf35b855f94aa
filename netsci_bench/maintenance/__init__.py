"""How are the bench and its record kept in order? Doctor, staleness, changes, nightly runs, scaffolds.

- certify: Is a published report still valid after its code was rewritten?
- changes: Why is a recorded report not current? What has changed since, by name.
- commits: What did the code of an earlier commit measure? Its smoke tier is run again on this machine.
- doctor: What is wrong on this machine, and what can the user do about it?
- exchange: How do results leave the bench, and how are two reports compared? Tables, files, Python objects.
- forecast: What would a run cost, and what can it decide? Asked of a plan, before anything runs.
- health: Can this machine run experiments?
- judging: How is a report judged again? From its raw values, by the present claims, without running anything.
- nightly: Do all experiments still give the recorded results? A night, its pages and its history.
- package: How does a third party start a package of experiments?
- reachability: From where can this machine get the data?
- recording: How does a report become part of the published record?
- scaffold: How does a user start an experiment of their own?
- staleness: Would this code still measure the published number? Answered without measuring.
"""
