bucket = "example-tfstate-dev"
