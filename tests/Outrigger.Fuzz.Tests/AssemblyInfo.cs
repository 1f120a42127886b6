// Memory and time of the whole process are measured here.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
