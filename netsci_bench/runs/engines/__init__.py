"""Where are the seeds of a run measured? Here, some at a time, or on the nodes of a cluster; each in its own process.

An engine takes jobs and says how each has ended, in whatever order they end; see ``engine``.

- engine: What does a run ask of an engine?
- local: How are seeds measured on this machine?
- memory: Is there room for one more process?
- overview: How far are the tasks of a cluster, in lines for ``status``? From their notes and the store alone.
- processes: How is a seed run apart from everything else? In a process with pinned threads, ended politely.
- queue: Which tasks does Slurm still know, and how are new ones handed to it?
- slurm: How are seeds measured on a cluster?
- task: What does one task of a cluster do? It builds one address, and notes how that went.
- task_notes: How far is each task that was sent to a cluster?
- trainings: Which trainings will the seeds of a plan ask for, and how is one of them built alone?
"""
