package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.kernel.KernelProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What becomes of assigned devices when hosts, kernels and drivers do what they do. */
final class DeviceStories {
    private static final String SPARE = "spare-port";
    private static final String FULL = "full-port";
    private static final String NET = "04.0/00.0/00.0/00.0";
    private static final String EDU = "04.0/00.0/01.0/00.0";
    private static final String NVME = "05.0/00.0";
    private static final List<String> SEED = List.of("seed");
    private static final List<String> NEXT = List.of("next");

    /** What happens: before anything is preserved, at the kexec, and in the next kernel before the first retrieve. */
    private record Happening(Consumer<Lines> before, Consumer<Lines> atKexec, Consumer<Lines> afterBind) {
        static Happening before(Consumer<Lines> what) {
            return new Happening(what, DeviceStories::nothing, DeviceStories::nothing);
        }

        static Happening atKexec(Consumer<Lines> what) {
            return new Happening(DeviceStories::nothing, what, DeviceStories::nothing);
        }

        static Happening afterBind(Consumer<Lines> what) {
            return new Happening(DeviceStories::nothing, DeviceStories::nothing, what);
        }

        static Happening none() {
            return before(DeviceStories::nothing);
        }
    }

    private DeviceStories() {}

    private static void nothing(Lines lines) {
        // nothing happens
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(new Scenario(
                "device-host",
                "virtual machines with devices over two updates, everything retrieved and finished",
                NEXT,
                new DeviceHost(new Dice(1), List.of(KernelProfiles.find("next").orElseThrow())).life(2, SPARE)));
        renumbered(all);
        hardware(all);
        people(all);
        return all;
    }

    /** Devices that are where they were, and have another address. */
    private static void renumbered(List<Scenario> all) {
        all.add(new Scenario(
                "buses-renumbered",
                "the next kernel numbers buses anew: the first series' sessions get other devices, or none",
                List.of("seed", "seed+assign-busses"),
                story(SPARE, Happening.none(), NET, EDU, NVME)));
        all.add(new Scenario(
                "buses-kept",
                "the next kernel is told to number buses anew, and keeps them for preserved devices",
                List.of("next", "next+assign-busses"),
                story(SPARE, Happening.none(), NET, EDU, NVME)));
        all.add(new Scenario(
                "hot-added-bridge",
                "a bridge was hot-added in front of preserved devices: numbered anew, they move",
                List.of("seed", "seed+assign-busses"),
                story(FULL, Happening.before(lines -> lines.op("hot_add", "pcie-to-pci")), NET, EDU, NVME)));
        all.add(new Scenario(
                "hot-added-overlap",
                "a bridge was hot-added into a port without spare numbers: preserved devices turn up below it",
                NEXT,
                story(FULL, Happening.before(lines -> lines.op("hot_add", "pcie-to-pci")), NET, EDU, NVME)));
        all.add(new Scenario(
                "bridge-lost",
                "a bridge forgets its bus numbers in the kexec: what is below it moves",
                SEED,
                story(SPARE, Happening.atKexec(lines -> lines.op("bridge_lost", "/04.0")), NET, NVME)));
        all.add(new Scenario(
                "bridge-lost-refused",
                "a preserved bridge forgets its bus numbers, and gets no others: what is below it is gone",
                List.of("next+pci-v9"),
                story(SPARE, Happening.atKexec(lines -> lines.op("bridge_lost", "/04.0")), NET, NVME)));
        all.add(new Scenario(
                "segments-renumbered",
                "controllers with segments of their own are found the other way round: each has the other's number",
                NEXT,
                story(
                        "segments",
                        Happening.atKexec(lines -> lines.op("probe_order")),
                        "0e.0/00.0/00.0",
                        "0f.0/00.0/00.0")));
        all.add(new Scenario(
                "virtual-renumbered",
                "virtual functions are made again without ARI, and are elsewhere",
                List.of("seed", "seed+noari"),
                virtualStory()));
    }

