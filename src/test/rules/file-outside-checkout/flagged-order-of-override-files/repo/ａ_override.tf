module "called" {
  path = "safe.txt"
}
