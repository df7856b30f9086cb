data "http" "ranges" {
  url = "https://example.net/ranges.json"
}
