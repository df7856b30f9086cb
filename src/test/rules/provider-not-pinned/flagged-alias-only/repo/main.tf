terraform {
  required_providers {
    evil = {
      source                = "evilcorp/evil"
      configuration_aliases = [evil.west]
    }
  }
}