    /** Devices that aren't what they were. */
    private static void hardware(List<Scenario> all) {
        all.add(new Scenario(
                "device-lost",
                "a preserved device is gone after the kexec",
                NEXT,
                story(SPARE, Happening.atKexec(lines -> lines.op("lose", "@dev1")), NET, NVME)));
        all.add(new Scenario(
                "device-replaced",
                "another device sits where a preserved one was",
                NEXT,
                story(SPARE, Happening.atKexec(lines -> lines.op("replace", "@dev1", "nvme")), NET, NVME)));
        all.add(new Scenario(
                "device-moved",
                "a preserved device was put into another slot",
                SEED,
                story(SPARE, Happening.atKexec(lines -> lines.op("move", "@dev1")), NET, NVME)));
        all.add(new Scenario(
                "device-hot-added",
                "a device is hot-added before the kexec, and nothing moves",
                NEXT,
                story(SPARE, Happening.before(lines -> lines.op("hot_add", "virtio-net")), NET, NVME)));
        all.add(new Scenario(
                "bridge-reset",
                "a bridge and everything below it is reset in the kexec",
                SEED,
                story(SPARE, Happening.atKexec(lines -> lines.op("bridge_reset", "/04.0")), NET, NVME)));
    }

    /** Devices that somebody touches. */
    private static void people(List<Scenario> all) {
        all.add(new Scenario(
                "first-opener",
                "PID 1 opens the device before the module of the handler is loaded: no open succeeds in that boot any more",
                List.of("next+vfio-module"),
                story(SPARE, Happening.before(lines -> lines.op("first_opener", "systemd")), NET)));
        all.add(new Scenario(
                "first-opener-initrd",
                "PID 1 opens the device first, and the initrd has the module of the handler: everything comes back",
                List.of("next+vfio-module"),
                story(
                        SPARE,
                        Happening.before(
                                lines -> lines.op("first_opener", "systemd").op("initrd", "vfio-pci")),
                        NET)));
        all.add(new Scenario(
                "wrong-reset",
                "a device is reset after it was preserved",
                NEXT,
                story(SPARE, Happening.atKexec(lines -> lines.op("sysfs_reset", "@dev1")), NET)));
        all.add(new Scenario(
                "driver-steals",
                "another driver takes a preserved device before it is retrieved",
                SEED,
                story(SPARE, Happening.afterBind(lines -> lines.op("steal", "@dev1")), NET, NVME)));
        all.add(new Scenario(
                "dma-stopped",
                "bus mastering is switched off under a device that writes",
                List.of("roadmap"),
                VfioSelftests.running(lines -> lines.op("master_off", "@net"))));
    }

    /**
     * One update of a machine that is described.
     *
     * @param plan its description
     * @param happens ops between the preserve and the kexec
     * @param paths to the devices that are preserved
     */
    static String described(List<String> plan, List<String> happens, List<String> paths) {
        Lines machine = new Lines().line("machine");
        plan.forEach(machine::line);
        return story(machine, Happening.atKexec(lines -> happens.forEach(lines::line)), paths.toArray(String[]::new));
    }

    private static String story(String machine, Happening happening, String... paths) {
        return story(new Lines().line("machine " + machine), happening, paths);
    }

    /** Every device has a session of its own, with a page of memory it writes to. */
    private static String story(Lines lines, Happening happening, String... paths) {
        lines.stage(1);
        happening.before().accept(lines);
        for (int number = 1; number <= paths.length; number++) {
            lines.op("mkfd", "m" + number, "memfd:8192");
            new Assigned("dev" + number).take(lines, paths[number - 1]).write(lines, "m" + number);
            lines.op("create", "vm-" + number, "out" + number);
            new Assigned("dev" + number).preserve(lines, "out" + number, 1);
            lines.op("preserve", "out" + number, "m" + number, 2);
        }
        happening.atKexec().accept(lines);
        lines.stage(2);
        for (int number = 1; number <= paths.length; number++) {
            Assigned device = new Assigned("dev" + number);
            lines.op("retrieve_session", "vm-" + number, "in" + number);
            lines.op("device", "@dev" + number);
            device.bindAgain(lines);
            if (number == 1) {
                happening.afterBind().accept(lines);
            }
            device.retrieve(lines, "in" + number, 1);
            lines.op("retrieve", "in" + number, 2, "m" + number);
            lines.op("finish", "in" + number).op("close", "in" + number);
        }
        return lines.text();
    }

    private static String virtualStory() {
        Lines lines = new Lines().line("machine virtual").stage(1);
        lines.op("label", "pf", "/01.0/00.0").op("numvfs", "@pf", 2).op("label", "dev1", "0000:01:10.0");
        Assigned device = new Assigned("dev1").takeAgain(lines);
        lines.op("create", "vm-1", "out1");
        device.preserve(lines, "out1", 1);
        lines.stage(2).op("numvfs", "@pf", 2).op("retrieve_session", "vm-1", "in1");
        device.takeOver(lines, "in1", 1);
        return lines.op("finish", "in1").op("close", "in1").text();
    }
}
