"""How does a spec become outcomes? Plan, scheduler, one process for each seed.

- calibration: How long will a tier take on this machine? The minutes of a spec, scaled by how fast three small ...
- engines: Where are the seeds of a run measured? Here, some at a time, or on the nodes of a cluster.
- environment: On what was it measured? An allow-list: nothing that names a person, a host or a folder.
- failures: Where did a seed break? The last line of the user's own code, and a log of all that was said.
- first_claims: Which claims were there when a seed was first started?
- git: What does git say about a checkout? Asked without the variables that would send it to another one.
- hardware: What does this machine compute with? Processor, memory and GPU, asked without importing torch here.
- inputs: What does an experiment get? Its params and data, checked before anything runs.
- job: What is a seed's process asked to do? One seed of a plan, sent to it whole.
- outcome: What did one seed measure? Written into its folder of the store, and read from there once it is done.
- plan: What is known before anything runs? The plan: spec, tier, validated params, device, one address per seed.
- process_environment: In which environment does a process of the bench start? The same one for whoever computes.
- scheduler: How does a plan become outcomes?
- signals: What happens when the user presses Ctrl-C or the system asks for the end?
- worker: What happens inside one seed's own process?
"""
