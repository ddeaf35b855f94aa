"""What numbers does network science give a matrix? Arrays in, numbers out.

- boltzmann: How probable are data under a Boltzmann machine?
- capacitance: How well will a network do, judged from its first epochs?
- communities: Which communities has a graph, and how well do partitions agree?
- embedding: How do points in many dimensions lie, and what does a picture in two keep of them?
- graphs: What does a weighted graph look like? Matrices as graphs, centralities, spectra.
- information: How much do activations and partitions tell?
- landscape: What does the loss look like around the weights of a trained network?
- polyhedra: Into which linear regions does a ReLU network cut its inputs?
- series: How does a value go over layers or over time?
- similarity: How alike are representations, activations, graphs?
- tails: Which laws do degrees and strengths follow?
- topology: How many pieces and holes has a complex?
"""
