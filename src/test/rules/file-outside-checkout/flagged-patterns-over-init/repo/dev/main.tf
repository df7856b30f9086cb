module "lib" {
  source = "../lib"
}

output "lib" {
  value = module.lib
}

output "prefix" {
  value = file(length(fileset(path.module, ".terraform*")) == 0 ? "safe.txt" : "/etc/hostname")
}

output "within" {
  value = file(length(fileset(".", "*lock*")) == 0 ? "safe.txt" : "/etc/hostname")
}

output "from_above" {
  value = file(length(fileset("..", "dev/.*")) == 0 ? "safe.txt" : "/etc/hostname")
}

output "counted" {
  value = file(length(fileset(".", "*")) == 2 ? "safe.txt" : "/etc/hostname")
}

output "letter" {
  value = file(length(fileset(".", "?terraform.tfstate.*")) == 0 ? "safe.txt" : "/etc/hostname")
}

output "alternatives" {
  value = file(length(fileset(".", "*.{info,x}")) == 0 ? "safe.txt" : "/etc/hostname")
}

output "loop" {
  value = [for f in fileset(".", ".terraform.*") : file("/etc/hostname")]
}

output "compared" {
  value = file(fileset(".", "*.info") == toset([]) ? "safe.txt" : "/etc/hostname")
}

output "tried" {
  value = file(try(one(fileset(".", "*.info")), null) == null ? "safe.txt" : "/etc/hostname")
}
