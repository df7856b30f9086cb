output "replaced_once" {
  value = file("${replace("x", "/.*/", "b/c/")}../../../etc/hostname")
}

output "base_before_a_line_end" {
  value = file("${trimspace(basename("b/\n"))}/etc/hostname")
}

output "base_of_a_slash" {
  value = file("${basename(split("", "a/")[1])}etc/hostname")
}
