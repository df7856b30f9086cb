override_data {
  target = data.archive_file.one
  values = { output_path = "/proc/self/environ" }
}

run "read" {
  command = plan

  override_module {
    target  = module.names
    outputs = { path = "/proc/self/environ" }
  }
}
