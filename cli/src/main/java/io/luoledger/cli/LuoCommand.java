package io.luoledger.cli;

import io.luoledger.recorded.RecordedRun;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.pci.PciPlatform;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.Scenarios;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.ResultLine;
import io.luoledger.simulator.script.ScriptRunner;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code luo run} and {@code luo show}: op scripts on simulated kernels. */
@Command(
        name = "luo",
        mixinStandardHelpOptions = true,
        description = "Runs scripts of live-update calls on a simulated kernel.",
        subcommands = {LuoCommand.Run.class, LuoCommand.Show.class})
final class LuoCommand extends CommandGroup {
    LuoCommand() {
        super("luo what? expected: luo run FILE.luo ..., or luo show SCENARIO");
    }

    private static Scenario scenario(String name) {
        return Scenarios.find(name)
                .orElseThrow(() -> new UsageException(
                        "unknown scenario \"" + name + "\" (luo-ledger simulate --list shows what there is)"));
    }

    /** {@code luo show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the script of a scenario, to be read, changed and run.")
    static final class Show extends LedgerCommand {
        @Parameters(paramLabel = "SCENARIO", description = "One that simulate --list shows.")
        private String name = "";

        @SuppressWarnings("NullAway.Init")
        Show() {}

        @Override
        public Integer call() {
            Scenario found = scenario(name);
            PrintWriter out = out();
            if (!found.kernels().isEmpty()) {
                out.println("# luo-ledger luo run --kernels " + String.join(",", found.kernels()));
            }
            found.text().lines().forEach(out::println);
            return ExitCode.OK;
        }
    }

    /** {@code luo run}. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description =
                    "Runs op scripts and prints what each call gave. All files of a call share each boot, in order.",
            footerHeading = "%nOps, a line each; %%1, %%2, ... begin the section of each kernel in turn:%n",
            footer = LuoHelp.TEXT)
    static final class Run extends JudgingCommand {
        private static final String DEFAULT_KERNEL = "7.3";

        @Option(
                names = "--kernel",
                paramLabel = "RELEASE",
                description = "The kernel of every stage (default: " + DEFAULT_KERNEL + ").")
        private @Nullable String kernel;

        @Option(
                names = "--kernels",
                paramLabel = "R1,R2,...",
                split = ",",
                description = "One kernel per stage; the last is used for all further stages.")
        private List<String> kernels = List.of();

        @Option(names = "--separate", description = "Give each file boots of its own.")
        private boolean separate;

        @Option(names = "--json", description = "Print a JSON line per script and stage, in the oracle's format.")
        private boolean json;

        @Option(
                names = "--ktap",
                description =
                        "Print a KTAP test per op, or per step of --results: ok when it ended well, or as recorded.")
        private boolean ktap;

        @Option(
                names = "--machine",
                paramLabel = "NAME",
                description =
                        "The PCI devices that there are (simulate --list names machines; default: what the scripts say).")
        private @Nullable String machine;

        @Option(
                names = "--results",
                paramLabel = "FILE.results.jsonl",
                description =
                        "Instead of scripts: make the calls that a program recorded on real kernels, and compare.")
        private @Nullable String results;

        @Option(
                names = "--topology",
                paramLabel = "FILE.topology.jsonl",
                description =
                        "With --results: the machine is what its first kernel listed (default: --machine switched).")
        private @Nullable String topology;

        @Option(
                names = "--scenario",
                paramLabel = "NAME",
                description =
                        "Instead of scripts: one that simulate --list shows, on its own kernels unless others are given.")
        private @Nullable String scenario;

        @Parameters(paramLabel = "FILE.luo", arity = "0..*", description = "Scripts; - is standard input.")
        private List<String> files = List.of();

        @SuppressWarnings("NullAway.Init")
        Run() {}

        @Override
        public Integer call() {
            if (json && ktap) {
                throw new UsageException("--json and --ktap ask for two forms; expected one of them");
            }
            List<KernelProfile> profiles = profiles(scenario == null ? null : scenario(scenario));
            PrintWriter out = ktap ? exact() : out();
            if (results != null) {
                return recorded(results, profiles, out);
            }
            if (files.isEmpty() == (scenario == null)) {
                throw new UsageException(
                        "what to run? expected FILE.luo ..., --scenario NAME or --results FILE.results.jsonl");
            }
            if (topology != null) {
                throw new UsageException("--topology goes with --results");
            }
            try {
                List<OpScript> scripts = new ArrayList<>();
                if (scenario != null) {
                    scripts.add(scenario(scenario).script());
                }
                for (String file : files) {
                    scripts.add(read(file));
                }
                ScriptTests tests = new ScriptTests();
                Consumer<ResultLine> lines = ktap ? tests : line -> print(line, out);
                if (separate) {
                    for (int i = 0; i < scripts.size(); i++) {
                        run(profiles, List.of(scripts.get(i)), String.format("b%02d", i), lines);
                        tests.ran(List.of(scripts.get(i)));
                    }
                } else {
                    run(profiles, scripts, "b00", lines);
                    tests.ran(scripts);
                }
                if (ktap) {
                    out.print(tests.render());
                }
            } catch (OpScript.SyntaxException wrong) {
                throw new UnreadableInputException(String.valueOf(wrong.getMessage()));
            }
            return ExitCode.OK;
        }

        private void run(
                List<KernelProfile> profiles, List<OpScript> scripts, String boot, Consumer<ResultLine> lines) {
            new ScriptRunner(Journal.unread(), profiles, boot, platform(scripts)).run(scripts, lines);
        }

        /** The machine that was asked for, else the one that the scripts need. */
        private @Nullable PciPlatform platform(List<OpScript> scripts) {
            if (machine != null) {
                return named(machine);
            }
            List<OpScript> choosy =
                    scripts.stream().filter(script -> script.machine() != null).toList();
            List<String> needed = choosy.stream()
                    .flatMap(script -> Stream.ofNullable(script.machine()))
                    .map(machine -> PciMachines.names().contains(machine) ? machine : "one that is described")
                    .distinct()
                    .toList();
            if (choosy.stream().map(OpScript::machine).distinct().count() > 1) {
                throw new UsageException("these scripts need different machines (" + String.join(", ", needed)
                        + "): expected --separate or --machine");
            }
            return choosy.isEmpty() ? null : choosy.getFirst().platform();
        }

