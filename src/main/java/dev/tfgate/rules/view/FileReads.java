package dev.tfgate.rules.view;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.FunctionCall;
import dev.tfgate.hcl.Expression.Template;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.evaluation.Evaluation;
import dev.tfgate.terraform.evaluation.FileCalls;
import dev.tfgate.terraform.evaluation.ModuleValues;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.files.FileArguments;
import dev.tfgate.terraform.files.FileFunctions;
import dev.tfgate.terraform.files.FilePath;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Text;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the functions that read files read. A module is first looked at by itself, for most paths
 * are proven by {@code path.module} alone; what is not is followed from every root that calls it.
 */
public final class FileReads {
  private static final int DEEPEST_TEMPLATE = 10;
  private static final int LONGEST_CONTENT = 20_000;
  private static final int MOST_LINKED = 20;

  /**
   * A call whose path leaves the checkout, or may.
   *
   * @param certain whether it does
   */
  public record Problem(
      String path, SourceRange range, String message, String content, boolean certain) {
    /** The same problem, about all that the value can be in two ways to reach it. */
    private Problem with(Problem first, Problem second) {
      String both =
          first.content.contains(second.content) || first.content.length() > LONGEST_CONTENT
              ? first.content
              : first.content + '\n' + second.content;
      return new Problem(path, range, message, both, certain);
    }
  }

  private final Checkout checkout;
  private final Configuration configuration;
  private final Limits limits;
  private final Map<String, List<Problem>> byDirectory = new HashMap<>();
  private final Set<String> pending = new HashSet<>();
  private String lastRoot = "";
  private List<Problem> inLastRoot = List.of();
  private final Map<String, Optional<Template>> templates = new HashMap<>();
  private final Map<String, Set<String>> linked = new HashMap<>();

  FileReads(Checkout checkout, Configuration configuration, Limits limits) {
    this.checkout = checkout;
    this.configuration = configuration;
    this.limits = limits;
  }

  /**
   * The calls in the files of a directory, and in the templates that they name, as far as they need
   * no root: what more there is, {@link #in(Root, Supplier)} tells.
   */
  public List<Problem> in(ConfigurationDirectory directory) {
    List<Problem> known = byDirectory.get(directory.path());
    if (known != null) {
      return known;
    }
    Found found = new Found();
    List<ParsedFile> own = calling(directory.files(FileKind.CONFIGURATION));
    if (!own.isEmpty()) {
      Found alone = new Found();
      alone.tentative = true;
      RootValues.anyCaller(checkout, configuration, directory.path())
          .ifPresent(root -> follow(root.root(), own, alone));
      if (!alone.problems.isEmpty()) {
        pending.add(directory.path());
      }
      alone.problems.values().stream().filter(Problem::certain).forEach(found::add);
    }
    for (FileKind kind : List.of(FileKind.TEST, FileKind.MOCK, FileKind.VARIABLES)) {
      if (kind == FileKind.MOCK && !configuration.profile().has(Feature.FUNCTIONS_IN_MOCKS)) {
        continue;
      }
      List<ParsedFile> files = calling(directory.files(kind));
      if (files.isEmpty()) {
        continue;
      }
      if (kind == FileKind.MOCK) {
        follow(
            RootValues.ofAnyRoot(checkout, configuration, directory.path()).root(), files, found);
      } else {
        followOther(directory.path(), files, found);
      }
    }
    List<Problem> problems = List.copyOf(found.problems.values());
    byDirectory.put(directory.path(), problems);
    return problems;
  }

  /**
   * The calls in the modules of a root that can't be judged without it.
   *
   * @param rootValues gives what is known of that root
   */
  public List<Problem> in(Root root, Supplier<RootValues> rootValues) {
    if (lastRoot.equals(root.path())) {
      return inLastRoot;
    }
    Found found = new Found();
    for (Root.Reached reached : root.modules()) {
      in(reached.module().directory());
    }
    if (root.modules().stream().anyMatch(reached -> pending.contains(reached.module().path()))) {
      RootValues values = rootValues.get();
      for (ModuleValues module : values.modules()) {
        if (pending.contains(module.module().path())) {
          follow(values, module).forEach(found::add);
        }
      }
    }
    lastRoot = root.path();
    inLastRoot = List.copyOf(found.problems.values());
    return inLastRoot;
  }

