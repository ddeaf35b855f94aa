"""Where do data sets come from, and how do we know that they are the right ones?

- cache: How does a data set lie on disk, and how does a broken copy get noticed before anything is trained on it?
- fetch: How does a data set of the catalogue become arrays, whatever this machine can reach?
- formats: How do downloaded files become arrays?
- own: How does data of the user's own become a data set?
- sources: From where can the files of a data set be fetched?
- verify: Are these the right bytes? Shape, type and SHA-256 of every array, just fetched or stored long ago.
- weights: How does the file of somebody's weights get onto this machine, and how is a wrong one noticed?
"""
