locals {
  path = "safe.txt"
}
