data "local_command" "date" {
  command = "date"
}
