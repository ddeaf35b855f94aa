"""How are results stored on disk, completely or not at all?

- artifacts: What are the names of the files that the bench writes?
- atomic: How is a file written so that a crash never leaves half of it?
- home: Where are results, data and reports kept?
- ledger: Which manifests did the bench itself write? Those in the ledger: a file of the store to which lines are ...
- manifest: Is every file of a finished folder as it was written? Its manifest names each by its checksum.
- places: Does something of the wrong kind lie where the bench keeps a file or a folder? It is named, not removed.
- report_manifest: Is a report as the bench wrote it? Its manifest has a digest of each part.
- store: Where are results stored, and when is one finished?
- transfer: How does work outlive a machine? The store goes into one tar file, and is checked when it is taken in ...
"""
