"""Which networks are trained? Architectures and their activations.

- cifar_resnet: Which ResNets are the papers' for 32 x 32 images?
- dropout: How are neurons dropped without the drawing taking longer than a sparse layer?
- lenet: Which LeNet-5 do the co-activation graphs speak of? The one with tanh and max-pooling, for 28 x 28 images.
- lenet300: Which fully connected net do the lottery tickets of MNIST come from?
- pooled_convolution: How is a small convolution under a max-pooling computed quickly?
- pooled_kernels: How are patches cut for windows of a pooling, and their maxima found, in one pass each?
- relational_mlp: Which net has the same graph between each two of its hidden layers?
- relu_mlp: Which fully connected nets are small enough for all their linear regions in a plane to be looked at?
- relu_mlp_256: Which fully connected net has its weights clustered?
- set_cnn: Which convolutional net has Sparse Evolutionary Training been tried on?
- set_mlp: Which nets does Sparse Evolutionary Training begin with?
- srelu: Which activation learns its own shape?
- srelu_kernels: How is an S-shaped ReLU computed in one pass?
- transfer_zoo: Which small networks of different families can be trained on one data set and moved to another?
"""
