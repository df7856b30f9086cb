module "h" {
  source = "../h"
}

provider "kubernetes" {
  host = module.h.host
}
