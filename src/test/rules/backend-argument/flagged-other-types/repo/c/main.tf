terraform {
  cloud {
    organization = "evilcorp"
  }
}