  /**
   * The calls in a module below a root. Where several ways lead to it, what surely is wrong with
   * all of them mixed may be so with no single one, and is looked at in each.
   */
  private List<Problem> follow(RootValues root, ModuleValues module) {
    List<ParsedFile> files = calling(module.module().directory().files(FileKind.CONFIGURATION));
    Found mixed = new Found();
    follow(module, files, mixed);
    boolean certain = mixed.problems.values().stream().anyMatch(Problem::certain);
    List<RootValues> ways = certain ? root.byWay(module) : List.of();
    if (ways.isEmpty()) {
      return List.copyOf(mixed.problems.values());
    }
    Found found = new Found();
    for (RootValues way : ways) {
      for (ModuleValues each : way.modules()) {
        if (each.path().equals(module.path())) {
          follow(each, files, found);
        }
      }
    }
    found.problems.keySet().retainAll(mixed.problems.keySet());
    return List.copyOf(found.problems.values());
  }

  private List<ParsedFile> calling(List<ParsedFile> files) {
    return files.stream()
        .filter(
            file ->
                FileArguments.areIn(configuration.facts(), file.hcl().body().blocks())
                    || (file.hcl().mayCall(FileFunctions::areFollowed)
                        && file.hcl().body().expressions().stream()
                            .anyMatch(FileFunctions::areCalled)))
        .toList();
  }

  /** Tests in {@code tests/} run in the directory above; variables have no names to look up. */
  private void followOther(String directory, List<ParsedFile> files, Found found) {
    String above = configuration.testedBy(directory).orElse(directory);
    Optional<RootValues> root =
        RootValues.of(checkout, configuration, above)
            .or(() -> RootValues.of(checkout, configuration, directory));
    if (root.isPresent()) {
      follow(root.get().root(), files, found);
    } else {
      for (ParsedFile file : files) {
        Follower follower = new Follower(file, found);
        file.hcl().body().expressions().forEach(follower::exhausted);
      }
    }
  }

  private void follow(ModuleValues module, List<ParsedFile> files, Found found) {
    for (ParsedFile file : files) {
      Follower follower = new Follower(file, found);
      module.follow(file, follower, follower::exhausted);
    }
  }

  /** Problems by place: a call is reported once, however many ways lead to it. */
  private static final class Found {
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private final Set<Object> templates = new HashSet<>();

    /** Whether what is not known yet will be looked at again. */
    private boolean tentative;

    void add(Problem problem) {
      problems.merge(
          problem.path() + ":" + problem.range(),
          problem,
          (first, second) ->
              (second.certain() && !first.certain() ? second : first).with(first, second));
    }
  }

  /** Judges the calls in one file, and in the templates that it names. */
  private final class Follower implements FileCalls {
    private final Found found;
    private String path;
    private Function<SourceRange, String> source;
    private @Nullable SourceRange string;
    private int depth;

    /** What the path of the call can be, which is looked at now. */
    private Possible possible = Possible.nothing();

    Follower(ParsedFile file, Found found) {
      this.found = found;
      this.path = file.path();
      this.source = range -> file.hcl().source().text(range);
    }

    void exhausted(Expression expression) {
      expression.walk(
          inner -> {
            if (inner instanceof FunctionCall call
                && FileFunctions.isFollowed(FileFunctions.name(call))) {
              unproven(call, "the expression around it can't be followed.", WRITE_PATH);
            }
          });
    }

    @Override
    public void call(String name, FunctionCall call, List<Possible> arguments, Evaluation from) {
      Possible outer = possible;
      possible = arguments.isEmpty() ? Possible.nothing() : arguments.getFirst();
      look(name, call, arguments, from);
      possible = outer;
    }

