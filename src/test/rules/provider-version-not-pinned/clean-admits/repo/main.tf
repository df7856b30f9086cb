terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = " >=5.50 , != 5.99.0,< 6.0.0-beta1"
    }
  }
}
