"""How well will a network do, judged from its first epochs?

- early_prediction: Which accuracy will a training reach, from the values of its first epochs?
- line_graph: How strongly does each weight of a probe act on the weights of the layer before it?
- log_evidence: How well do features explain the classes of a task, before anything is trained?
- model_ranking: How well do predictions rank models, and do they rank them better than others do?
- neural_capacitance: What is the neural capacitance of a probe, in the time of one pass over its weights?
"""
