package io.luoledger.twin;

import io.luoledger.core.FileStatus;
import io.luoledger.core.SessionStatus;
import io.luoledger.simulator.kernel.KernelState;
import io.luoledger.simulator.kernel.KernelState.Inheritance;
import io.luoledger.simulator.kernel.KernelState.Retrieval;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.script.ScriptedHost.Standing;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is true of one simulated host, as its kernels' own state shows it from step to step. Knows no event. A kernel keeps
 * nothing of what it let go of, so what became of a thing is told by what it was a step before.
 */
final class Reality {
    private final Coverage coverage;
    private final RealFlbs flbs;
    private final RealDevices devices;
    private Map<String, RealSession> outgoing = new LinkedHashMap<>();
    private Map<String, RealSession> incoming = new LinkedHashMap<>();
    private @Nullable PreservedAbi abi;
    private int boot;
    private boolean handedOver;
    private boolean dead;
    private boolean outgoingUnknown;
    private Known received = Known.ALL;
    private boolean rebuilt;

    /** What can be told of the hand-over that the running kernel received. */
    enum Known {
        ALL,
        /** The kernel that was to hand it over died: nobody knows what it held. */
        THAT_IT_IS_OVER,
        /** The running kernel reads other files out of the same bytes, or leaves some out without a word. */
        NOTHING
    }

    Reality(Coverage coverage) {
        this.coverage = coverage;
        this.flbs = new RealFlbs(coverage);
        this.devices = new RealDevices(coverage);
    }

    /** Looks at the host after a step. */
    void see(Standing standing) {
        KernelState kernel = standing.kernel();
        if (standing.boot() != boot) {
            boot = standing.boot();
            booted(standing);
        }
        dead = standing.died();
        if (dead) {
            // what happened in its last moment nobody knows
            outgoingUnknown = true;
        } else if (kernel != null) {
            running(kernel);
        } else if (standing.handedOver()) {
            freeze();
        }
        handedOver = standing.handedOver();
    }

    /** What must be found now; null when the kernel died, and nobody can look. */
    @Nullable
    Lines lines() {
        if (dead) {
            return null;
        }
        Lines lines = new Lines();
        outgoing.values().forEach(session -> session.describe("outgoing ", lines));
        flbs.describeOutgoing(lines);
        devices.describeOutgoing(outgoing.values(), lines);
        if (received == Known.ALL) {
            incoming.values().forEach(session -> session.describe("incoming ", lines));
            flbs.describeIncoming(lines);
            boolean untouched = outgoing.isEmpty()
                    && incoming.values().stream().allMatch(session -> session.status() == SessionStatus.PROMISED);
            devices.describeIncoming(incoming.values(), untouched, lines);
            totals(lines);
        }
        return lines;
    }

    Known received() {
        return received;
    }

    private void totals(Lines lines) {
        List<RealSession> handed = incoming.values().stream()
                .filter(session -> session.status() != SessionStatus.ABORTED)
                .toList();
        if (!handed.isEmpty()) {
            lines.put("incoming files", Totals.words(handed.stream().flatMap(RealSession::files)));
        }
    }

    // ---- a new kernel ----

    private void booted(Standing standing) {
        KernelState kernel = standing.kernel();
        Inheritance inheritance = kernel == null ? Inheritance.NOTHING : kernel.inheritance();
        incoming = outgoing;
        outgoing = new LinkedHashMap<>();
        boolean held = incoming.values().stream().anyMatch(RealSession::held);
        SessionStatus becomes = handedOver ? received(inheritance, held) : SessionStatus.LOST;
        incoming.values().forEach(session -> session.handedOver(becomes, coverage));
        flbs.booted(becomes);
        devices.booted(becomes != SessionStatus.LOST);
        if (outgoingUnknown) {
            received = Known.THAT_IT_IS_OVER;
        } else {
            received = otherLayouts(standing.abi(), kernel) ? Known.NOTHING : Known.ALL;
        }
        outgoingUnknown = false;
        rebuilt = false;
        abi = standing.abi();
    }

