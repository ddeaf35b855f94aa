"""How does a network get its weights?

- batches: How does a batch of training examples reach the network?
- checkpoint: How does a training survive being killed at any moment? Its state is on disk whole, or not at all.
- checkpointer: When is a training written to disk, and from where does it continue?
- evaluate: How good is a network on given examples? In float32, in its evaluation mode, in large batches.
- loop: How does a network get its weights? By following a recipe; killed at any moment, it continues.
- randomness: How is torch's randomness kept apart from everyone else's, and put back where it was?
- recipe: How is a network trained?
- schedule: How does the learning rate go while a network is trained? As a function of how far the training is.
- shortened: What becomes of a trained network without some layers? The rest keeps its weights and is trained on.
- splits: On what does a recipe train, validate and test? The data set of a run, divided and on the device.
- step: What is one step of a training?
- tensors: What does a network get of a data set? All images as one tensor on the device, and the labels.
- train_state: What does a training consist of while it runs, and what of it does a checkpoint hold?
- trained: What did a training leave in its folder? The weights of the kept epochs, and how it went.
"""
