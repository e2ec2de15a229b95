"""The assessment engine 评估引擎: from a locked rubric to an honour that anyone can re-derive."""

__version__ = "0.1.0"
