module "m" {
  source = "../../elsewhere"
}
