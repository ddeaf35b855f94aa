"""What makes a piece of code the same code, and a result the same result?

- address: Is this the same result? One digest over everything that could change a number.
- audit: Did a run use anything that its address does not cover? Watched while it runs, told with file and line.
- cycles: Which definitions reach each other?
- implementation: Which code does a result rest on, and what is the digest of it all?
- names: What does a name in a module stand for: a definition of ours, somebody's module, a library, or the bench?
- places: Which folders hold nothing that an address would have to cover?
- scopes: Which names does a function, class or comprehension bind itself?
- source: What does a module define, import and do? Read as text: nothing of it is run.
- syntax: When is code the same code?
- variables: Which environment variables does a seed's process see?
"""
