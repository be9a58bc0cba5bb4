"""What the library costs: time, memory and size, beside baselines measured in the same run."""
