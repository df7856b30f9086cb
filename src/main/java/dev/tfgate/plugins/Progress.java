package dev.tfgate.plugins;

/** Is told how far the hashing of files has come. Called from several threads. */
public interface Progress {
  /** Tells nobody. */
  Progress NONE =
      new Progress() {
        @Override
        public void start(int files, long bytes) {}

        @Override
        public void advance(long bytes) {}
      };

  /** That many files with that many bytes will be read. Comes once, before the first step. */
  void start(int files, long bytes);

  /** That many bytes more were read. */
  void advance(long bytes);
}