    private static SessionStatus received(Inheritance inheritance, boolean held) {
        return switch (inheritance) {
            case NOTHING -> held ? SessionStatus.LOST : SessionStatus.PROMISED;
            case WAITING, REBUILT, UNREACHABLE -> SessionStatus.PROMISED;
            case NO_DEVICE -> SessionStatus.LEAKED;
        };
    }

    /** Whether the new kernel makes other files of the same bytes, without a word. */
    private boolean otherLayouts(@Nullable PreservedAbi now, @Nullable KernelState kernel) {
        PreservedAbi before = abi;
        if (before == null || now == null || kernel == null || before.structs().equals(now.structs())) {
            return false;
        }
        boolean other = kernel.inheritance() == Inheritance.REBUILT
                && !names(kernel.incoming()).equals(promised());
        if (other) {
            coverage.foundGarbled();
        }
        return other;
    }

    /** Whether the new kernel goes without files that it has no handler for, which shows when somebody asks for one. */
    private boolean leavesOut(KernelState kernel) {
        Map<String, Set<Long>> held = names(kernel.incoming());
        return promised().entrySet().stream()
                .anyMatch(session -> held.containsKey(session.getKey())
                        && !held.getOrDefault(session.getKey(), Set.of()).containsAll(session.getValue()));
    }

    private static Map<String, Set<Long>> names(List<KernelState.SessionState> sessions) {
        Map<String, Set<Long>> names = new LinkedHashMap<>();
        for (KernelState.SessionState session : sessions) {
            Set<Long> tokens = new LinkedHashSet<>();
            session.files().forEach(file -> tokens.add(file.token()));
            names.put(session.name(), tokens);
        }
        return names;
    }

    private Map<String, Set<Long>> promised() {
        Map<String, Set<Long>> names = new LinkedHashMap<>();
        incoming.values().stream()
                .filter(session -> session.status() == SessionStatus.PROMISED)
                .forEach(session -> names.put(session.name(), session.tokens()));
        return names;
    }

    /** The reboot froze every file. */
    private void freeze() {
        outgoing.values().forEach(session -> session.freeze(coverage));
    }

    // ---- a running kernel ----

    private void running(KernelState kernel) {
        Map<String, KernelState.SessionState> held = new LinkedHashMap<>();
        kernel.outgoing().forEach(session -> held.put(session.name(), session));
        outgoing.values().stream()
                .filter(session -> !held.containsKey(session.name()))
                .forEach(session -> session.close(coverage));
        held.values().forEach(this::preserve);
        switch (kernel.inheritance()) {
            case NOTHING, WAITING, NO_DEVICE -> {
                // nothing of it can change any more, or not yet
            }
            case UNREACHABLE -> incoming.values().forEach(session -> session.leak(coverage));
            case REBUILT -> rebuilt(kernel);
        }
        flbs.running(kernel);
        devices.running(kernel, outgoing.values(), incoming.values());
    }

    private void preserve(KernelState.SessionState truth) {
        RealSession session = outgoing.get(truth.name());
        if (session == null || session.status() == SessionStatus.ABORTED) {
            // behind those that are there already, as one that was made again
            outgoing.remove(truth.name());
            session = RealSession.created(truth.name(), coverage);
            outgoing.put(truth.name(), session);
        }
        session.thaw(coverage);
        session.preserve(truth.files(), coverage);
    }

    private void rebuilt(KernelState kernel) {
        if (!rebuilt && received == Known.ALL && leavesOut(kernel)) {
            received = Known.NOTHING;
            coverage.foundGarbled();
        }
        rebuilt = true;
        Map<String, KernelState.SessionState> held = new LinkedHashMap<>();
        kernel.incoming().forEach(session -> held.put(session.name(), session));
        for (RealSession session : incoming.values()) {
            if (session.status() != SessionStatus.ABORTED) {
                session.see(held.get(session.name()), coverage);
            }
        }
    }

    /** State of an incoming file by how far its kernel says that it got. */
    static FileStatus status(Retrieval retrieval) {
        return switch (retrieval) {
            case NEVER_TRIED -> FileStatus.PROMISED;
            case DONE -> FileStatus.RETRIEVED;
            case FAILED -> FileStatus.RETRIEVE_FAILED;
        };
    }
}
