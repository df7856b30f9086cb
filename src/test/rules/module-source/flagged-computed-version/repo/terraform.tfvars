number = "2.0.0"
