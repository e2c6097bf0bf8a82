package io.luoledger.simulator.pci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.event.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real kernels were seen to find, before and after a kexec, is what simulated ones find: from the hardware as the first recorded
 * moment shows it, the kernels' command lines, and what was done to the machine.
 */
class CapturedTopologyTest {
    private static final String ASSIGN = "pci=assign-busses";
    private static final PciAddress NVME = PciAddress.parse("0000:05:00.0");

    private static final PciAddress NET = PciAddress.parse("0000:03:00.0");
    private static final Map<String, BiConsumer<PciSubsystem, PciHardware>> LEFT_UNBOUND =
            Map.of("2 before_kexec", (pci, hw) -> leave(pci));
    private static final Map<String, BiConsumer<PciSubsystem, PciHardware>> UNBOUND_AND_SCANNED =
            Map.of("2 unbound", (pci, hw) -> leave(pci), "2 rescanned", (pci, hw) -> again(pci));

    /** A line that the serial console lost: the function is in the kernel's other moments, and nothing happened to it. */
    private static final Set<String> HOLES = Set.of("vfio/refuse.func.topology.jsonl.gz 1 vfs 0000:00:03.0");

    /**
     * A recording.
     *
     * @param before rules of the first kernel, and of a later one where nothing else is said
     * @param after rules of the kernels after a kexec
     * @param commandLine of the kernels after a kexec
     * @param handsOver whether the first kernel hands preserved functions to the second
     * @param done what was done to the machine before a moment, by kernel and the moment's name
     */
    record Recording(
            String file,
            PciRules before,
            PciRules after,
            String commandLine,
            boolean handsOver,
            Map<String, BiConsumer<PciSubsystem, PciHardware>> done) {
        @Override
        public String toString() {
            return file;
        }
    }

    static List<Recording> recordings() {
        List<Recording> all = new ArrayList<>();
        for (String scenario : List.of("single.func", "single.graph", "multi.graph", "irq.graph")) {
            all.add(series("vfio/" + scenario, PciRules.V7, "", true, Map.of()));
        }
        all.add(series("vfio/unbound.graph", PciRules.V7, "", true, LEFT_UNBOUND));
        all.add(series("vfio-v1/unbound.graph", PciRules.SEED, "", true, LEFT_UNBOUND));
        all.add(series("vfio/noretrieve.graph", PciRules.V7, "", true, UNBOUND_AND_SCANNED));
        all.add(series("vfio/abort.graph", PciRules.V7, "", false, Map.of()));
        all.add(series("vfio/luoff.graph", PciRules.V7, "", false, Map.of()));
        all.add(series("vfio/refuse.graph", PciRules.V7, "", false, Map.of("1 vfs", (pci, hw) -> virtual(pci))));
        all.add(series("vfio/refuse.func", PciRules.V7, "", false, Map.of("1 vfs", (pci, hw) -> virtual(pci))));
        for (String scenario : List.of("single", "multi", "irq", "notbound", "override")) {
            all.add(series("vfio-v1/" + scenario + ".graph", PciRules.SEED, "", true, Map.of()));
        }
        all.add(series("vfio-v1/noretrieve.graph", PciRules.SEED, "", true, UNBOUND_AND_SCANNED));
        all.add(series("vfio-v1/refuse.graph", PciRules.SEED, "", false, Map.of("1 vfs", (pci, hw) -> virtual(pci))));
        all.add(series(
                "vfio-v1/pfvf.graph",
                PciRules.SEED,
                "",
                true,
                Map.of("1 vfs", (pci, hw) -> virtual(pci), "2 vfs_again", (pci, hw) -> virtual(pci))));
        all.add(series("vfio-v1/moved.graph", PciRules.SEED, ASSIGN, true, Map.of()));
        all.add(series("vfio-v1/moved0.graph", PciRules.SEED, "", true, Map.of()));
        Map<String, BiConsumer<PciSubsystem, PciHardware>> plugged =
                Map.of("1 after_hotadd", (pci, hw) -> plug(pci, hw, 0x08, PciParts.PCIE_TO_PCI));
        all.add(series("vfio-v1/hotadd.graph", PciRules.SEED, ASSIGN, true, plugged));
        all.add(series("vfio-v1/hotadd0.graph", PciRules.SEED, "", true, plugged));
        all.add(series("v5-contrast/hotadd.graph", PciRules.V7, ASSIGN, true, plugged));
        all.add(series("v5-contrast/moved.graph", PciRules.V7, ASSIGN, true, Map.of()));
        all.add(new Recording(
                "cross-x15/single.graph.topology.jsonl.gz", PciRules.SEED, PciRules.V7, "", false, Map.of()));
        all.add(plain("same", "", Map.of()));
        all.add(plain("vfio", "", Map.of()));
        all.add(plain("assign-busses", ASSIGN, Map.of()));
        all.add(plain("hotadd-endpoint", "", Map.of("1 end", (pci, hw) -> plug(pci, hw, 0x30, PciParts.VIRTIO_NET))));
        all.add(plain("unplug", "", Map.of("1 end", (pci, hw) -> unplug(pci, hw, "0000:04:00.0"))));
        return all;
    }

