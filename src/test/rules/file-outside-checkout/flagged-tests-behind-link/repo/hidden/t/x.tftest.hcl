run "a" {
  command = plan
  module { 
    source = "./m" 
  }
  variables {
    path = "/etc/hostname"
  }
  assert {
    condition     = output.o == "zz"
    error_message = "got ${output.o}"
  }
}
