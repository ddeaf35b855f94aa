"""From where can the files of a data set be fetched?

- any_source: How is something of the catalogue fetched from whichever of its sources works, and by one process ...
- download: How does a file come from a URL, also when the line breaks half-way or there is no internet at all?
- errors: How does one source say that it cannot help, so that the next one is tried?
- kinds: Where can the files of a data set come from? One function per kind of source, each: source -> files.
- packages: How does a package registry give us a data set?
"""
