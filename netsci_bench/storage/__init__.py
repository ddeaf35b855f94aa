"""How are results stored on disk, completely or not at all?

- artifacts: What are the names of the files that the bench writes?
- atomic: How is a file written so that a crash never leaves half of it?
- home: Where are results, data and reports kept?
- store: Where are results stored, and when is one finished?
"""
