terraform {
  required_providers {
    cloud = {
      source = "hashicorp/google"
    }
  }
}

provider "cloud" {
  access_token = "x"
}
