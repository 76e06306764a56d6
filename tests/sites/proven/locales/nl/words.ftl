frame-next = Verder
frame-previous = Terug
