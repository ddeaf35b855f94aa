"""How do results lie on disk, whole or not at all?

- artifacts: What are the files called that the bench writes? Every name once.
- atomic: How is a file written so that it is there whole, or as it was before, whatever happens meanwhile?
- home: Where are results, data and reports kept? In one folder that the user may choose.
- store: Where do results live, and when is one finished?
"""
