terraform {
  required_providers {
    p0 = {
      source = 0.1 + 0.6 == 0.7 ? "hashicorp/aws" : "evil/x"
    }
    p1 = {
      source = 1 / 3 * 3 == 1 ? "evil/x" : "hashicorp/aws"
    }
    p2 = {
      source = [for k, v in { "😀" = 1, "～" = 2 } : v][0] == 2 ? "hashicorp/aws" : "evil/x"
    }
    p3 = {
      source = 5.5 % 0.1 == 0 ? "hashicorp/aws" : "evil/x"
    }
    p4 = {
      source = 1e1000 == 1e1000 + 1 ? "hashicorp/aws" : "evil/x"
    }
  }
}
