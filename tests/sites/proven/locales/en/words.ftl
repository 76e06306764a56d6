frame-next = Onward
frame-previous = Backward
