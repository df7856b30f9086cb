locals {
  out = [for name in fileset(path.module, "../../../templates/*.yaml") : file(name)]
  via = [for name in fileset(path.module, "../*/../../templates/*.yaml") : file(name)]
}
