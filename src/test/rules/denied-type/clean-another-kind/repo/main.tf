resource "acme_shell" "x" {
  command = "id"
}