    private void look(String name, FunctionCall call, List<Possible> arguments, Evaluation from) {
      if (name.equals("templatestring")) {
        string(call, arguments, from);
        return;
      }
      if (FileFunctions.isOfProvider(name)) {
        ofProvider(name, call, arguments, from);
        return;
      }
      if (arguments.isEmpty()) {
        if (!call.arguments().isEmpty()) {
          unproven(call, "its arguments are passed as a list.", WRITE_PATH);
        }
        return;
      }
      List<Possible> paths = from.strings(arguments.getFirst()).options();
      if (paths.isEmpty() && !Evaluation.isPlain(call.arguments().getFirst())) {
        unproven(call, "its path is not a string.", WRITE_PATH);
      }
      for (Possible option : paths) {
        boolean home = name.equals("pathexpand") && option.equals(Possible.text("~"));
        if (option instanceof Text text && !home && !text.isPending()) {
          FilePath.Place place = FilePath.of(text, from.module().root().path(), checkout);
          judge(call, place);
          if (name.equals("fileset") && arguments.size() > 1) {
            for (Possible pattern : from.strings(arguments.get(1)).options()) {
              if (pattern instanceof Text glob && !glob.isPending()) {
                judge(call, FilePath.ofPattern(text, glob, from.module().root().path(), checkout));
              }
            }
          }
          if (name.equals("templatefile") && place instanceof FilePath.Inside inside) {
            if (inside.path() == null && mayBeArchive(text, from)) {
              archiveRead(call, !end(text).isEmpty());
            }
            Possible variables = arguments.size() > 1 ? arguments.get(1) : Possible.nothing();
            templates(text, inside, from.module().root().path())
                .forEach(file -> template(call, file, variables, from));
          }
        }
      }
    }

    @Override
    public void argument(
        Block object, String named, Attribute argument, Possible path, Evaluation from) {
      boolean written = FileArguments.isWritten(configuration.facts(), object, named);
      possible = path;
      for (Possible option : from.strings(path).options()) {
        if (option instanceof Text text && !text.isPending()) {
          String name = object.type() + "." + object.label(0);
          switch (FilePath.of(text, from.module().root().path(), checkout)) {
            case FilePath.Inside inside -> {
              if (written && FileArguments.areReadAtPlan(object)) {
                archive(argument, named, name, text, inside);
              }
            }
            case FilePath.Outside(var where, var reason) when written -> {
              if (!isTemporary(object, text)) {
                problem(
                    argument.value().range(),
                    "'%s' of %s names '%s', %s. The provider writes there, and could replace a plugin or a configuration of the CI. Name a file below path.module, or one in /tmp."
                        .formatted(named, name, where, reason),
                    true);
              }
            }
            case FilePath.Outside(var where, var reason) -> {
              if (FileArguments.areReadAtPlan(object) || !isTemporary(object, text)) {
                problem(
                    argument.value().range(),
                    "'%s' of %s names '%s', %s. The provider reads the file, which may hold credentials, and passes it on. Name a file below path.module."
                        .formatted(named, name, where, reason),
                    true);
              }
            }
            case FilePath.Unproven(var why) -> {
              if (!isOfObject(text)
                  && (found.tentative
                      || FileArguments.areReadAtPlan(object)
                      || isFromAnyRoot(text))) {
                problem(
                    argument.value().range(),
                    "'%s' of %s may name a file outside of the checkout, because its value is not known: %s.%s %s"
                        .formatted(
                            named,
                            name,
                            NotKnown.clause(why),
                            written ? " The provider writes there at plan." : "",
                            WRITE_PATH),
                    false);
              }
            }
          }
        }
      }
    }

    /**
     * What is written at plan may be a template that is read afterwards, and call functions: an
     * archive has the names of its files in it as they are.
     */
    private void archive(
        Attribute argument, String named, String name, Text path, FilePath.Inside inside) {
      Optional<String> real = Optional.ofNullable(inside.path()).flatMap(checkout::destination);
      String end = end(path);
      boolean known = inside.path() != null || !end.isEmpty();
      if (known && FileArguments.isArchive(end) && FileArguments.isArchive(real.orElse(end))) {
        return;
      }
      problem(
          argument.value().range(),
          known
              ? "'%s' of %s names '%s', which is not the name of an archive. The provider writes the file at plan, and templatefile() could evaluate it. Give it a name that ends in .zip or .tar.gz."
                  .formatted(
                      named, name, real.orElse(Objects.requireNonNullElse(inside.path(), end)))
              : "'%s' of %s may name a template, because the end of its name is not known. The provider writes the file at plan, and templatefile() could evaluate it. Give it a name that ends in .zip or .tar.gz."
                  .formatted(named, name),
          known);
    }

