locals {
  found = [for name in fileset(path.module, "/../../templates/*.yaml") : file(name)]
  here  = [for name in fileset("${path.module}/../../templates", "../live/app/*.tf") : file("${path.module}/../../templates/${name}")]
}
