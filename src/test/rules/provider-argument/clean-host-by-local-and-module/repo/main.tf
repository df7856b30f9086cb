module "cluster" {
  source = "./cluster"
}

locals {
  endpoint = try(module.cluster.endpoint, null)
}

provider "kubernetes" {
  host = format("https://%s", local.endpoint)
}

provider "helm" {
  kubernetes {
    host = "https://${module.cluster.endpoint}:443"
  }
}
