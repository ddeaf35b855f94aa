"""How the co-activation graphs are drawn.

- colours: How does a community keep its colour from one stage to the next? It goes to where most of its nodes went.
- convergence: How much of its fall has the loss done by each epoch, and where is the epoch at which it is said ...
- digits: Do the graphs of 6 and 9 look alike, and those of 6 and 7 not; and how alike are all digits?
- epochs: What do the co-activation graphs look like while the network learns, and do all seeds say the same?
- layered_graph: How is the graph of a layered network drawn, whatever its layers, so that its nodes and edges ...
- layered_layout: Where do the nodes of a layered network lie, whatever its layers?
- networks: What do the graphs of other networks look like while they learn, and do the trends exceed what chance ...
- panels: How are graphs of networks drawn in rows and columns, on one scale, with what they show ...
- partition_choices: Which of six ways to find communities gives most modularity, and which the steadiest communities?
- stages: What do all seeds say, stage by stage? The numbers behind the graphs, all readings in the same units.
- targets: Are the communities of the net for ten digits more complicated than those of the net for even and odd?
"""
