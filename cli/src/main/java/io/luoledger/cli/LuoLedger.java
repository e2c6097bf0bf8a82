package io.luoledger.cli;

import io.luoledger.files.DiskSpace;
import io.luoledger.wire.LedgerException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command. Every subcommand reports trouble by exception; what the user sees of it is decided here. */
@Command(
        name = "luo-ledger",
        mixinStandardHelpOptions = true,
        // every subcommand is a class: no need to look through the methods
        addMethodSubcommands = false,
        versionProvider = VersionProvider.class,
        description = "An event-sourced ledger of preserved-state ABI for Linux Live Update.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing wrong",
            "1:done, and something of severity ERROR was found",
            "2:wrong usage",
            "3:input that can't be read, or a cluster that can't be reached"
        })
public final class LuoLedger implements Runnable {
    private static final String HELP = "help";
    /** What the option parser can do with. */
    private static final int MIN_HELP_WIDTH = 55;
    /** Longer lines are hard to read. */
    private static final int MAX_HELP_WIDTH = 100;
    /** In the order of the help text. */
    private static final Map<String, Class<?>> COMMANDS = commands();

    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    LuoLedger() {}

    public static void main(String[] arguments) {
        OptionalInt quiet = QuietCheck.run(arguments);
        if (quiet.isPresent()) {
            // nothing was said and nothing is open; an exit looks for its logger in every jar first
            Runtime.getRuntime().halt(quiet.getAsInt());
        }
        StandardOutput standard = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = new TextOut(
                new PrintWriter(standard, false, StandardCharsets.UTF_8),
                TextOut.width(System.getenv(), System.getProperty("luo.ledger.columns")));
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        if (System.getenv("LUO_LEDGER_TRACE") == null) {
            LibraryLog.install(new FileOutputStream(FileDescriptor.err));
        }
        int code;
        try {
            code = run(out, err, arguments);
        } catch (NoClassDefFoundError absent) {
            // a runtime that somebody cut to size
            err.println("luo-ledger: the Java runtime at " + System.getProperty("java.home") + " lacks "
                    + String.valueOf(absent.getMessage()).replace('/', '.')
                    + "; docs/install.md lists the modules that a small runtime needs");
            code = BisectStep.code(ExitCode.UNREADABLE, arguments);
        } catch (OutOfMemoryError | StackOverflowError tooMuch) {
            // uncaught it would end with 1, which is an answer
            err.println("luo-ledger: not enough memory for this: " + tooMuch);
            code = BisectStep.code(ExitCode.UNREADABLE, arguments);
        }
        out.flush();
        String lost = standard.trouble();
        if (lost != null) {
            err.println("luo-ledger: standard output can't be written: " + lost);
            code = BisectStep.code(ExitCode.UNREADABLE, arguments);
        }
        err.flush();
        if (code != ExitCode.OK || Thread.activeCount() > 1) {
            System.exit(code);
        }
        // else it ends by itself, sooner than by an exit, which looks for its logger in every jar
    }

    /** Runs the command as {@link #main} does, with these streams; returns the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        OptionalInt quiet = QuietCheck.run(arguments);
        return quiet.isPresent() ? quiet.getAsInt() : BisectStep.code(parse(out, err, arguments), arguments);
    }

    private static int parse(PrintWriter out, PrintWriter err, String... arguments) {
        HeadStart ahead = HeadStart.of(arguments);
        CommandLine line = line(arguments)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(LuoLedger::wrongUsage)
                .setExecutionExceptionHandler(LuoLedger::trouble)
                .setExecutionStrategy(parsed -> execute(parsed, ahead))
                .setUsageHelpWidth(Math.clamp(TextOut.width(out), MIN_HELP_WIDTH, MAX_HELP_WIDTH));
        int code = line.execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand.class);
        commands.put("serve", ServeCommand.class);
        commands.put("dashboard", DashboardCommand.class);
        commands.put("simulate", SimulateCommand.class);
        commands.put("luo", LuoCommand.class);
        commands.put("capture", CaptureCommand.class);
        commands.put("import", ImportCommand.class);
        commands.put("export", ExportCommand.class);
        commands.put("archive", ArchiveCommand.class);
        commands.put("announce", AnnounceCommand.class);
        commands.put("preflight", PreflightCommand.class);
        commands.put("stream", StreamCommand.class);
        commands.put("cluster", ClusterCommand.class);
        commands.put("events", EventsCommand.class);
        commands.put("updates", UpdatesCommand.class);
        commands.put("view", ViewCommand.class);
        commands.put("dlq", DlqCommand.class);
        commands.put("stats", StatsCommand.class);
        commands.put("findings", FindingsCommand.class);
        commands.put("explain", ExplainCommand.class);
        commands.put("topology", TopologyCommand.class);
        commands.put("replay", ReplayCommand.class);
        commands.put("diff", DiffCommand.class);
        commands.put("verify", VerifyCommand.class);
        commands.put("abi", AbiCommand.class);
        commands.put("schema", SchemaCommand.class);
        commands.put("experiment", ExperimentCommand.class);
        commands.put("bench", BenchCommand.class);
        commands.put(HELP, CommandLine.HelpCommand.class);
        return commands;
    }

    /** The whole command, for what is made of its help: completions and manual pages. */
    public static CommandLine commandLine() {
        return line();
    }

