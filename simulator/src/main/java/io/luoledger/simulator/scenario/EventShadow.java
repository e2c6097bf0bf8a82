package io.luoledger.simulator.scenario;

import io.luoledger.event.Body;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.simulator.kernel.KernelState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a reader of one host's events believes the kernel to hold. Knows nothing but the events. */
final class EventShadow implements Consumer<Draft> {
    private final Map<String, Map<Long, String>> outgoing = new LinkedHashMap<>();
    private final Map<String, Map<Long, String>> incoming = new HashMap<>();
    private final Set<String> retrieved = new TreeSet<>();
    private final Set<String> flbs = new TreeSet<>();
    private boolean alive = true;
    private boolean reachable = true;

    @Override
    public void accept(Draft draft) {
        Body body = draft.body();
        switch (body) {
            case SessionBody session -> session(session, draft.boot().side());
            case FileBody file -> file(file);
            case FlbBody flb -> flb(flb);
            case KernelBody kernel -> kernel(kernel);
            default -> {
                // devices are somebody else's
            }
        }
    }

    private void session(SessionBody body, Side side) {
        String name = nameOf(body.session());
        if (!body.result().ok()) {
            return;
        }
        switch (body) {
            case SessionBody.SessionCreated created -> outgoing.put(name, new TreeMap<>());
            case SessionBody.SessionRetrieved got -> retrieved.add(name);
            case SessionBody.SessionFinished finished -> {
                // its files have events of their own
            }
            case SessionBody.SessionClosed closed -> {
                if (side == Side.OUTGOING) {
                    outgoing.remove(name);
                } else {
                    incoming.remove(name);
                    retrieved.remove(name);
                }
            }
        }
    }

    private static String nameOf(@Nullable Session session) {
        return session == null ? "" : session.name();
    }

    private static long tokenOf(@Nullable Token token) {
        return token == null ? 0 : token.bits();
    }

    private void file(FileBody body) {
        String session = nameOf(body.session());
        long token = tokenOf(body.token());
        if (!body.result().ok() && !(body instanceof FileBody.FileRetrieved)) {
            return;
        }
        switch (body) {
            case FileBody.FilePreserved preserved ->
                outgoing.computeIfAbsent(session, fresh -> new TreeMap<>()).put(token, "PRESERVED");
            case FileBody.FileUnpreserved gone -> files(outgoing, session).remove(token);
            case FileBody.FileFrozen frozen -> files(outgoing, session).replace(token, "FROZEN");
            case FileBody.FileUnfrozen thawed -> files(outgoing, session).replace(token, "PRESERVED");
            case FileBody.FileRetrieved got -> {
                Map<Long, String> files = files(incoming, session);
                if (got.result().ok()) {
                    files.replace(token, KernelState.Retrieval.DONE.name());
                } else if (got.handler() != null && !"DONE".equals(files.get(token))) {
                    files.replace(token, KernelState.Retrieval.FAILED.name());
                }
            }
            case FileBody.FileIdentified identified -> {
                // says what it is, changes nothing
            }
            case FileBody.FileFinished finished -> files(incoming, session).remove(token);
        }
    }

    private static Map<Long, String> files(Map<String, Map<Long, String>> half, String session) {
        return half.getOrDefault(session, new TreeMap<>());
    }

    private void flb(FlbBody body) {
        String name = Objects.requireNonNullElse(body.flb(), "");
        if (body.result().ok()) {
            switch (body) {
                case FlbBody.FlbPreserved preserved -> flbs.add(name);
                case FlbBody.FlbUnpreserved gone -> flbs.remove(name);
                case FlbBody.FlbRetrieved got -> {
                    // the incoming half isn't watched here
                }
                case FlbBody.FlbFinished finished -> {
                    // the incoming half isn't watched here
                }
            }
        }
    }

    private void kernel(KernelBody body) {
        switch (body) {
            case KernelBody.KernelBooted booted -> booted(booted.outcome());
            case KernelBody.KernelDied died -> alive = false;
            case KernelBody.LiveUpdateOpened opened ->
                reachable &= !"EIO".equals(opened.result().errnoName());
            default -> {
                // changes nothing that is held
            }
        }
    }

    private void booted(BootOutcome outcome) {
        incoming.clear();
        retrieved.clear();
        if (outcome == BootOutcome.RESTORED) {
            outgoing.forEach((name, files) -> {
                Map<Long, String> promised = new TreeMap<>();
                files.keySet().forEach(token -> promised.put(token, KernelState.Retrieval.NEVER_TRIED.name()));
                incoming.put(name, promised);
            });
        }
        outgoing.clear();
        flbs.clear();
        alive = outcome != BootOutcome.PANIC;
        reachable = true;
    }

    /** Where belief and truth differ: empty when they agree. */
    List<String> differencesFrom(KernelState truth) {
        List<String> differences = new ArrayList<>();
        if (!alive) {
            return differences;
        }
        Map<String, Map<Long, String>> outgoingTruth = new TreeMap<>();
        for (KernelState.SessionState session : truth.outgoing()) {
            Map<Long, String> files = new TreeMap<>();
            session.files().forEach(file -> files.put(file.token(), "PRESERVED"));
            outgoingTruth.put(session.name(), files);
        }
        compare("outgoing sessions", new TreeMap<>(outgoing), outgoingTruth, differences);
        Map<String, Map<Long, String>> incomingTruth = new TreeMap<>();
        Set<String> retrievedTruth = new TreeSet<>();
        for (KernelState.SessionState session : truth.incoming()) {
            Map<Long, String> files = new TreeMap<>();
            session.files()
                    .forEach(file -> files.put(file.token(), file.retrieval().name()));
            incomingTruth.put(session.name(), files);
            if (session.retrieved()) {
                retrievedTruth.add(session.name());
            }
        }
        compare("preserved FLBs", flbs, new TreeSet<>(truth.preservedFlbs().keySet()), differences);
        if (!reachable) {
            return differences;
        }
        compare("incoming sessions", new TreeMap<>(incoming), incomingTruth, differences);
        compare("retrieved sessions", retrieved, retrievedTruth, differences);
        return differences;
    }

    private static void compare(String what, Object believed, Object truth, List<String> differences) {
        if (!believed.equals(truth)) {
            differences.add(what + ": the events say " + believed + ", the kernel holds " + truth);
        }
    }
}
