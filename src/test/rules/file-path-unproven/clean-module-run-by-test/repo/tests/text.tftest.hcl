variables {
  path = "text/note.txt"
}

run "text" {
  command = plan

  module {
    source = "./text"
  }

  assert {
    condition     = output.text == "note\n"
    error_message = "another text"
  }
}
