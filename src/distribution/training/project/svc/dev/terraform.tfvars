labels = { stage = "dev" }
