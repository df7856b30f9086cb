data external x {
  program = ["true"]
}