        private static PciPlatform named(String name) {
            return PciMachines.named(name)
                    .orElseThrow(() -> new UsageException("unknown machine \"" + name + "\", expected one of "
                            + String.join(", ", PciMachines.names())));
        }

        private int recorded(String file, List<KernelProfile> profiles, PrintWriter out) {
            if (!files.isEmpty() || scenario != null) {
                throw new UsageException("--results and scripts exclude each other");
            }
            if (machine != null && topology != null) {
                throw new UsageException("--machine and --topology exclude each other");
            }
            RecordedRun run = topology == null
                    ? RecordedRun.on(named(machine == null ? "switched" : machine), file)
                    : RecordedRun.onListed(topology, file);
            RecordedRun.Comparison comparison = run.run(profiles);
            if (ktap) {
                out.print(ScriptTests.render(comparison));
            } else {
                comparison.print(out::println);
            }
            if (comparison.agrees()) {
                return ExitCode.OK;
            }
            if (kernel == null && kernels.isEmpty()) {
                (ktap ? err() : out)
                        .println(
                                "run on " + DEFAULT_KERNEL
                                        + ": the recording doesn't say its kernel, --kernel RELEASE does (simulate --list names them)");
            }
            return ExitCode.FOUND;
        }

        private void print(ResultLine line, PrintWriter out) {
            out.println(json ? line.json() : line.text());
        }

        private List<KernelProfile> profiles(@Nullable Scenario told) {
            if (kernel != null && !kernels.isEmpty()) {
                throw new UsageException("--kernel and --kernels exclude each other");
            }
            List<String> names = kernels;
            if (names.isEmpty()) {
                List<String> needed = told == null ? List.of() : told.kernels();
                names = kernel == null && !needed.isEmpty()
                        ? needed
                        : List.of(kernel == null ? DEFAULT_KERNEL : kernel);
            }
            return names.stream().map(Run::profile).toList();
        }

        private static KernelProfile profile(String name) {
            return KernelProfiles.find(name)
                    .orElseThrow(() -> new UsageException("unknown kernel \"" + name + "\", expected one of "
                            + String.join(", ", KernelProfiles.names())
                            + ", or one of them with +VARIANT (luo-ledger simulate --list shows them)"));
        }

        private static OpScript read(String file) {
            String text;
            try {
                text = file.equals("-")
                        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                        : Files.readString(Path.of(file));
            } catch (IOException e) {
                throw new UnreadableInputException(file + ": can't be read as a script: " + Reason.of(e));
            }
            String name =
                    file.equals("-") ? "stdin" : String.valueOf(Path.of(file).getFileName());
            OpScript script = OpScript.parse(name.endsWith(".luo") ? name.substring(0, name.length() - 4) : name, text);
            if (script.stages().isEmpty()) {
                throw new UnreadableInputException(file + ": no stage in it, expected %1 and the first kernel's ops");
            }
            return script;
        }
    }
}
