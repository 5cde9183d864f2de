"""The monthly review: everybody's figures of three months held against their targets, and what they prove."""