    /**
     * The command as far as these arguments ask for it: what each subcommand takes is found out by reflection, which for all of
     * them takes longer than most have to do.
     */
    static CommandLine line(String... arguments) {
        CommandLine line = new CommandLine(new LuoLedger());
        String first = arguments.length == 0 ? "" : arguments[0];
        Class<?> asked = COMMANDS.get(first);
        if (asked != null && !first.equals(HELP)) {
            line.addSubcommand(first, asked);
        } else if (arguments.length == 1 && (first.equals("--help") || first.equals("-h"))) {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, outline(command)));
        } else {
            COMMANDS.forEach(line::addSubcommand);
        }
        return line;
    }

    /** What the list of commands says of one. */
    private static CommandSpec outline(Class<?> command) {
        Command says = Objects.requireNonNull(command.getAnnotation(Command.class));
        CommandSpec outline = CommandSpec.create();
        outline.usageMessage().header(says.header()).description(says.description());
        return outline;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /** Runs the command; what it prints stays as it is where a document is asked for. */
    private static int execute(CommandLine.ParseResult parsed, HeadStart ahead) {
        CommandLine asked = parsed.asCommandLineList().getLast();
        if (asked.getParseResult().hasMatchedOption("--json")) {
            asked.setOut(TextOut.exact(asked.getOut()));
        }
        ahead.await();
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int wrongUsage(ParameterException problem, String[] arguments) {
        CommandLine line = problem.getCommandLine();
        line.getErr().println("luo-ledger: " + UsageText.of(problem));
        line.getErr().println("usage: see '" + line.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    private static int trouble(Exception problem, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        return switch (problem) {
            case UsageException usage -> {
                err.println("luo-ledger: " + usage.getMessage());
                yield ExitCode.USAGE;
            }
            case LedgerException stopped -> {
                String message = String.valueOf(stopped.getMessage());
                err.println(
                        "luo-ledger: " + message.lines().map(Printable::text).collect(Collectors.joining("\n")));
                yield ExitCode.of(stopped);
            }
            case InvalidPathException name -> {
                err.println("luo-ledger: '" + Printable.text(name.getInput()) + "' can't be the name of a file here: "
                        + name.getReason());
                yield ExitCode.USAGE;
            }
            default -> {
                if (DiskSpace.isFull(problem)) {
                    err.println("luo-ledger: no space left on a disk: " + problem.getMessage());
                    yield ExitCode.UNREADABLE;
                }
                // a defect of this program: never a bare stack trace, but enough to report it
                err.println(
                        "luo-ledger: unexpected " + problem.getClass().getSimpleName() + ": " + problem.getMessage());
                err.println("This is a defect of luo-ledger; set LUO_LEDGER_TRACE=1 to see where.");
                if (System.getenv("LUO_LEDGER_TRACE") != null) {
                    problem.printStackTrace(err);
                }
                yield ExitCode.UNREADABLE;
            }
        };
    }

    /** Whether to use colours on standard output: only on a terminal, which the launcher knows, and never with NO_COLOR. */
    static Ansi ansi() {
        return System.getenv("NO_COLOR") == null && Boolean.getBoolean("luo.ledger.terminal.out") ? Ansi.ON : Ansi.OFF;
    }
}
