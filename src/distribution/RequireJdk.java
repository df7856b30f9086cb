/** Says in one sentence what is missing where Maven found no JDK that builds tfgate. */
final class RequireJdk {
  private static final int VERSION = 25;

  private RequireJdk() {}

  public static void main(String[] arguments) {
    int found = Runtime.version().feature();
    if (found < VERSION) {
      System.err.printf(
          "tfgate is built with JDK %d or later and the newest one found is %d: install one, for"
              + " example Eclipse Temurin %d, in the system's usual place or name it in JAVA_HOME.%n",
          VERSION, found, VERSION);
      System.exit(1);
    }
  }
}