    private static Recording series(
            String name,
            PciRules rules,
            String commandLine,
            boolean handsOver,
            Map<String, BiConsumer<PciSubsystem, PciHardware>> done) {
        return new Recording(name + ".topology.jsonl.gz", rules, rules, commandLine, handsOver, done);
    }

    private static Recording plain(
            String name, String commandLine, Map<String, BiConsumer<PciSubsystem, PciHardware>> done) {
        return new Recording(
                "plain/pci-" + name + "-7.3-to-7.3.jsonl.gz",
                PciRules.MAINLINE,
                PciRules.MAINLINE,
                commandLine,
                false,
                done);
    }

    private static void virtual(PciSubsystem pci) {
        pci.virtualFunctions(pci.at(NVME).orElseThrow(), 2);
    }

    private static void again(PciSubsystem pci) {
        pci.remove(pci.at(NET).orElseThrow());
        pci.rescan();
    }

    private static void leave(PciSubsystem pci) {
        PciDevice device = pci.at(NET).orElseThrow();
        device.driverOverride("vfio-pci");
        if (device.driver() != null) {
            pci.unbind(device);
        }
    }

    private static void plug(PciSubsystem pci, PciHardware hardware, int port, PciModel model) {
        PciWire slot = Objects.requireNonNull(hardware.hosts().getFirst().root().at(port))
                .slot();
        if (slot.functions().isEmpty()) {
            slot.plug(0, model);
            pci.hotAdded(slot);
        }
    }

