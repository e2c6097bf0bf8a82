package io.luoledger.twin;

import io.luoledger.core.FlbStatus;
import io.luoledger.core.SessionStatus;
import io.luoledger.simulator.kernel.KernelState;
import io.luoledger.simulator.kernel.KernelState.ReceivedFlb;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The FLBs of both halves of a kernel, with how many files each depends on. */
final class RealFlbs {
    private final Coverage coverage;
    private Map<String, Long> outgoing = new TreeMap<>();
    private Map<String, Received> incoming = new TreeMap<>();

    private record Received(Set<FlbStatus> status, long files) {}

    RealFlbs(Coverage coverage) {
        this.coverage = coverage;
    }

    void booted(SessionStatus becomes) {
        incoming = new TreeMap<>();
        FlbStatus each = switch (becomes) {
            case PROMISED -> FlbStatus.PROMISED;
            case LEAKED -> FlbStatus.LEAKED;
            default -> FlbStatus.IGNORED;
        };
        outgoing.forEach((name, files) -> {
            incoming.put(name, new Received(Set.of(each), files));
            coverage.moved("flb", FlbStatus.PRESERVED, each);
        });
        outgoing = new TreeMap<>();
    }

    void running(KernelState kernel) {
        // one that was taken back is as if it had never been: it may come and go within one call
        outgoing.keySet().removeIf(name -> {
            boolean gone = !kernel.preservedFlbs().containsKey(name);
            if (gone) {
                coverage.moved("flb", FlbStatus.PRESERVED, FlbStatus.UNPRESERVED);
            }
            return gone;
        });
        kernel.preservedFlbs().forEach((name, files) -> {
            if (!outgoing.containsKey(name)) {
                coverage.moved("flb", "none", FlbStatus.PRESERVED);
            }
            outgoing.put(name, files);
        });
        incoming.replaceAll((name, flb) -> {
            if (settled(flb.status())) {
                return flb;
            }
            Set<FlbStatus> now = status(kernel.receivedFlbs().get(name));
            if (!now.equals(flb.status())) {
                coverage.moved("flb", Words.of(flb.status()), Words.of(now));
            }
            return new Received(now, flb.files());
        });
    }

    private static boolean settled(Set<FlbStatus> status) {
        return status.equals(Set.of(FlbStatus.IGNORED)) || status.equals(Set.of(FlbStatus.LEAKED));
    }

    /** An FLB that no subsystem of this kernel has is ignored; the ledger may find out or not. */
    private static Set<FlbStatus> status(@Nullable ReceivedFlb truth) {
        if (truth == null) {
            return Set.of(FlbStatus.PROMISED, FlbStatus.IGNORED);
        }
        return switch (truth.reception()) {
            case NEVER_ASKED -> Set.of(FlbStatus.PROMISED, FlbStatus.IGNORED);
            case HELD -> Set.of(FlbStatus.RETRIEVED);
            case FINISHED -> Set.of(FlbStatus.FINISHED);
            case REFUSED -> Set.of(FlbStatus.IGNORED, FlbStatus.LEAKED);
        };
    }

    void describeOutgoing(Lines lines) {
        outgoing.forEach((name, files) -> lines.put("outgoing flb " + name, words(FlbStatus.PRESERVED, files)));
    }

    void describeIncoming(Lines lines) {
        incoming.forEach((name, flb) -> {
            Set<String> words = new java.util.HashSet<>();
            flb.status().forEach(status -> words.add(words(status, flb.files())));
            lines.put("incoming flb " + name, words);
        });
    }

    /** A count belongs to what is held. */
    static String words(FlbStatus status, long files) {
        return switch (status) {
            case PRESERVED, PROMISED, RETRIEVED, FINISHED -> status + " for " + files + " files";
            case UNPRESERVED, IGNORED, LEAKED -> status.name();
        };
    }
}
