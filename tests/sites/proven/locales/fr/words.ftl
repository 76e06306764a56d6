frame-next = Continuer
frame-previous = Revenir
