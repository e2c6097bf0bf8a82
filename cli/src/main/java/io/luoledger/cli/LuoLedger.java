package io.luoledger.cli;

import io.luoledger.broker.DiskSpace;
import io.luoledger.wire.LedgerException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
        versionProvider = VersionProvider.class,
        description = "An event-sourced ledger of preserved-state ABI for Linux Live Update.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            SimulateCommand.class,
            LuoCommand.class,
            CaptureCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            ArchiveCommand.class,
            AnnounceCommand.class,
            PreflightCommand.class,
            StreamCommand.class,
            EventsCommand.class,
            ViewCommand.class,
            DlqCommand.class,
            StatsCommand.class,
            FindingsCommand.class,
            TopologyCommand.class,
            ReplayCommand.class,
            DiffCommand.class,
            VerifyCommand.class,
            AbiCommand.class,
            SchemaCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing wrong",
            "1:done, and something of severity ERROR was found",
            "2:wrong usage",
            "3:input that can't be read, or a cluster that can't be reached"
        })
public final class LuoLedger implements Runnable {
    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    LuoLedger() {}

    public static void main(String[] arguments) {
        StandardOutput standard = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = new PrintWriter(standard, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        if (System.getenv("LUO_LEDGER_TRACE") == null) {
            LibraryLog.install(new FileOutputStream(FileDescriptor.err));
        }
        int code = run(out, err, arguments);
        out.flush();
        String lost = standard.trouble();
        if (lost != null) {
            err.println("luo-ledger: standard output can't be written: " + lost);
            code = ExitCode.UNREADABLE;
        }
        err.flush();
        System.exit(code);
    }

    /** Runs the command as {@link #main} does, with these streams; returns the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        OptionalInt quiet = QuietCheck.run(arguments);
        return quiet.isPresent() ? quiet.getAsInt() : parse(out, err, arguments);
    }

    private static int parse(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new LuoLedger())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(LuoLedger::wrongUsage)
                .setExecutionExceptionHandler(LuoLedger::trouble);
        int code = line.execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static int wrongUsage(ParameterException problem, String[] arguments) {
        CommandLine line = problem.getCommandLine();
        line.getErr().println("luo-ledger: " + problem.getMessage());
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
