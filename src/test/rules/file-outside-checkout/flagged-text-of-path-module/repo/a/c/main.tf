output "suffix" {
  value = file("${trimsuffix(path.module, "/a/c")}/../secret")
}

output "replaced" {
  value = file("${replace(path.module, "/a/c", "")}/../secret")
}

output "compared" {
  value = file(path.module == "../../a/c" ? "../../../secret" : "main.tf")
}

output "parts" {
  value = file(length(split("/", path.module)) == 4 ? "../../../secret" : "main.tf")
}

output "part" {
  value = file("${element(split("/", path.module), 1)}/../../secret")
}

output "letters" {
  value = file(length(path.module) == 4 ? "main.tf" : "../../../secret")
}

output "contains" {
  value = file(strcontains(path.module, "../..") ? "../../../secret" : "main.tf")
}

output "folder" {
  value = file(basename(dirname(path.module)) == "a" ? "../../../secret" : "main.tf")
}
