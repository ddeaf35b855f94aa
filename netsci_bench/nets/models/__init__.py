"""Which networks are trained? Architectures and their activations.

- cifar_resnet: Which ResNets are the papers' for 32 x 32 images?
- dropout: How are neurons dropped without the drawing taking longer than a sparse layer?
- four_stage_resnet: Which ResNets have the papers adapted from ImageNet to 32 x 32 images? Those of four stages.
...
- lenet: Which LeNet-5 do the co-activation graphs speak of? The one with tanh and max-pooling, for 28 x 28 images.
- lenet300: Which fully connected net do the lottery tickets of MNIST come from?
- library_model: Which network does a library have under this name? Any of torchvision or timm, untrained, for so ...
- pooled_convolution: How is a small convolution under a max-pooling computed quickly?
- pooled_kernels: How are patches cut for windows of a pooling, and their maxima found, in one pass each?
- relu_mlp: Which fully connected nets are small enough for all their linear regions in a plane to be looked at?
- set_cnn: Which convolutional net has Sparse Evolutionary Training been tried on?
- set_mlp: Which nets does Sparse Evolutionary Training begin with?
- srelu: Which activation learns its own shape?
- srelu_kernels: How is an S-shaped ReLU computed in one pass?
- vgg: Which VGGs have the papers adapted to 32 x 32 images? Convolutions with batch normalisation, of any width.
"""
