"""PDF from Typst templates: knows no business."""

from kabinet.printing.rendering import render

__all__ = ["render"]
