package io.luoledger.trace;

import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sessions of one running kernel, by everything a line may name them with. Holds what is live, nothing else. */
final class TracedKernel {
    /** Placement of the linear map changes by whole gigabytes: the bits below are the same in every kernel. */
    private static final long SAME_IN_EVERY_KERNEL = (1L << 30) - 1;

    private final Map<String, TracedSession> outgoingByName = new HashMap<>();
    private final Map<String, TracedSession> incomingByName = new HashMap<>();
    private final Map<Long, TracedSession> byAddress = new HashMap<>();
    private final Map<Long, TracedSession> byFilep = new HashMap<>();
    private final Map<Long, TracedSession> byFileSet = new HashMap<>();
    private final Set<TracedSession> outgoing = new LinkedHashSet<>();
    private final Set<TracedSession> received = new LinkedHashSet<>();
    private final Set<TracedSession> retrieved = new LinkedHashSet<>();
    private final List<TracedSession> promised;
    private final Map<TracedSession, TracedSession> joined = new HashMap<>();
    /** Whether this kernel was booted from an image that carries nothing over. */
    private final boolean bootedWithoutKho;

    private boolean loadedWithoutKho;
    private final Map<String, TracedSession> promisedByName = new HashMap<>();
    private final Map<Long, TracedSession> promisedByPlace = new HashMap<>();
    /** What the file handlers are called, by the common part of their callbacks' names. */
    final Map<String, String> handlerNames = new HashMap<>();
    /** Owners of callbacks that are certainly those of a handler; the same code runs in the next kernel. */
    final Set<String> handlerOwners;

    /** Whether the text of the kernel before has a gap, so that more may have been promised than is known. */
    private final boolean promisedInPart;
    /** Whether it has none, and goes on to the hand-over: no more was promised than is known. */
    private final boolean promisedWhole;

    private boolean handedOver;
    /** So many gaps this one's text has so far: what it doesn't show may have happened all the same. */
    private long gaps;

    TracedKernel() {
        this(List.of(), Set.of(), false, false, false);
    }

    private TracedKernel(
            List<TracedSession> promised,
            Set<String> handlerOwners,
            boolean promisedInPart,
            boolean promisedWhole,
            boolean bootedWithoutKho) {
        this.promisedWhole = promisedWhole;
        this.promised = promised;
        this.bootedWithoutKho = bootedWithoutKho;
        this.promisedInPart = promisedInPart;
        this.handlerOwners = new java.util.HashSet<>(handlerOwners);
        for (TracedSession session : promised) {
            if (session.session != null) {
                promisedByName.put(session.session.name(), session);
            }
            if (session.serialized != null) {
                promisedByPlace.put(session.serialized & SAME_IN_EVERY_KERNEL, session);
            }
        }
    }

    /** The kernel that boots next, which was promised what is live here. */
    TracedKernel next() {
        return new TracedKernel(
                List.copyOf(outgoing), handlerOwners, gaps > 0, gaps == 0 && handedOver, loadedWithoutKho);
    }

    /** Its text goes on to where the next kernel takes over. */
    void handsOver() {
        handedOver = true;
    }

    void hasGap() {
        gaps++;
    }

    /** As many as before: the text shows everything in between. */
    long gaps() {
        return gaps;
    }

    /** Whether the lists of files are the kernel's own, as far as no count says so. */
    boolean listsWhole() {
        return gaps == 0 && !promisedInPart;
    }

    List<TracedSession> outgoing() {
        return new ArrayList<>(outgoing);
    }

    /** The sessions on that side that aren't gone. */
    Stream<TracedSession> live(Side side) {
        return switch (side) {
            case OUTGOING -> outgoing.stream();
            case INCOMING -> received.stream();
            case NONE -> Stream.empty();
        };
    }

    @Nullable
    TracedSession promised(String name) {
        return promisedByName.get(name);
    }

    /** Promised sessions that no session of this kernel is known to be; none where more may have been promised. */
    List<TracedSession> unjoined() {
        return !promisedWhole
                ? List.of()
                : promised.stream()
                        .filter(session -> !joined.containsValue(session))
                        .toList();
    }

    boolean isJoined(TracedSession session) {
        return joined.containsKey(session);
    }