    private static void unplug(PciSubsystem pci, PciHardware hardware, String address) {
        pci.at(PciAddress.parse(address)).ifPresent(device -> {
            pci.hotRemoved(device.function());
            hardware.unplug(device.function());
        });
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldFindWhatTheRecordedKernelsFound(Recording recording) {
        // Given
        List<Captured.Moment> moments = Captured.read(recording.file());
        PciHardware hardware = Captured.platform(moments.getFirst()).hardware();

        // When
        List<String> differences = new ArrayList<>();
        live(recording, moments, hardware, differences);

        // Then
        assertThat(differences).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldNumberBusesAsTheRecordedFirmwareDid(Recording recording) {
        // Given
        Captured.Moment first = Captured.read(recording.file()).getFirst();
        PciHardware hardware = Captured.platform(first).hardware();
        Map<PciFunction, Integer> spare = new java.util.HashMap<>();
        for (PciFunction function : hardware.functions()) {
            PciWire below = function.below();
            if (below != null && below.functions().isEmpty()) {
                spare.put(function, function.subordinate() - function.secondary());
            }
        }

        // When
        hardware.powerCycle();
        new PciFirmware(function -> spare.getOrDefault(function, 0)).start(hardware);
        PciSubsystem pci = new TestKernel(hardware).boot(recording.before(), "", Set.of());

        // Then
        assertThat(pci.devices().stream()
                        .map(device ->
                                device.address() + " " + device.function().buses()))
                .containsExactlyElementsOf(first.rows().entrySet().stream()
                        .map(row -> row.getKey() + " " + Captured.buses(row.getValue()))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "switched,   vfio/single.graph.topology.jsonl.gz",
        "spare-port, vfio-v1/moved.graph.topology.jsonl.gz",
        "full-port,  vfio-v1/hotadd.graph.topology.jsonl.gz",
        "bridged,    plain/pci-same-7.3-to-7.3.jsonl.gz"
    })
    void shouldBuildTheRecordedHostsFromTheirDescriptions(String name, String file) {
        // Given
        Captured.Moment first = Captured.read(file).getFirst();
        TestKernel kernel = TestKernel.on(PciMachines.named(name).orElseThrow());

        // When
        PciSubsystem pci = kernel.boot();

        // Then
        List<String> differences = new ArrayList<>();
        compare(file, first, pci, differences);
        assertThat(differences).isEmpty();
    }

    @Test
    void shouldCoverEveryRecordedMoment() {
        // When
        long moments = recordings().stream()
                .mapToLong(recording -> Captured.read(recording.file()).size())
                .sum();

        // Then
        assertThat(recordings()).hasSize(31);
        assertThat(moments).isEqualTo(156);
    }

    private static void live(
            Recording recording, List<Captured.Moment> moments, PciHardware hardware, List<String> differences) {
        @Nullable PciSubsystem pci = null;
        TestKernel machine = new TestKernel(hardware);
        int kernel = 0;
        int kernels = 0;
        for (Captured.Moment moment : moments) {
            if (moment.kernel() != kernel) {
                kernel = moment.kernel();
                kernels++;
                Set<PciAddress> preserved = new TreeSet<>();
                if (pci != null) {
                    if (recording.handsOver() && kernels == 2) {
                        preserved = preserved(pci, recording.before());
                    }
                    pci.shutdown();
                }
                pci = kernels == 1
                        ? machine.boot(recording.before(), "", preserved)
                        : machine.boot(recording.after(), recording.commandLine(), preserved);
            } else {
                BiConsumer<PciSubsystem, PciHardware> done = recording.done().get(kernel + " " + moment.when());
                if (done != null) {
                    done.accept(Objects.requireNonNull(pci), hardware);
                }
            }
            drivers(moment, Objects.requireNonNull(pci));
            compare(recording.file(), moment, pci, differences);
        }
    }

    /** Whatever vfio-pci has is preserved: the functions, and in the later series their bridges. */
    private static Set<PciAddress> preserved(PciSubsystem pci, PciRules rules) {
        Set<PciAddress> preserved = new TreeSet<>();
        for (PciDevice device : pci.devices()) {
            if ("vfio-pci".equals(device.driverName()) && !device.virtualFunction()) {
                preserved.add(device.address());
                boolean bridges = rules.numbers() != PciRules.Numbers.ORDINARY;
                for (PciDevice up = device.upstream(); up != null && bridges; up = up.upstream()) {
                    preserved.add(up.address());
                }
            }
        }
        return preserved;
    }

    /** What the recording's user wrote to driver_override, and then asked the driver to bind. */
    private static void drivers(Captured.Moment moment, PciSubsystem pci) {
        moment.rows().forEach((address, row) -> {
            Optional<PciDevice> found = pci.at(address);
            String wanted = row.has("driver_override") ? Captured.text(row, "driver_override") : "";
            boolean assigned =
                    wanted.isEmpty() ? "vfio-pci".equals(Captured.text(row, "driver")) : !wanted.equals("(null)");
            if (found.isPresent() && assigned) {
                PciDevice device = found.get();
                String driver = wanted.isEmpty() ? "vfio-pci" : wanted;
                if (!driver.equals(device.driverOverride())) {
                    device.driverOverride(driver);
                    if (device.driver() != null) {
                        pci.unbind(device);
                    }
                    pci.probe(device);
                }
            }
        });
    }

    private static void compare(String file, Captured.Moment moment, PciSubsystem pci, List<String> differences) {
        Set<PciAddress> all = new TreeSet<>(moment.rows().keySet());
        pci.devices().forEach(device -> all.add(device.address()));
        for (PciAddress address : all) {
            String place = moment.kernel() + " " + moment.when() + " " + address;
            JsonNode row = moment.rows().get(address);
            Optional<PciDevice> device = pci.at(address);
            if (HOLES.contains(file + " " + place)) {
                continue;
            }
            String recorded = row == null ? "nothing" : recorded(row);
            String simulated =
                    device.isEmpty() ? "nothing" : row == null ? device.get().toString() : simulated(device.get(), row);
            if (!recorded.equals(simulated)) {
                differences.add(place + ": recorded " + recorded + ", simulated " + simulated);
            }
        }
    }

    private static String recorded(JsonNode row) {
        Map<String, String> facts = new TreeMap<>();
        facts.put(
                "id",
                Captured.text(row, "vendor").substring(2) + ":"
                        + Captured.text(row, "device").substring(2));
        facts.put("parent", Captured.parent(row));
        facts.put("buses", String.valueOf(Captured.buses(row)));
        facts.put("driver", Captured.text(row, "driver"));
        if (row.has("acs_ctrl")) {
            facts.put("group", Captured.text(row, "iommu_group"));
            facts.put("reset", Captured.text(row, "reset_method"));
            facts.put("physfn", Captured.text(row, "physfn"));
            facts.put("numvfs", Captured.text(row, "sriov_numvfs"));
            facts.put("acs", row.get("acs_ctrl").asText());
            facts.put("ari", String.valueOf((Math.max(0, row.get("devctl2").asInt()) & 0x20) != 0));
        }
        return facts.toString();
    }

    private static String simulated(PciDevice device, JsonNode row) {
        Map<String, String> facts = new TreeMap<>();
        PciFunction function = device.function();
        facts.put("id", device.model().id());
        facts.put("parent", device.parentName());
        facts.put("buses", String.valueOf(function.buses()));
        facts.put("driver", Objects.requireNonNullElse(device.driverName(), ""));
        if (row.has("acs_ctrl")) {
            Integer group = device.group();
            facts.put("group", group == null ? "" : group.toString());
            facts.put(
                    "reset",
                    String.join(
                            " ",
                            device.resetMethods().stream()
                                    .map(ResetMethod::word)
                                    .toList()));
            PciDevice physical = device.physical();
            facts.put("physfn", physical == null ? "" : physical.address().toString());
            facts.put(
                    "numvfs",
                    device.model().virtualFunctions() == null
                            ? ""
                            : String.valueOf(function.enabledVirtualFunctions()));
            facts.put("acs", device.model().can(PciModel.Ability.ACS) ? String.valueOf(function.acsControl()) : "-1");
            facts.put("ari", String.valueOf(function.ariForwarding()));
        }
        return facts.toString();
    }
}
