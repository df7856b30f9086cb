data "google_container_cluster" "main" {
  name = "main"
}

locals {
  cluster = {
    host  = "https://${data.google_container_cluster.main.endpoint}"
    token = "from-elsewhere"
  }
}

provider "helm" {
  kubernetes = local.cluster
}

provider "aws" {
  default_tags {
    tags = local.tags
  }
}

locals {
  tags = { exec = "nothing of the provider" }
}
