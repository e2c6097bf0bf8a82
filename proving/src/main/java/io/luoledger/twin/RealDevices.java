package io.luoledger.twin;

import io.luoledger.core.DeviceStatus;
import io.luoledger.core.FileStatus;
import io.luoledger.core.Placement;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.simulator.kernel.KernelState;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The PCI functions behind preserved files: which they were, and where they are now. */
final class RealDevices {
    private final Coverage coverage;
    private Map<PciAddress, PciIdentity> outgoing = new TreeMap<>();
    private Map<PciAddress, Promised> incoming = new TreeMap<>();
    private Collection<PciIdentity> functions = Set.of();
    private Collection<PciIdentity> functionsBefore = Set.of();
    private boolean accepted;

    /** A function that was handed over, with every place that it was seen to have. */
    private static final class Promised {
        private final PciIdentity identity;
        private final Set<Placement> seen = EnumSet.noneOf(Placement.class);
        private Placement now = Placement.UNKNOWN;
        private boolean wrong;

        private Promised(PciIdentity identity) {
            this.identity = identity;
        }
    }

    RealDevices(Coverage coverage) {
        this.coverage = coverage;
    }

    /**
     * @param taken whether what was handed over is still in memory
     */
    void booted(boolean taken) {
        incoming = new TreeMap<>();
        outgoing.forEach((address, identity) -> incoming.put(address, new Promised(identity)));
        outgoing = new TreeMap<>();
        functionsBefore = functions;
        accepted = taken;
    }

    void running(KernelState kernel, Collection<RealSession> preserved, Collection<RealSession> received) {
        Set<PciAddress> held = addresses(preserved, Set.of(FileStatus.PRESERVED));
        for (PciAddress address : held) {
            PciIdentity identity = kernel.functions().get(address);
            if (identity != null) {
                outgoing.putIfAbsent(address, identity);
            }
        }
        functions = Set.copyOf(kernel.functions().values());
        incoming.forEach((address, device) -> {
            Placement now = placement(address, device.identity, kernel.functions());
            if (now != device.now) {
                coverage.moved("placement", device.now, now);
                device.now = now;
                device.seen.add(now);
            }
        });
        for (PciAddress address : addresses(received, Set.of(FileStatus.RETRIEVED))) {
            Promised device = incoming.get(address);
            if (device != null && !device.wrong && device.now == Placement.REPLACED) {
                coverage.moved("placement", device.now, Placement.WRONG_DEVICE);
                device.wrong = true;
            }
        }
    }

    private static Set<PciAddress> addresses(Collection<RealSession> sessions, Set<FileStatus> which) {
        Set<PciAddress> addresses = new HashSet<>();
        sessions.forEach(session -> session.files().forEach(file -> {
            if (file.device() != null && which.contains(file.status())) {
                addresses.add(file.device());
            }
        }));
        return addresses;
    }

    /** Where the function is now that was at this address. A function is told by its way from the root and its ids. */
    private Placement placement(PciAddress address, PciIdentity identity, Map<PciAddress, PciIdentity> now) {
        PciIdentity here = now.get(address);
        if (identity.equals(here)) {
            return Placement.STABLE;
        }
        boolean elsewhere = now.containsValue(identity);
        if (here == null) {
            return elsewhere ? Placement.MOVED : Placement.MISSING;
        }
        boolean fresh = !functionsBefore.contains(here);
        return !elsewhere && fresh && alike(identity, here) ? Placement.REPARENTED : Placement.REPLACED;
    }

    private static boolean alike(PciIdentity one, PciIdentity other) {
        return one.vendor() == other.vendor()
                && one.device() == other.device()
                && one.path().getLast().equals(other.path().getLast());
    }

    // ---- in words ----

    void describeOutgoing(Collection<RealSession> sessions, Lines lines) {
        Set<PciAddress> held = addresses(sessions, Set.of(FileStatus.PRESERVED, FileStatus.FROZEN));
        outgoing.forEach((address, identity) -> lines.put(
                "outgoing device " + address,
                words(held.contains(address) ? DeviceStatus.PRESERVED : DeviceStatus.UNPRESERVED, identity)));
    }

    /**
     * @param untouched whether nobody made a call yet
     */
    void describeIncoming(Collection<RealSession> sessions, boolean untouched, Lines lines) {
        Map<PciAddress, Set<DeviceStatus>> status = new HashMap<>();
        sessions.forEach(session -> session.files().forEach(file -> {
            if (file.device() != null) {
                status.computeIfAbsent(file.device(), fresh -> EnumSet.noneOf(DeviceStatus.class))
                        .add(status(file.status()));
            }
        }));
        incoming.forEach((address, device) -> {
            Set<DeviceStatus> of = status.getOrDefault(address, EnumSet.of(DeviceStatus.UNPRESERVED));
            if (of.size() > 1) {
                // another file of it was taken back
                of.remove(DeviceStatus.UNPRESERVED);
            }
            Set<String> words = new HashSet<>();
            of.forEach(one -> words.add(words(one, device.identity)));
            lines.put("incoming device " + address, words);
            if (accepted && !of.contains(DeviceStatus.UNPRESERVED)) {
                Set<String> placements = placements(device);
                if (device.now == Placement.MISSING && (untouched || of.contains(DeviceStatus.LEAKED))) {
                    // that the enumeration is over shows with the first call; what can't be reached isn't missed
                    placements.add(Lines.NOTHING);
                }
                lines.put("incoming device " + address + " placement", placements);
            }
        });
    }

    /** What was found out of the place of a function stays, but for its being there or not. */
    private static Set<String> placements(Promised device) {
        if (device.wrong) {
            return Set.of(Placement.WRONG_DEVICE.name());
        }
        Set<Placement> words = EnumSet.of(device.now);
        device.seen.stream()
                .filter(each -> each != Placement.STABLE && each != Placement.MISSING)
                .forEach(words::add);
        Set<String> texts = new HashSet<>();
        words.forEach(each -> texts.add(each.name()));
        return texts;
    }

    private static DeviceStatus status(FileStatus file) {
        return switch (file) {
            case PRESERVED, FROZEN -> DeviceStatus.PRESERVED;
            case PROMISED -> DeviceStatus.PROMISED;
            case RETRIEVED -> DeviceStatus.RETRIEVED;
            case RETRIEVE_FAILED -> DeviceStatus.RETRIEVE_FAILED;
            case FINISHED, DISCARDED -> DeviceStatus.FINISHED;
            case UNPRESERVED -> DeviceStatus.UNPRESERVED;
            case LEAKED -> DeviceStatus.LEAKED;
            case LOST -> DeviceStatus.LOST;
        };
    }

    static String words(DeviceStatus status, @Nullable PciIdentity identity) {
        return status + " " + identity;
    }
}
