"""How do runs get into MLflow?

- mirror_points: Which numbers of a record become metrics in MLflow?
- records: How does an invocation get into MLflow? It is written to files first; a mirror is made from them later.
- server: Where is the mirror in MLflow, how is it opened, and how does one look at it?
"""
