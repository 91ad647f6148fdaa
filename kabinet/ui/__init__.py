"""The look that all pages share: components, forms, menu, picture codes. Knows no business."""