    /** This session is the one that was promised. */
    void joins(TracedSession session, TracedSession promisedOne) {
        joined.put(session, promisedOne);
    }

    /** Whether it has a name, and no session of that name is known to have been handed over. */
    boolean isUnpromised(TracedSession session) {
        return session.session != null
                && !session.isNameless()
                && !promisedByName.containsKey(session.session.name())
                && !isJoined(session);
    }

    /** This session, whose name is told here, is the one that was promised without. */
    void learns(TracedSession session, TracedSession promisedOne, Placeholders placeholders) {
        joins(session, promisedOne);
        if (session.session != null && promisedOne.session != null) {
            placeholders.is(promisedOne.session, session.session);
        }
    }

    /** As it turns out behind its retrieve. */
    void join(TracedSession session, TracedSession promisedOne) {
        joins(session, promisedOne);
        session.is(promisedOne);
        index(session);
    }

    /** The one promised session that has this token; where several have, the one whose file is this PCI function. */
    @Nullable
    TracedSession promisedWith(Token token, String function) {
        List<TracedSession> having =
                promised.stream().filter(session -> session.find(token) != null).toList();
        List<TracedSession> ofFunction = having.stream()
                .filter(session -> {
                    TracedFile file = session.find(token);
                    return file != null && file.device != null && function.equals(file.device.toString());
                })
                .toList();
        return having.size() == 1 ? having.getFirst() : ofFunction.size() == 1 ? ofFunction.getFirst() : null;
    }

    /** The promised session whose file set lies there in the memory handed over. */
    @Nullable
    TracedSession promisedAt(long serialized) {
        return promisedByPlace.get(serialized & SAME_IN_EVERY_KERNEL);
    }

    void add(TracedSession session) {
        if (session.side == Side.OUTGOING) {
            outgoing.add(session);
        } else {
            received.add(session);
        }
        index(session);
    }

    /** To be called again when more is known of a session. */
    void index(TracedSession session) {
        Session named = session.session;
        if (named != null && !named.placeholder()) {
            (session.side == Side.OUTGOING ? outgoingByName : incomingByName).put(named.name(), session);
        }
        if (session.address != null) {
            byAddress.put(session.address, session);
        }
        if (session.filep != null) {
            byFilep.put(session.filep, session);
        }
        if (session.fileSet != null) {
            byFileSet.put(session.fileSet, session);
        }
    }

    void retrieved(TracedSession session) {
        retrieved.add(session);
    }

    /** Whether no session is retrieved that isn't gone yet. */
    boolean noneRetrieved() {
        return retrieved.isEmpty();
    }

    /** Whether every session that isn't gone yet is retrieved. */
    boolean allRetrieved() {
        return retrieved.containsAll(received);
    }

    /** An image was loaded to boot next: by kexec_file_load(2), or by kexec_load(2), which carries no KHO. */
    void loaded(boolean withKho) {
        loadedWithoutKho = !withKho;
    }

    boolean bootedWithoutKho() {
        return bootedWithoutKho;
    }

    /** The sessions that the kernel before handed over, in its order, or an empty list where they aren't all known. */
    List<TracedSession> promisedInOrder() {
        return promisedInPart ? List.of() : promised;
    }

    void remove(TracedSession session) {
        outgoing.remove(session);
        received.remove(session);
        retrieved.remove(session);
        if (session.session != null) {
            (session.side == Side.OUTGOING ? outgoingByName : incomingByName).remove(session.session.name(), session);
        }
        if (session.address != null) {
            byAddress.remove(session.address, session);
        }
        if (session.filep != null) {
            byFilep.remove(session.filep, session);
        }
        if (session.fileSet != null) {
            byFileSet.remove(session.fileSet, session);
        }
    }

    @Nullable
    TracedSession named(Side side, @Nullable String name) {
        return name == null ? null : (side == Side.OUTGOING ? outgoingByName : incomingByName).get(name);
    }

    @Nullable
    TracedSession atAddress(@Nullable Long address) {
        return address == null ? null : byAddress.get(address);
    }

    @Nullable
    TracedSession atFilep(@Nullable Long filep) {
        return filep == null ? null : byFilep.get(filep);
    }

    @Nullable
    TracedSession ofFileSet(@Nullable Long fileSet) {
        return fileSet == null ? null : byFileSet.get(fileSet);
    }
}
