module "m" {
  source = "./m"
  path   = "./x.txt"
}
