module "text" {
  source = "./text"
  name   = "../../../etc/hostname"
}