    /**
     * What the name of the file ends in, as far as it is known; empty where that is not. Terraform
     * cleans a path before it opens it: {@code t/x.tpl/.} and {@code t/x.tpl/y/..} are files.
     */
    private static String end(Text path) {
      if (path.pieces().isEmpty()
          || !(path.pieces().getLast() instanceof Piece.Literal(var text))) {
        return "";
      }
      String end = text;
      while (end.endsWith("/") || end.endsWith("/.")) {
        end = end.substring(0, end.lastIndexOf('/'));
      }
      String name = end.substring(end.lastIndexOf('/') + 1);
      // An accent joins the letter before it, which is not known.
      int known = 0;
      while (path.pieces().size() > 1 && known < name.length() && name.charAt(known) > 0x7f) {
        known++;
      }
      return name.equals(".") || name.equals("..") ? "" : name.substring(known);
    }

    /** Whether a path, partly known, may be that of an archive which the root writes at plan. */
    private static boolean mayBeArchive(Text path, Evaluation from) {
      String end = end(path);
      return end.isEmpty()
          ? from.module().root().modules().stream()
              .flatMap(module -> module.module().declarations("data").stream())
              .anyMatch(data -> data.block().label(0).equals("archive_file"))
          : FileArguments.isArchive(end);
    }

    private boolean leadsToArchive(String path) {
      return checkout.destination(path).filter(FileArguments::isArchive).isPresent();
    }

    private void archiveRead(FunctionCall call, boolean certain) {
      problem(
          call,
          "The call of %s() may read an archive that a data source has written before, and evaluate its content as a template. Read a file whose name ends otherwise, as in .tftpl."
              .formatted(call.name()),
          certain);
    }

    /** What a run leaves in /tmp for its own resources is nobody's secret. */
    private static boolean isTemporary(Block object, Text path) {
      return (!FileArguments.areReadAtPlan(object) || path.literal().isPresent())
          && path.pieces().getFirst() instanceof Piece.Literal(var start)
          && start.startsWith("/tmp/")
          && path.pieces().stream()
              .noneMatch(piece -> piece instanceof Piece.Literal(var text) && text.contains(".."));
    }

    /** Whether a package names a path that begins where a root runs, which may lie anywhere. */
    private boolean isFromAnyRoot(Text path) {
      return configuration.isCalledFromElsewhere()
          && !path.pieces().isEmpty()
          && (path.pieces().getFirst() instanceof Piece.Literal
              || (path.pieces().getFirst() instanceof Piece.Hole hole
                  && hole.why().equals("path.cwd")));
    }

    /** Whether it is a path that an object gives, such as where it has written a file. */
    private static boolean isOfObject(Text path) {
      return path.pieces().getFirst().is(Piece.Kind.OBJECT)
          && path.pieces().stream()
              .skip(1)
              .allMatch(piece -> piece instanceof Piece.Literal(var text) && !text.contains(".."));
    }

    /** Whatever a provider's function is given may be a path, unless it is known to read none. */
    private void ofProvider(
        String name, FunctionCall call, List<Possible> arguments, Evaluation from) {
      String[] names = name.split("::", -1);
      String localName = names.length > 1 ? names[1] : "";
      String provider =
          from.module().module().provider(localName).map(ProviderAddress::type).orElse(localName);
      if (configuration
          .facts()
          .provider(provider)
          .of(FactSubject.FUNCTION, names[names.length - 1])
          .filter(Fact::isHarmless)
          .isPresent()) {
        return;
      }
      if (arguments.isEmpty() && !call.arguments().isEmpty()) {
        unproven(call, "its arguments are passed as a list.", WRITE_PATH);
      }
      for (Possible argument : arguments) {
        mayBePath(call, argument, from);
      }
    }

    private void mayBePath(FunctionCall call, Possible value, Evaluation from) {
      switch (value) {
        case Text text -> {
          if (!text.isPending()) {
            judge(call, FilePath.of(text, from.module().root().path(), checkout));
          }
        }
        case Possible.Unknown unknown -> unproven(call, unknown.why());
        case Possible.Sequence(var elements, var set) ->
            elements.forEach(element -> mayBePath(call, element, from));
        case Possible.Mapping(var attributes, var partial) ->
            attributes.values().forEach(attribute -> mayBePath(call, attribute, from));
        case Possible.Repeated(var key, var element) -> mayBePath(call, element, from);
        case Possible.Choice(var options) ->
            options.forEach(option -> mayBePath(call, option, from));
        case Possible.Fixed fixed -> {}
      }
    }

