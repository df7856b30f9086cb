terraform {
  state_store "x" {}
}
