package io.luoledger.experiment.bdf;

import io.luoledger.event.PciAddress;
import io.luoledger.experiment.bdf.Topology.Built;
import io.luoledger.experiment.bdf.Topology.Spot;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFirmware;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciHardware;
import io.luoledger.simulator.pci.PciHost;
import io.luoledger.simulator.pci.PciModel;
import io.luoledger.simulator.pci.PciModel.Ability;
import io.luoledger.simulator.pci.PciOptions;
import io.luoledger.simulator.pci.PciParts;
import io.luoledger.simulator.pci.PciRules;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.pci.PreservedFunctions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One host of a topology while its kernels come and go. Made for one run. */
final class World {
    private final Topology topology;
    private final Built built;
    private final @Nullable PciFunction target;
    private final Journal journal = Journal.unread();
    private final List<Promise> promises = new ArrayList<>();
    private final Kept kept = new Kept();
    private @Nullable PciSubsystem kernel;
    private @Nullable PciFunction added;

    World(Topology topology) {
        this.topology = topology;
        this.built = topology.build();
        this.target = topology.target().map(built::function).orElse(null);
        built.platform().powerOn();
        topology.spots().stream()
                .filter(spot -> spot.part().has(Mark.UNNUMBERED))
                .forEach(spot -> built.function(spot).buses(0, 0, 0));
    }

    /** What a kernel is told of preserved functions. */
    private static final class Kept implements PreservedFunctions {
        private final Set<PciAddress> incoming = new HashSet<>();
        private final Set<PciAddress> outgoing = new HashSet<>();

        void handOver() {
            incoming.addAll(outgoing);
            outgoing.clear();
        }

        @Override
        public boolean incoming(PciAddress address) {
            return incoming.contains(address);
        }

        @Override
        public boolean anyIncoming() {
            return !incoming.isEmpty();
        }

        @Override
        public boolean anyOutgoing() {
            return !outgoing.isEmpty();
        }
    }

    // ---- kernels

    private PciHardware hardware() {
        return built.platform().hardware();
    }

    PciSubsystem kernel() {
        return Objects.requireNonNull(kernel);
    }

    /** A kernel starts on what is there. */
    void boot(PciRules rules, PciOptions options) {
        kernel = PciSubsystem.boot(
                new PciSubsystem.Setup(hardware(), options, rules, kept, List.of(), journal, Set.of()));
    }

    /** Switches virtual functions on that aren't on yet; where another number is asked for, one less, or one more than one. */
    void virtualFunctions(boolean otherNumber) {
        for (Spot spot : topology.spots()) {
            int wanted = spot.part().virtualFunctions();
            if (wanted == 0) {
                continue;
            }
            int number = !otherNumber || !spot.part().has(Mark.TARGET) ? wanted : wanted > 1 ? wanted - 1 : wanted + 1;
            kernel().of(built.function(spot)).ifPresent(device -> switchOn(device, number));
        }
    }

    private void switchOn(PciDevice device, int number) {
        if (device.function().enabledVirtualFunctions() == 0) {
            try {
                kernel().virtualFunctions(device, number);
            } catch (SysError noNumbers) {
                // as an administrator finds out, too: there are none then
            }
        }
    }

    /** Preserves what is marked, with the bridges above it. */
    void preserve(boolean physicalToo) {
        for (Spot spot : topology.spots()) {
            PciFunction function = built.function(spot);
            if (spot.part().has(Mark.PRESERVED)) {
                promise(function, -1);
            }
            if (spot.part().has(Mark.VIRTUAL_PRESERVED) && spot.part().virtualFunctions() > 0) {
                boolean made = promise(function, spot.part().virtualFunctions() - 1);
                if (made && physicalToo) {
                    kernel().of(function).ifPresent(device -> kept.outgoing.add(device.address()));
                }
            }
        }
    }

    /** The kernel ends, and what it preserved is handed over. */
    void handOver() {
        kept.handOver();
    }

    private boolean promise(PciFunction function, int virtual) {
        PciFunction wanted = virtual < 0 ? function : function.virtualFunction(virtual);
        Optional<PciDevice> known = wanted == null ? Optional.empty() : kernel().of(wanted);
        known.ifPresent(device -> {
            promises.add(Promise.of(promises.size(), function, virtual, device));
            kept.outgoing.add(device.address());
            for (PciDevice above = device.upstream(); above != null; above = above.upstream()) {
                kept.outgoing.add(above.address());
            }
        });
        return known.isPresent();
    }

    /** How many functions are to be preserved. */
    long marked() {
        return topology.spots().stream()
                .filter(spot -> spot.part().has(Mark.PRESERVED) || spot.part().has(Mark.VIRTUAL_PRESERVED))
                .count();
    }

    List<Promise> promises() {
        return promises;
    }

    /** The bridge that was plugged in, or null. */
    @Nullable
    PciFunction added() {
        return added;
    }

    /**
     * Bus numbers that were in use in a hierarchy.
     *
     * @param highest of all
     * @param others held by bridges that a port isn't below
     */
    record InUse(int highest, Set<Integer> others) {}

    /** What is in use where the target is. */
    InUse inUse() {
        PciFunction port = aimedAt();
        Set<PciFunction> above = new HashSet<>();
        for (PciFunction at = port; at != null; at = at.wire().bridge()) {
            above.add(at);
        }
        int highest = port.wire().host().firstBus();
        Set<Integer> others = new HashSet<>();
        for (PciFunction function : hardware().functions()) {
            if (!function.bridge() || function.wire().host() != port.wire().host()) {
                continue;
            }
            highest = Math.max(highest, function.subordinate());
            for (int number = function.secondary();
                    number <= function.subordinate() && !above.contains(function);
                    number++) {
                others.add(number);
            }
        }
        return new InUse(highest, others);
    }

    // ---- what happens

    private PciFunction aimedAt() {
        return Objects.requireNonNull(target, "no target");
    }

    void plug() {
        for (Part part : topology.added()) {
            Topology.plug(hardware(), aimedAt().slot(), part, new ArrayList<>(), new HashMap<>());
        }
        added = aimedAt().slot().functions().stream().findFirst().orElse(null);
    }

    void plugAndTell() {
        plug();
        kernel().hotAdded(aimedAt().slot());
    }

    /** All functions of a device leave together. */
    private List<PciFunction> device() {
        return aimedAt().wire().functions().stream()
                .filter(function -> aimedAt().wire().bridge() != null || function == aimedAt())
                .toList();
    }

    void pull() {
        device().forEach(hardware()::unplug);
    }

    void pullAndTell() {
        device().forEach(kernel()::hotRemoved);
        pull();
    }

    void replace() {
        PciModel other = aimedAt().model().equals(PciParts.VIRTIO_NET) ? PciParts.NVME : PciParts.VIRTIO_NET;
        hardware().unplug(aimedAt());
        aimedAt().wire().plug(aimedAt().devfn(), other);
    }

    void numberAgain() {
        new PciFirmware(function -> built.spare().getOrDefault(function, 0)
                        + (function.model().can(Ability.HOTPLUG) ? 1 : 0))
                .start(hardware());
    }

    void forgetNumbers() {
        aimedAt().buses(0, 0, 0);
    }

    void resetBridge() {
        hardware().resetBridge(aimedAt());
    }

    void turnAround() {
        List<PciHost> order = new ArrayList<>(hardware().hosts());
        Collections.reverse(order);
        hardware().probeOrder(order);
    }

    void finishAndRescan() {
        kept.incoming.clear();
        kernel().devices().forEach(device -> device.incoming(false));
        kernel().rescan();
    }
}
