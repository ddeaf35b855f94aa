"""How do downloaded files become arrays?

- archive: How are files taken out of a package without letting the package choose where they are written?
- cifar: How do the published forms of CIFAR-10 and CIFAR-100 become the same arrays?
- csv_rows: How does a file of comma-separated numbers become rows, block by block, and on which line is it wrong?
- generated: How is a table made where a data set is too large to ship, bit for bit the same on every machine?
- growing_arrays: How are arrays written that are larger than the memory, when nobody knows yet how many rows ...
- gzipped: Is a file compressed? Its first bytes say so, whatever it is called.
- matlab: How does the published MATLAB file of Caltech-101 Silhouettes become images and labels?
- pickled_arrays: How is a pickle of arrays read without trusting it?
- pickled_splits: How is a pickled copy of MNIST read without trusting it, and turned back into the original bytes?
- readers: How do downloaded files become arrays? One reader per format; a new format is one more ``case``.
- tables: How do the files of a table become the arrays of a data set? Features and labels, part by part.
"""
