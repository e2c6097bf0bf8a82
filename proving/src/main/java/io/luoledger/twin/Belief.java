package io.luoledger.twin;

import io.luoledger.core.DeviceState;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.FileState;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbState;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.Placement;
import io.luoledger.core.SessionState;
import io.luoledger.core.SessionStatus;
import io.luoledger.core.UpdateState;
import io.luoledger.view.HostView;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the ledger believes of one host, from its events alone. */
final class Belief {
    private final Map<String, String> lines = new TreeMap<>();
    private final Map<Long, UpdateState> updates = new HashMap<>();

    private Belief() {}

    /**
     * The two hand-overs that the host's running kernel is part of, and whatever is open of earlier ones.
     *
     * @param received what of the hand-over that this kernel received can be told
     */
    static Map<String, String> of(EntityReader entities, String host, Reality.Known received) {
        Belief belief = new Belief();
        // those that weren't begun yet are in no view, but count what is held
        entities.scan(EntityKey.updates(host), entity -> {
            if (entity instanceof UpdateState update) {
                belief.updates.put(update.generation(), update);
            }
        });
        HostView view = HostView.of(entities, host);
        if (view != null) {
            belief.read(view, received);
        }
        return belief.lines;
    }

    private void read(HostView view, Reality.Known received) {
        long outgoing = view.state().current().outgoing();
        for (HostView.SessionView session : view.sessions()) {
            read(half(session.session().generation(), outgoing, received), session);
        }
        for (FlbState flb : view.flbs()) {
            if (flb.status() == FlbStatus.UNPRESERVED) {
                continue;
            }
            read(half(flb.generation(), outgoing, received), flb, updates.get(flb.generation()));
        }
        for (DeviceState device : view.devices()) {
            read(half(device.generation(), outgoing, received), device);
        }
        UpdateState update = updates.get(outgoing - 1);
        if (received == Reality.Known.ALL && update != null && update.tally().sessions() > 0) {
            lines.put("incoming files", Totals.words(update.tally()));
        }
    }

    /** Empty for what is over; null for what can't be told. */
    private static @Nullable String half(long generation, long outgoing, Reality.Known received) {
        if (generation == outgoing) {
            return "outgoing ";
        }
        if (generation < outgoing - 1) {
            return "";
        }
        return switch (received) {
            case ALL -> "incoming ";
            case THAT_IT_IS_OVER -> "";
            case NOTHING -> null;
        };
    }

    private void read(@Nullable String half, HostView.SessionView view) {
        SessionState session = view.session();
        boolean settled = switch (session.status()) {
            case OPEN, FROZEN, PROMISED, RETRIEVED -> false;
            case FINISHED, ABORTED, LEAKED, LOST -> true;
        };
        put(half, settled, "session " + session.name(), session.status().name());
        for (FileState file : view.files()) {
            boolean over = switch (file.status()) {
                case PRESERVED, FROZEN, PROMISED, RETRIEVED, RETRIEVE_FAILED -> false;
                case FINISHED, DISCARDED, UNPRESERVED, LEAKED, LOST -> true;
            };
            put(
                    half,
                    over,
                    "file " + session.name() + " " + file.token().bits(),
                    RealFile.words(file.status(), file.handler(), file.errno(), file.device()));
        }
        if ("outgoing ".equals(half) && session.status() != SessionStatus.ABORTED) {
            long held = view.files().stream()
                    .filter(file -> file.status() != FileStatus.DISCARDED)
                    .count();
            if (session.files() != held) {
                lines.put(half + "count of session " + session.name(), session.files() + ", and there are " + held);
            }
        }
    }

    private void read(@Nullable String half, FlbState flb, @Nullable UpdateState update) {
        long files = flb.status() == FlbStatus.PRESERVED && update != null && flb.dependentKind() != null
                ? update.kinds().of(flb.dependentKind()).files()
                : flb.files();
        boolean settled = switch (flb.status()) {
            case PRESERVED, PROMISED, RETRIEVED -> false;
            case FINISHED, UNPRESERVED, IGNORED, LEAKED -> true;
        };
        put(half, settled, "flb " + flb.name(), RealFlbs.words(flb.status(), files));
    }

    private void read(@Nullable String half, DeviceState device) {
        boolean settled = switch (device.status()) {
            case PRESERVED, PROMISED, RETRIEVED, RETRIEVE_FAILED -> false;
            case FINISHED, UNPRESERVED, LEAKED, LOST -> true;
        };
        String name = "device " + device.address();
        put(half, settled, name, RealDevices.words(device.status(), device.identity()));
        if ("incoming ".equals(half) && device.placement() != Placement.UNKNOWN) {
            lines.put(half + name + " placement", device.placement().name());
        }
    }

    private void put(@Nullable String half, boolean settled, String name, String words) {
        if (half == null) {
            return;
        }
        if (!half.isEmpty()) {
            lines.put(half + name, words);
        } else if (!settled) {
            lines.put("earlier " + name, words);
        }
    }
}
