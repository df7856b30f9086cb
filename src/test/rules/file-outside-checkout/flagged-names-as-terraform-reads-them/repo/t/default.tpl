${file("/proc/self/environ")}
