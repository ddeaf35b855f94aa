"""How do runs get into MLflow?

- mirror: How does a record become runs in MLflow?
- mirror_points: Which numbers of a record become metrics in MLflow?
- records: How does a run get into MLflow? It is first written to files, from which MLflow is filled afterwards.
- server: Where is the MLflow store, how is it opened, and how is it shown in a browser?
- sqlite_file: How is the SQLite file of a home named in a URI, and can it be opened at all?
"""
