terraform {
  required_providers {
    p = {
      source = 2 * 3 + 1 == 7 ? "evil/x" : "hashicorp/aws"
    }
  }
}
