package io.luoledger.bench;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Source;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciPlan;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.ResultLine;
import io.luoledger.simulator.script.ScriptRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a call on a simulated kernel costs where much is held, beside little; and what simulating to a file costs. */
final class SimulatorRows {
    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int DEVICES_PER_SEGMENT = 31;

    private SimulatorRows() {}

    static List<Row> rows() {
        return List.of(
                growth("call-files", "a simulated call with 10,000 files held / with 10", 1.4, SimulatorRows::files),
                growth("call-sessions", "the same of sessions", 1.2, SimulatorRows::sessions),
                growth("call-devices", "the same of preserved devices", 1.9, SimulatorRows::devices),
                new Row.Ratio(
                        "simulate",
                        "simulating to a file / writing the same events, ready-made",
                        Row.Bound.AT_LEAST,
                        Row.Clock.CPU,
                        0.5,
                        0.25,
                        SimulatorRows::toFile));
    }

    private static Row growth(String id, String about, double stated, IntFunction<Life> lives) {
        return new Row.Ratio(
                id,
                about,
                Row.Bound.AT_MOST,
                Row.Clock.CPU,
                1.2,
                stated,
                setting -> beside(lives, Math.min(MANY, setting.events())));
    }

    private static Contest beside(IntFunction<Life> lives, int many) {
        Life large = lives.apply(many);
        Life small = lives.apply(FEW);
        // two boots and a hand-over of nothing: what a host costs before it holds anything, once for each life
        Life none = lives.apply(0);
        int repeats = Math.max(1, many / FEW);
        return new Contest() {
            @Override
            public Cost ours() throws Exception {
                return calls(large, 1);
            }

            @Override
            public Cost theirs() throws Exception {
                return calls(small, repeats);
            }

            private Cost calls(Life life, int times) throws Exception {
                Cost boots = Cost.of(() -> none.run(times));
                Cost all = Cost.of(() -> life.run(times));
                return new Cost(
                        all.units(),
                        Math.max(1, all.wallNanos() - boots.wallNanos()),
                        Math.max(1, all.cpuNanos() - boots.cpuNanos()));
            }
        };
    }

    private static Contest toFile(Setting setting) {
        List<LiveUpdateEvent> ready = Input.sealed(Input.drafts(setting.events()));
        return Contest.of(() -> Input.toLog(setting.events()), () -> Input.log(ready).length > 0 ? ready.size() : 0);
    }

    /** A host's calls in two boots. */
    private record Life(String kernel, @Nullable String machine, Map<Integer, List<Op>> stages) {
        Life op(int stage, String name, Object... arguments) {
            List<String> words = new ArrayList<>();
            for (Object argument : arguments) {
                words.add(argument.toString());
            }
            stages.computeIfAbsent(stage, fresh -> new ArrayList<>()).add(new Op(name, words, 0));
            return this;
        }

        private void run(KernelProfile profile, Journal journal) {
            new ScriptRunner(
                            journal, List.of(profile), "bench", machine == null ? null : PciPlan.read("bench", machine))
                    .run(List.of(new OpScript("bench", null, stages)), Life::requireDone);
        }

        List<Draft> drafts(String host) {
            List<Draft> drafts = new ArrayList<>();
            run(
                    KernelProfiles.find(kernel).orElseThrow(),
                    new Journal(host, Source.idOf(host), new LogicalClock(Input.START_MICROS), drafts::add));
            return drafts;
        }

        /** How many calls were made. */
        long run(int times) {
            KernelProfile profile = KernelProfiles.find(kernel).orElseThrow();
            for (int time = 0; time < times; time++) {
                run(profile, Journal.unread());
            }
            return (long) times
                    * Math.max(1, stages.values().stream().mapToInt(List::size).sum());
        }

        private static void requireDone(ResultLine line) {
            for (ResultLine.OpResult result : line.ops()) {
                if (!"OK".equals(result.result())) {
                    throw new IllegalStateException(result.op() + " gave " + result.result());
                }
            }
        }
    }

    private static Life life(String kernel, @Nullable String machine) {
        return new Life(kernel, machine, new TreeMap<>());
    }

    /** One session with so many memfds of a page. */
    private static Life files(int count) {
        Life life = life("7.3", null).op(1, "create", "vm", "S").op(2, "retrieve_session", "vm", "S");
        for (int i = 1; i <= count; i++) {
            life.op(1, "preserve", "S", "memfd:4096", i).op(2, "retrieve", "S", i, "m");
        }
        return life.op(2, "finish", "S").op(2, "close", "S");
    }

    /** So many sessions with a memfd each. */
    private static Life sessions(int count) {
        Life life = life("7.3", null);
        for (int i = 1; i <= count; i++) {
            life.op(1, "create", "vm-" + i, "S" + i).op(1, "preserve", "S" + i, "memfd:4096", 1);
            life.op(2, "retrieve_session", "vm-" + i, "S" + i).op(2, "retrieve", "S" + i, 1, "m");
            life.op(2, "finish", "S" + i).op(2, "close", "S" + i);
        }
        return life;
    }

    /** So many devices in one session, each set up before and behind the kexec. */
    private static Life devices(int count) {
        Life life = life("next", plan(count)).op(1, "create", "vm", "S").op(2, "retrieve_session", "vm", "S");
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

    /** What a host tells that hands so many devices over. */
    static List<Draft> ofDevices(String host, int count) {
        return devices(count).drafts(host);
    }

    private static String plan(int count) {
        StringBuilder plan = new StringBuilder("host 0 00-00\n  00.0 host-bridge\n");
        for (int i = 0; i < count; i++) {
            if (i > 0 && i % DEVICES_PER_SEGMENT == 0) {
                plan.append("host %x 00-00\n  00.0 host-bridge\n".formatted(i / DEVICES_PER_SEGMENT));
            }
            plan.append("  %02x.0 nvme\n".formatted(1 + i % DEVICES_PER_SEGMENT));
        }
        return plan.toString();
    }
}
