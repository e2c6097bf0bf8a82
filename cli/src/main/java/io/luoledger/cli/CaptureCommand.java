package io.luoledger.cli;

import io.luoledger.capture.Afterwards;
import io.luoledger.capture.CaptureInstaller;
import io.luoledger.capture.CapturePlan;
import io.luoledger.capture.DirectoryTracefs;
import io.luoledger.capture.KernelFacts;
import io.luoledger.capture.ProbeSet;
import io.luoledger.capture.Shell;
import io.luoledger.capture.Step;
import io.luoledger.event.Draft;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Probes that record a real kernel's live update: as commands to paste, or set up and taken away on this host. */
@Command(
        name = "capture",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Prints the commands that record a real kernel's live update, or sets the probes up on this host.",
            "Uses a trace instance and a group of dynamic events of its own; touches nobody else's."
        })
@SuppressWarnings("NullAway.Init")
final class CaptureCommand extends LedgerCommand {
    private static final String DEFAULT_TRACEFS = "/sys/kernel/tracing";
    private static final String DEFAULT_KALLSYMS = "/proc/kallsyms";
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_BUFFER_KIB = 1 << 20;

    @Option(names = "--install", description = "Set the probes up on this host (needs root).")
    private boolean install;

    @Option(
            names = "--remove",
            description = "Take away what --install set up, and the recording with it (needs root).")
    private boolean remove;

    @Option(
            names = "--tracefs",
            paramLabel = "DIR",
            description = "Where tracefs is mounted (default: " + DEFAULT_TRACEFS + ").")
    private @Nullable Path tracefsOption;

    @Option(
            names = "--all",
            description = "Print the whole set without asking this kernel: the commands are for another host.")
    private boolean all;

    @Option(
            names = "--kallsyms",
            paramLabel = "FILE",
            description = "The kernel's symbols, where tracefs has no list of functions (default: " + DEFAULT_KALLSYMS
                    + "); to print, another host's may be given.")
    private @Nullable Path kallsyms;

    @Option(
            names = "--device",
            paramLabel = "FILE",
            defaultValue = "/dev/liveupdate",
            description = "The device that tells that live update is on (default: ${DEFAULT-VALUE}).")
    private Path device;

    @Option(
            names = "--without",
            paramLabel = "NAME",
            split = ",",
            description = "Leave these probes out: ones that this kernel doesn't take.")
    private List<String> without = List.of();

