"""`make corpus`: the examination of uploads, tried on all the documents that a machine has."""
