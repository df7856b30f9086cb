module "cluster" {
  source = "./cluster"
}

provider "kubernetes" {
  host = module.cluster.endpoint
}
