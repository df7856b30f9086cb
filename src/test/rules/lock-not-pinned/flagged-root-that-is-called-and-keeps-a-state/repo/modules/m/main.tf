terraform {
  backend "gcs" {
    bucket = "example-tfstate"
    prefix = "modules/m"
  }
}

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
