endpoint = "https://example.net/storage/v1/"
