data "template_file" "t" {
  template = "$${file(path)}"
}

data "kubectl_path_documents" "d" {
  pattern = "/etc/*.yaml"
}
