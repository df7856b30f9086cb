module "called" {
  path = "/proc/self/environ"
}
