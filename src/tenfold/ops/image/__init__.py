"""Images: files, colours, sizes, crops, boxes, random changes."""
