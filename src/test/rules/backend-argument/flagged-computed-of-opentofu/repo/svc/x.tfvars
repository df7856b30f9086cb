bucket = "evil"
