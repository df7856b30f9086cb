path = "/proc/self/environ"
