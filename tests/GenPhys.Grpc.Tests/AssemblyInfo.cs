// Two cores: the tests measure nothing, but deadlines of a few hundred milliseconds should mean what they say.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
