package io.luoledger.fleet;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.core.DeviceState;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.Ledger;
import io.luoledger.core.Placement;
import io.luoledger.core.UpdateState;
import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceRemoved;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.Finding;
import io.luoledger.glossary.Glossary;
import io.luoledger.glossary.Word;
import io.luoledger.replay.Replay;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The PCI functions that both kernels of a live update enumerated, by address, and which is which. */
public record BusPicture(List<Function> before, List<Function> after, List<Join> joins) {
    /** What a function is that only the incoming kernel has. */
    public static final String ADDED = "ADDED";

    private static final String PLACEMENT = "placement of a preserved device";

    /**
     * As a kernel told it last.
     *
     * @param driver bound to it, null where none is or nobody told
     * @param preserved whether it was handed over
     */
    public record Function(DeviceEnumerated told, @Nullable String driver, boolean preserved) {
        public PciAddress address() {
            return told.address();
        }

        public PciIdentity identity() {
            return told.identity();
        }
    }

    /**
     * One function on both sides.
     *
     * @param placement a {@link Placement}, or {@link #ADDED}
     * @param cause in words
     */
    public record Join(
            PciIdentity identity,
            @Nullable PciAddress before,
            @Nullable PciAddress after,
            String placement,
            boolean preserved,
            String cause) {}

    /** Of this live update; of several of one number the last one. Null where there is none. */
    public static @Nullable BusPicture of(HostLog log, long number, AbiGate gate, Map<String, AbiDescriptor> kernels) {
        Replay whole = log.replay(gate, kernels, null);
        UpdateState update = whole.updates().stream()
                .filter(one -> one.number() == number)
                .reduce((earlier, later) -> later)
                .orElse(null);
        if (update == null) {
            return null;
        }
        Side outgoing = new Side();
        Side incoming = new Side();
        Map<PciAddress, DeviceState> devices = new TreeMap<>();
        long generation = update.generation();
        BootOrdinals boots = new BootOrdinals();
        Replay replay = new Replay(new Ledger(), gate, log.host(), null);
        for (RecordedEvent event : log.events()) {
            replay.accept(event);
            long ordinal = boots.of(event.event(), replay.entities());
            if (ordinal == generation - 1) {
                outgoing.hear(event.event().body());
            } else if (ordinal == generation) {
                incoming.hear(event.event().body());
            } else if (ordinal == generation + 1 && boots.first()) {
                // the last moment at which they are surely kept
                look(replay.entities(), log.host(), generation, devices);
            }
        }
        look(replay.entities(), log.host(), generation, devices);
        List<Finding> findings = whole.findings().stream()
                .filter(finding ->
                        finding.liveUpdate() == number && finding.kind().id().startsWith("BDF-"))
                .toList();
        return new Joining(outgoing, incoming, devices, findings).picture();
    }

    private static void look(
            EntityReader entities, String host, long generation, Map<PciAddress, DeviceState> devices) {
        entities.scan(EntityKey.generation(host, generation), entity -> {
            if (entity instanceof DeviceState device) {
                devices.put(device.address(), device);
            }
        });
    }

    /** What one kernel told. */
    private static final class Side {
        private final TreeMap<PciAddress, DeviceEnumerated> functions = new TreeMap<>();
        private final Map<PciAddress, String> drivers = new HashMap<>();

        void hear(Body body) {
            if (!body.result().ok()) {
                return;
            }
            switch (body) {
                case DeviceEnumerated one -> {
                    functions.put(one.address(), one);
                    driver(one.address(), one.driver());
                }
                case DeviceRemoved one -> functions.remove(one.address());
                case DriverBound one -> driver(one.address(), one.driver());
                default -> {}
            }
        }

        private void driver(PciAddress address, @Nullable String driver) {
            if (driver == null) {
                drivers.remove(address);
            } else {
                drivers.put(address, driver);
            }
        }

        List<Function> all(Set<PciAddress> preserved) {
            return functions.values().stream()
                    .map(one -> new Function(one, drivers.get(one.address()), preserved.contains(one.address())))
                    .toList();
        }
    }

    /** Puts the two sides together. */
    private record Joining(Side outgoing, Side incoming, Map<PciAddress, DeviceState> devices, List<Finding> findings) {
        BusPicture picture() {
            Set<PciAddress> found = new HashSet<>();
            devices.values()
                    .forEach(device -> Optional.ofNullable(device.foundAt()).ifPresent(found::add));
            List<Join> joins = new ArrayList<>();
            Set<PciAddress> joined = new HashSet<>();
            for (DeviceEnumerated one : outgoing.functions.values()) {
                PciAddress now = now(one);
                if (now != null) {
                    joined.add(now);
                }
                joins.add(join(one, now));
            }
            incoming.functions.values().stream()
                    .filter(one -> !joined.contains(one.address()))
                    .forEach(one -> joins.add(new Join(
                            one.identity(),
                            null,
                            one.address(),
                            ADDED,
                            false,
                            "The incoming kernel has it, and the outgoing one didn't tell of it.")));
            return new BusPicture(outgoing.all(devices.keySet()), incoming.all(found), List.copyOf(joins));
        }

        /** Where the incoming kernel has it: the same way from the root; where nobody knows that, the same at its place. */
        private @Nullable PciAddress now(DeviceEnumerated one) {
            DeviceEnumerated there = incoming.functions.get(one.address());
            if (there != null && same(one, there)) {
                return there.address();
            }
            if (one.identity().path().isEmpty()) {
                return null;
            }
            return incoming.functions.values().stream()
                    .filter(other -> same(one, other))
                    .map(DeviceEnumerated::address)
                    .findFirst()
                    .orElse(null);
        }

        private static boolean same(DeviceEnumerated one, DeviceEnumerated other) {
            return one.address().segment() == other.address().segment()
                    && one.identity().equals(other.identity());
        }

        private Join join(DeviceEnumerated one, @Nullable PciAddress now) {
            DeviceState device = devices.get(one.address());
            Placement placement = device != null ? device.placement() : placement(one, now);
            return new Join(
                    one.identity(), one.address(), now, placement.name(), device != null, cause(one, placement));
        }

        private Placement placement(DeviceEnumerated one, @Nullable PciAddress now) {
            if (incoming.functions.isEmpty()) {
                return Placement.UNKNOWN;
            }
            if (now != null) {
                return now.equals(one.address()) ? Placement.STABLE : Placement.MOVED;
            }
            DeviceEnumerated there = incoming.functions.get(one.address());
            if (there == null) {
                return one.identity().path().isEmpty() ? Placement.UNKNOWN : Placement.MISSING;
            }
            boolean alike = there.identity().vendor() == one.identity().vendor()
                    && there.identity().device() == one.identity().device();
            return alike ? Placement.REPARENTED : Placement.REPLACED;
        }

        private String cause(DeviceEnumerated one, Placement placement) {
            String address = one.address().toString();
            return findings.stream()
                    .filter(finding -> finding.subject().contains(address))
                    .findFirst()
                    .map(finding -> finding.kind().title() + ": " + finding.found())
                    .orElseGet(() -> meaning(placement));
        }

        private static String meaning(Placement placement) {
            Collection<Word> words = Glossary.find(placement.name());
            return words.stream()
                    .filter(word -> word.of().equals(PLACEMENT))
                    .map(Word::meaning)
                    .findFirst()
                    .orElse("");
        }
    }
}