    @Option(
            names = "--buffer-kb",
            paramLabel = "KIB",
            defaultValue = "4096",
            description = "Ring buffer of the instance, for each CPU (default: ${DEFAULT-VALUE}).")
    private int bufferKib;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "The host's name in the import command that is printed (default: this machine's, or HOST"
                    + " where the commands are for another one).")
    private @Nullable String host;

    @Override
    public Integer call() {
        if (install && remove) {
            throw new UsageException("--install and --remove exclude each other");
        }
        if (all && (install || remove)) {
            throw new UsageException("--all is for printing, not for --install or --remove");
        }
        if (bufferKib < 4 || bufferKib > MAX_BUFFER_KIB) {
            throw new UsageException("--buffer-kb " + bufferKib + ": expected 4 to " + MAX_BUFFER_KIB);
        }
        String hostWord = hostWord(install);
        ProbeSet set = wanted();
        Path root = tracefsOption != null ? tracefsOption : Path.of(DEFAULT_TRACEFS);
        DirectoryTracefs tracefs = new DirectoryTracefs(root);
        CaptureInstaller installer = new CaptureInstaller(tracefs);
        PrintWriter out = out();
        if (remove) {
            remove(installer, out);
        } else if (install) {
            install(installer, set, root.toString(), hostWord, out);
        } else {
            print(installer, set, root.toString(), hostWord, exact());
        }
        return ExitCode.OK;
    }

    private ProbeSet wanted() {
        ProbeSet set = ProbeSet.shipped();
        Set<String> unknown = new TreeSet<>(without);
        set.probes().forEach(probe -> unknown.remove(probe.name()));
        if (!unknown.isEmpty()) {
            throw new UsageException("--without " + String.join(",", unknown) + ": no such probe, expected one of "
                    + set.probes().stream().map(ProbeSet.Probe::name).collect(Collectors.joining(", ")));
        }
        return set.without(Set.copyOf(without));
    }

    private void install(CaptureInstaller installer, ProbeSet set, String root, String hostWord, PrintWriter out) {
        CapturePlan plan = CapturePlan.install(set, installer.inspect(set, this::symbols), bufferKib);
        if (!Files.exists(device)) {
            err().println("luo-ledger: " + withoutDevice());
        }
        installer.install(plan);
        out.println(
                "Recording " + Counts.of(plan.probes(), "probe") + " to " + root + "/" + CapturePlan.INSTANCE + ".");
        leftOut(plan, "").forEach(out::println);
        out.println();
        out.print(Afterwards.text(root, hostWord));
    }

    private static void remove(CaptureInstaller installer, PrintWriter out) {
        CapturePlan removal = installer.removal(ProbeSet.shipped());
        Set<String> foreign = new TreeSet<>(installer.foreignEvents(ProbeSet.shipped()));
        if (removal.steps().isEmpty()) {
            out.println("Nothing to remove: no capture is set up.");
        } else {
            installer.remove(removal);
            out.println("Removed the trace instance and " + Counts.of(removal.probes(), "probe") + ".");
        }
        if (!foreign.isEmpty()) {
            out.println("Left alone, not made by this version: " + String.join(", ", foreign));
        }
    }

    private void print(CaptureInstaller installer, ProbeSet set, String root, String hostWord, PrintWriter out) {
        // to print, nothing has to be there: the commands may be for another host
        boolean askable = !all
                && kallsyms == null
                && (tracefsOption != null || Files.isReadable(Path.of(root, "dynamic_events")));
        // and a list of symbols that was named is that host's
        KernelFacts kernel = kallsyms != null
                ? broughtAlong(kallsyms, set)
                : askable ? installer.inspect(set, this::symbols) : KernelFacts.unknown();
        CapturePlan plan = CapturePlan.install(set, kernel, bufferKib);
        out.println("# Records a live update: " + Counts.of(plan.probes(), "probe")
                + ", in a trace instance of their own. As root:");
        if (kallsyms != null) {
            out.println("# Functions as in " + kallsyms + ".");
        } else if (!askable) {
            out.println("# Which functions the kernel has was not looked up"
                    + (all ? "" : " (" + root + " can't be read here)")
                    + ": a probe it hasn't got fails alone, the others work.");
        }
        leftOut(plan, "# ").forEach(out::println);
        if (askable && !Files.exists(device)) {
            out.println("# " + withoutDevice());
        }
        if (askable && installer.installed()) {
            out.println("# A capture is set up here already: remove it first.");
        }
        for (Step step : plan.steps()) {
            out.println(step.asShell(root));
        }
        out.println();
        out.println("# To take it away again: luo-ledger capture --remove, or");
        out.println("#   rmdir " + root + "/" + CapturePlan.INSTANCE);
        out.println("#   echo '-:" + CapturePlan.GROUP + "/' >> " + root + "/dynamic_events");
        out.println();
        Afterwards.text(root, hostWord)
                .lines()
                .map(line -> ("# " + line).stripTrailing())
                .forEach(out::println);
    }

    private static List<String> leftOut(CapturePlan plan, String prefix) {
        return Stream.of(missing(plan.missingFunctions(), "function"), missing(plan.missingEvents(), "event"))
                .flatMap(Optional::stream)
                .map(prefix::concat)
                .toList();
    }

    private static Optional<String> missing(Set<String> names, String what) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("Left out, " + Counts.of(names.size(), what) + " that this kernel hasn't got: "
                        + String.join(", ", names));
    }

    private String withoutDevice() {
        return "no " + device + " here: live update is off in this kernel, and nothing of it will be recorded;"
                + " expected liveupdate=on (and kho=on) on its command line";
    }

    private static KernelFacts broughtAlong(Path kallsyms, ProbeSet set) {
        KernelFacts facts;
        try {
            facts = KernelFacts.ofSymbols(Files.readAllLines(kallsyms, StandardCharsets.ISO_8859_1), set);
        } catch (NoSuchFileException e) {
            throw new UnreadableInputException(kallsyms + ": no such file, expected the text of /proc/kallsyms", e);
        } catch (IOException e) {
            throw new UnreadableInputException(
                    kallsyms + ": can't be read: " + Reason.of(e) + "; expected the text of /proc/kallsyms", e);
        }
        if (facts.lacksLiveUpdate()) {
            throw new UnreadableInputException(kallsyms + ": none of the Live Update Orchestrator's functions, expected"
                    + " the text of /proc/kallsyms of a kernel with CONFIG_LIVEUPDATE");
        }
        return facts;
    }

    /** @param here whether this machine is the traced one */
    private String hostWord(boolean here) {
        if (host == null) {
            return here || (!all && kallsyms == null) ? thisMachine() : Afterwards.HOST;
        }
        return Shell.quoted(UsageException.requireHost(host));
    }

    private static String thisMachine() {
        try {
            return Shell.quoted(Draft.requireHost(Files.readString(HOSTNAME).strip()));
        } catch (IOException | IllegalArgumentException e) {
            return Afterwards.HOST;
        }
    }

    private Optional<List<String>> symbols() throws IOException {
        try {
            Path file = kallsyms == null ? Path.of(DEFAULT_KALLSYMS) : kallsyms;
            return Optional.of(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
