"""When are two pieces of code the same, and when are two results the same?

- address: Is this the same result? One digest of everything that could change a number.
- allowed_folders: Which folders may an experiment read although no address covers them?
- audit: Did a run use anything that its address does not cover? It is watched while it runs.
- compiled_code: Is a kernel that numba has kept still that of its source?
- cycles: Which definitions use each other?
- implementation: Which code does a result depend on, and what is its digest?
- memory: What has been read of source files, as long as none of them has changed?
- module_state: Has an experiment changed what a training reads?
- names: What does a name in a module stand for: our definition, a user's module, a library, or the bench?
- reads: What did a run open, and which line of the experiment did it?
- scopes: Which names does a function, class or comprehension bind itself?
- source: What does a module define, import and do? The source is read as text; none of it is run.
- syntax: When are two pieces of code the same?
- texts: Has any text changed that this package consists of?
- variables: Which environment variables does a seed's process get?
"""
