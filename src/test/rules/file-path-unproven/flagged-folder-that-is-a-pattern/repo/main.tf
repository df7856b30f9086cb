# The name of a folder is part of the pattern that fileset() looks for.
module "pattern" {
  source = "./[a-z]"
}

output "below" {
  value = [for found in fileset("${path.module}/[a-z]", "*.tpl") : templatefile("q/${found}", {})]
}

output "itself" {
  value = [for found in fileset("q/x.tpl", ".") : templatefile("q/x.tpl/${found}", {})]
}
