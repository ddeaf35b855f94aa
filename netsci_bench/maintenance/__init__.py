"""How is the bench kept in order? Doctor, staleness, changes, nightly runs, scaffolds.

- certify: Does a published report still stand after its code was rewritten?
- changes: Why is a recorded report no longer what this code would measure? What changed since, by name.
- commits: What did the code of an earlier commit measure? Its smoke tier is run as it was, on this machine.
- doctor: What is wrong here, and what to do about it?
- health: Can this machine run experiments?
- nightly: Does everything still give what was recorded?
- nightly_pages: What does a person, and what does a build server, read in the morning?
- reachability: Where could the data come from on this machine?
- recording: How does a report become part of the published record?
- scaffold: How does somebody begin an experiment of their own?
- staleness: Is a published number still what this code would measure? Asked without measuring anything.
"""
