"""How does data of the user's own become a data set?

- images: How does a folder of pictures of the user's own become a data set?
- registration: How does data of the user's own get a name that a spec can use?
- table: How does a table of the user's own become a data set, however many rows it has?
"""
