terraform {
  required_version = "~> 1.11"
  experiments      = []
  state_store      = {}
  encryption       = "x"
}
