data "google_storage_bucket_object_content" "name" {
  bucket = "b"
  name   = "n"
}

output "text" {
  value = file(data.google_storage_bucket_object_content.name.content)
}
