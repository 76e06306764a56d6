frame-next = Framåt
frame-previous = Bakåt
