terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

module "m" {
  source = "./m"
}

resource "own_thing" "x" {
  provider = aws
}

# OpenTofu asks for the provider of the type, whatever the resource says.
import {
  to = own_thing.x
  id = "a"
}

import {
  to = module.m.evil_thing.x["k.l"]
  id = "a"
}