    private void judge(FunctionCall call, FilePath.Place place) {
      switch (place) {
        case FilePath.Inside inside -> {}
        case FilePath.Outside(var where, var reason) ->
            problem(
                call,
                "The function %s() %s '%s', %s. The plan shows what it reads, and that may be credentials. Name a file below path.module."
                    .formatted(
                        call.name(),
                        possible.options().size() > 1 ? "may read" : "reads",
                        where,
                        reason),
                true);
        case FilePath.Unproven(var why) -> unproven(call, why);
      }
    }

    private static final String WRITE_PATH =
        "Write the path as a literal below path.module, or give each part of it a value in the checkout (a default, or a .tfvars file of the root).";

    private static final String UNKNOWN_TEMPLATE =
        "its template is not known, and a template may call file().";

    private static final String WRITE_TEMPLATE =
        "Write the template as a literal, or read it with file() from below path.module.";

    private static String withoutStop(@Nullable String sentence) {
      String text = String.valueOf(sentence);
      return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** A finding is about what a value can be, not only about how it is written. */
    private static String shown(Possible value) {
      StringBuilder shown = new StringBuilder();
      for (Possible option : value.options()) {
        if (shown.length() > LONGEST_CONTENT) {
          break;
        }
        shown.append(' ');
        switch (option) {
          case Text(var pieces) -> {
            for (Piece piece : pieces) {
              shown.append(
                  piece instanceof Piece.Literal(var known)
                      ? known
                      : piece instanceof Piece.Hole hole ? "<" + hole.why() + ">" : "");
            }
          }
          case Possible.Unknown unknown -> shown.append('<').append(unknown.why()).append('>');
          default -> {}
        }
      }
      return shown.toString();
    }

    private void unproven(FunctionCall call, String why) {
      unproven(call, "its path is not known: " + NotKnown.clause(why) + ".", WRITE_PATH);
    }

    /**
     * @param because a clause and the end of its sentence
     */
    private void unproven(FunctionCall call, String because, String advice) {
      if (!found.tentative && FileFunctions.makesPath(FileFunctions.name(call))) {
        // It reads nothing, and what is made of it is not known either.
        return;
      }
      String written =
          call.arguments().isEmpty()
              ? ""
              : source.apply(call.arguments().getFirst().range()).replaceAll("\\s+", " ");
      problem(
          call,
          "The call %s(%s) may read a file outside of the checkout, because %s %s"
              .formatted(
                  call.name(),
                  written.length() > 100 ? written.substring(0, 99) + "…" : written,
                  because,
                  advice),
          false);
    }

    private void problem(FunctionCall call, String message, boolean certain) {
      problem(call.range(), message, certain);
    }

    private void problem(SourceRange range, String message, boolean certain) {
      found.add(
          new Problem(
              path,
              string == null ? range : string,
              message,
              source.apply(range) + '\n' + shown(possible),
              certain));
    }

    private void string(FunctionCall call, List<Possible> arguments, Evaluation from) {
      Possible variables = arguments.size() > 1 ? arguments.get(1) : Possible.nothing();
      List<Possible> options =
          arguments.isEmpty() ? List.of() : from.strings(arguments.getFirst()).options();
      if (options.isEmpty() && !Evaluation.isPlain(call.arguments().getFirst())) {
        unproven(call, UNKNOWN_TEMPLATE, WRITE_TEMPLATE);
      }
      for (Possible option : options) {
        if (!(option instanceof Text text) || text.isPending()) {
          continue;
        }
        Optional<String> literal = text.literal();
        if (literal.isPresent()) {
          try {
            Template template =
                HclParser.parseTemplate(
                    literal.get().getBytes(StandardCharsets.UTF_8), path, limits);
            if (FileFunctions.areCalled(template)) {
              byte[] content = literal.get().getBytes(StandardCharsets.UTF_8);
              follow(
                  call,
                  template,
                  new Place(path, text(content), string == null ? call.range() : string),
                  variables,
                  from);
            }
          } catch (HclSyntaxException e) {
            if (e.isOverLimit()) {
              unproven(
                  call,
                  "its template is too much to follow (%s).".formatted(e.getMessage()),
                  "Make the template smaller.");
            }
            // Else Terraform fails as well.
          }
        } else if (text.pieces().size() == 1
            && text.pieces().getFirst() instanceof Piece.Hole hole
            && hole.contentOf() != null) {
          template(call, hole.contentOf(), variables, from);
        } else {
          unproven(call, UNKNOWN_TEMPLATE, WRITE_TEMPLATE);
        }
      }
    }

    /** The files of the checkout that the path may name. */
    private List<String> templates(Text text, FilePath.Inside inside, @Nullable String root) {
      if (inside.path() != null) {
        return List.of(inside.path());
      }
      String suffix = end(text);
      String folder = FilePath.folder(text, root, checkout);
      Set<String> folders = linked.computeIfAbsent(folder, this::withLinked);
      return checkout.files().stream()
          .filter(entry -> !entry.isDirectory())
          .filter(entry -> folders.stream().anyMatch(each -> isBelow(each, entry.path())))
          .filter(entry -> entry.path().endsWith(suffix))
          .filter(
              entry -> mayCall(entry.path()) || (entry.isLink() && leadsToArchive(entry.path())))
          .map(CheckoutFile::path)
          .toList();
    }

    /** A folder, and those that links in them lead to; the top where these are many. */
    private Set<String> withLinked(String folder) {
      Set<String> folders = new HashSet<>(Set.of(folder));
      int known;
      do {
        known = folders.size();
        for (String link : checkout.links()) {
          if (folders.size() > MOST_LINKED) {
            return Set.of(".");
          }
          if (folders.stream().anyMatch(each -> isBelow(each, link))) {
            checkout
                .resolve(link)
                .filter(end -> checkout.file(end).filter(CheckoutFile::isDirectory).isPresent())
                .ifPresent(folders::add);
          }
        }
      } while (folders.size() > known);
      return folders;
    }

    private static boolean isBelow(String folder, String path) {
      return folder.equals(".") || path.startsWith(folder + "/");
    }

    private boolean mayCall(String file) {
      try {
        return template(file).isPresent();
      } catch (HclSyntaxException e) {
        return e.isOverLimit();
      } catch (UnreadableFileException e) {
        return true;
      }
    }

    private void template(FunctionCall call, String file, Possible variables, Evaluation from) {
      if (leadsToArchive(file)) {
        archiveRead(call, true);
      }
      Optional<String> real = checkout.resolve(file);
      Optional<CheckoutFile> entry = real.flatMap(checkout::file);
      if (real.isEmpty() || entry.isEmpty() || entry.get().isDirectory()) {
        return;
      }
      try {
        Optional<Template> template = template(real.get());
        if (template.isPresent()) {
          follow(
              call,
              template.get(),
              new Place(real.get(), text(checkout.read(real.get())), null),
              variables,
              from);
        }
      } catch (HclSyntaxException e) {
        unproven(
            call,
            "the template '%s' can't be read as one (%s).".formatted(file, e.getMessage()),
            "Correct the template.");
      } catch (UnreadableFileException e) {
        unproven(
            call,
            "the template '%s' can't be read: %s.".formatted(file, withoutStop(e.getMessage())),
            "Name a template that can be read.");
      }
    }

    private Optional<Template> template(String file)
        throws HclSyntaxException, UnreadableFileException {
      Optional<Template> template = templates.get(file);
      if (template == null) {
        template =
            Optional.of(HclParser.parseTemplate(checkout.read(file), file, limits))
                .filter(FileFunctions::areCalled);
        templates.put(file, template);
      }
      return template;
    }

    private void follow(
        FunctionCall call, Template template, Place place, Possible variables, Evaluation from) {
      if (depth >= DEEPEST_TEMPLATE) {
        unproven(
            call, "templates are nested too deep to follow.", "Call fewer templates in templates.");
        return;
      }
      ModuleValues module = from.module();
      if (!found.templates.add(List.of(place, module.path(), module.root(), variables, template))) {
        return;
      }
      Place outer = new Place(path, source, string);
      depth++;
      go(place);
      try {
        from.template(template, variables);
      } finally {
        go(outer);
        depth--;
      }
    }

    private void go(Place place) {
      path = place.path();
      source = place.source();
      string = place.string();
    }
  }

  /**
   * Where calls stand.
   *
   * @param source gives the text of a range
   * @param string where the string stands that is the template; null for a file
   */
  private record Place(
      String path, Function<SourceRange, String> source, @Nullable SourceRange string) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place place
          && path.equals(place.path)
          && Objects.equals(string, place.string);
    }

    @Override
    public int hashCode() {
      return path.hashCode();
    }
  }

  private static Function<SourceRange, String> text(byte[] content) {
    return range ->
        new String(
            content,
            range.startOffset(),
            range.endOffset() - range.startOffset(),
            StandardCharsets.UTF_8);
  }
}
