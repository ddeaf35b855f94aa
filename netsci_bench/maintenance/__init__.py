"""How is the bench kept in order? Doctor, staleness, changes, nightly runs, scaffolds.

- changes: Why is a recorded report no longer what this code would measure? What changed since, by name.
- doctor: What is wrong here, and what to do about it?
- health: Can this machine run experiments?
- nightly: Does everything still give what was recorded?
- nightly_pages: What does a person, and what does a build server, read in the morning?
- reachability: Where could the data come from on this machine?
- recording: How does a report become part of the published record?
- scaffold: How does somebody begin an experiment of their own?
- staleness: Is a published number still what this code would measure? Asked without measuring anything.
"""
