kind = "other"
