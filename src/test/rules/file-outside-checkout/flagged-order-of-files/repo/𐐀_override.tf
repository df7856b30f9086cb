locals {
  path = "/proc/self/environ"
}
