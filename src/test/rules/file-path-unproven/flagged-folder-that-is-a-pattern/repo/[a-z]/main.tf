output "texts" {
  value = [for found in fileset(path.module, "*.tpl") : templatefile("${path.module}/../q/${found}", {})]
}
