run "a" {}

run "b" {
  command = apply
}
