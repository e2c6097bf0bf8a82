package io.luoledger.simulator.script;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciPlan;
import io.luoledger.simulator.pci.PciPlatform;
import io.luoledger.simulator.script.OpScript.Op;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a call on a simulated kernel costs, as the ratio between few and many in one run: files of one session, sessions, and
 * preserved devices of one host, through a whole live update. Time is that of the processors, garbage collection and all, so
 * that what else the machine does counts for little. No test: times tell of the machine all the same. Run with
 *
 * <pre>
 * mvn -q -Dquick test-compile exec:java -pl simulator -am -Dexec.mainClass=io.luoledger.simulator.script.SimulatorBenchmark -Dexec.classpathScope=test
 * </pre>
 *
 * With a number as argument it does one thing only: a host with so many preserved files goes through one update, to see how
 * much memory that takes.
 */
public final class SimulatorBenchmark {
    private static final com.sun.management.OperatingSystemMXBean CPU =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private static final int ROUNDS = 5;
    private static final int CALLS_PER_ROUND = 60_000;
    private static final int BOOTS_PER_ROUND = 500;
    private static final int WARM_UP = 100;
    private static final int[] SIZES = {10, 100, 1000, 10_000};
    private static final int DEVICES_PER_SEGMENT = 31;

    private final Map<Integer, List<Op>> stages = new TreeMap<>();
    private final KernelProfile kernel;
    private final @Nullable String machine;

    private SimulatorBenchmark(String kernel, @Nullable String machine) {
        this.kernel = KernelProfiles.find(kernel).orElseThrow();
        this.machine = machine;
    }

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        if (arguments.length > 0) {
            int files = Integer.parseInt(arguments[0]);
            files(files).run();
            out.println("a host with " + files + " preserved files went through a live update");
            return;
        }
        for (String what : List.of("files", "sessions", "devices")) {
            of(what, 100).nanos(WARM_UP);
        }
        for (String what : List.of("files", "sessions", "devices")) {
            double few = 0;
            // two boots and a hand-over of nothing: what a host costs before it holds anything
            double boots = of(what, 0).nanos(BOOTS_PER_ROUND);
            for (int size : SIZES) {
                SimulatorBenchmark life = of(what, size);
                int repeats = Math.max(1, CALLS_PER_ROUND / life.calls());
                double nanos = (life.nanos(repeats) - boots) / life.calls();
                few = few == 0 ? nanos : few;
                out.printf(
                        "%,7d %-8s %8.0f ns per call, %,9.0f calls a second, %.2f times as much as with %d%n",
                        size, what, nanos, 1e9 / nanos, nanos / few, SIZES[0]);
            }
        }
    }

    private static SimulatorBenchmark of(String what, int size) {
        return switch (what) {
            case "files" -> files(size);
            case "sessions" -> sessions(size);
            default -> devices(size);
        };
    }

    private SimulatorBenchmark op(int stage, String name, Object... arguments) {
        List<String> words = new ArrayList<>();
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        stages.computeIfAbsent(stage, fresh -> new ArrayList<>()).add(new Op(name, words, 0));
        return this;
    }

    /** One session with so many memfds of a page. */
    private static SimulatorBenchmark files(int count) {
        SimulatorBenchmark life = new SimulatorBenchmark("7.3", null).op(1, "create", "vm", "S");
        life.op(2, "retrieve_session", "vm", "S");
        for (int i = 1; i <= count; i++) {
            life.op(1, "preserve", "S", "memfd:4096", i);
            life.op(2, "retrieve", "S", i, "m");
        }
        return life.op(2, "finish", "S").op(2, "close", "S");
    }

    /** So many sessions with a memfd each. */
    private static SimulatorBenchmark sessions(int count) {
        SimulatorBenchmark life = new SimulatorBenchmark("7.3", null);
        for (int i = 1; i <= count; i++) {
            life.op(1, "create", "vm-" + i, "S" + i).op(1, "preserve", "S" + i, "memfd:4096", 1);
            life.op(2, "retrieve_session", "vm-" + i, "S" + i).op(2, "retrieve", "S" + i, 1, "m");
            life.op(2, "finish", "S" + i).op(2, "close", "S" + i);
        }
        return life;
    }

    /** So many devices in one session, each set up before and behind the kexec. */
    private static SimulatorBenchmark devices(int count) {
        SimulatorBenchmark life = new SimulatorBenchmark("next", plan(count));
        life.op(1, "create", "vm", "S").op(2, "retrieve_session", "vm", "S");
        for (int i = 0; i < count; i++) {
            String at = "%04x:00:%02x.0".formatted(i / DEVICES_PER_SEGMENT, 1 + i % DEVICES_PER_SEGMENT);
            String device = "d" + i;
            life.op(1, "bind", at, "vfio-pci").op(1, "cdev", device, at).op(1, "iommufd", "i" + i);
            life.op(1, "bind_iommufd", device, "i" + i).op(1, "preserve", "S", device, i);
            life.op(2, "bind", at, "vfio-pci").op(2, "retrieve", "S", i, device).op(2, "iommufd", "i" + i);
            life.op(2, "bind_iommufd", device, "i" + i);
        }
        return life.op(2, "finish", "S").op(2, "close", "S");
    }

    private static String plan(int count) {
        StringBuilder plan = new StringBuilder();
        plan.append("host 0 00-00\n  00.0 host-bridge\n");
        for (int i = 0; i < count; i++) {
            if (i > 0 && i % DEVICES_PER_SEGMENT == 0) {
                plan.append("host %x 00-00\n  00.0 host-bridge\n".formatted(i / DEVICES_PER_SEGMENT));
            }
            plan.append("  %02x.0 nvme\n".formatted(1 + i % DEVICES_PER_SEGMENT));
        }
        return plan.toString();
    }

    private int calls() {
        return stages.values().stream().mapToInt(List::size).sum();
    }

    /** Of one life, the best of some rounds: what disturbs only ever adds. */
    private double nanos(int repeats) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = CPU.getProcessCpuTime();
            for (int repeat = 0; repeat < repeats; repeat++) {
                run();
            }
            best = Math.min(best, (double) (CPU.getProcessCpuTime() - start) / repeats);
        }
        return best;
    }

    private void run() {
        OpScript script = new OpScript("benchmark", null, stages);
        PciPlatform platform = machine == null ? null : PciPlan.read("benchmark", machine);
        new ScriptRunner(Journal.unread(), List.of(kernel), "benchmark", platform).run(List.of(script), line -> {
            for (ResultLine.OpResult result : line.ops()) {
                if (!"OK".equals(result.result())) {
                    throw new IllegalStateException(result.op() + " gave " + result.result());
                }
            }
        });
    }
}
