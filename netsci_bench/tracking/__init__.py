"""How do runs get into MLflow?

- dead_runs: Which runs in MLflow belong to a process that was killed?
- descriptions: What do people read in MLflow? Names and descriptions of runs and experiments, and tags in groups.
- experiments: How does MLflow know what an experiment is about? By two tags: its kind, and its description.
- inputs: Which data sets did a run use? Each becomes an input in MLflow, with name, digest, source and context.
- mirror: How does a record become runs in MLflow?
- mirror_points: Which numbers of a record become metrics in MLflow?
- records: How does a run get into MLflow? It is first written to files, from which MLflow is filled afterwards.
- server: Where is the MLflow store, how is it opened, and how is it shown in a browser?
- sqlite_file: How is the SQLite file of a home named in a URI, and can it be opened at all?
- web_app: With which settings does MLflow open in a new browser? With those for training, without telemetry.
"""
