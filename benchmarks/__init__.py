"""Measure what the library costs: time, memory and size, against baselines measured in the same run."""
