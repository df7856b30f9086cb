module "text" {
  source = "./text"

  _ {
    path = "/proc/self/environ"
  }
}
