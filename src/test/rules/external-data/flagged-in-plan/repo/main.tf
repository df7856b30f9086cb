data "external" "e" {
  program = ["id"]
}
